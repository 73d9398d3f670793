from django.dispatch import Signal

# In the transaction that changes what pages show of a photo, with `photo`. A receiver that fails undoes the change.
photo_changed = Signal()

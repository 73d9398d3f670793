from django.dispatch import Signal

# Sent, with `photo`, in the transaction that changes what pages show of it. A receiver that fails undoes the change.
photo_changed = Signal()

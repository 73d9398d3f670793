from django.dispatch import Signal

# In the transaction that changes what readers see of somebody, the name or the word Staff behind it, with `user`.
# A receiver that fails undoes the change.
user_renamed = Signal()

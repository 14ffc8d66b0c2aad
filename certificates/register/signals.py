"""What the register announces."""

from django.dispatch import Signal

# Sent with ``person_ids`` (list of int) when certificates were issued, revoked or replaced, inside the writing
# transaction.
certificates_changed = Signal()

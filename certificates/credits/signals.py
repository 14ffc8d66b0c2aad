"""What credits announce."""

from django.dispatch import Signal

# Sent with ``person_ids`` (list of int) when somebody's credits changed, inside the writing transaction.
credits_changed = Signal()

"""What schemes announce."""

from django.dispatch import Signal

# Sent with ``traineeship_ids`` (list of int) and ``person_ids`` (list of int) when somebody has completed a scheme
# or lost a completion, inside the writing transaction.
completion_changed = Signal()

# Sent with ``person_ids`` (list of int) when somebody was enrolled, withdrawn or moved otherwise by hand, inside the
# writing transaction.
traineeships_moved = Signal()

"""What the records announce."""

from django.dispatch import Signal

# Sent with ``record_ids`` (list of int) and ``person_ids`` (list of int), inside the writing transaction.
records_written = Signal()

# Sent with ``record_ids`` (list of int), the records that do not count any more, beside ``records_written``.
records_taken_back = Signal()

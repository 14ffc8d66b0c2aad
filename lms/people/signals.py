"""What this app announces. Receivers answer with one ``later()``."""

from django.dispatch import Signal

# A roll was written onto a roster: people, posts or entries changed. Sends ``roster_id``.
roster_written = Signal()

# Something that is known of people changed, such as a leave. Sends ``person_ids`` (list of int).
people_changed = Signal()

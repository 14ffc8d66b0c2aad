"""Seal what was recorded since the last time, without waiting for the hour."""

from typing import Any

from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from lms.kit.errors import Refusal
from lms.records.actions import seal


class Command(BaseCommand):
    """The face of :func:`lms.records.actions.seal`; what it prints on its last lines is the head, to keep."""

    help = "Seal the records and print the newest head."

    def handle(self, *args: Any, **options: Any) -> None:
        """Seal, and print the head."""
        try:
            head = seal(at=timezone.now(), say=lambda done: self.stderr.write(f"{done} records hashed"))
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        if head is None:
            raise CommandError("There is no record to seal yet.")
        self.stdout.write(head.note.text)

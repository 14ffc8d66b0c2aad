"""Say whether every receipt of an exam is true."""

from typing import Any

from django.core.management import BaseCommand, CommandError

from courses.exams.actions import check_receipts


class Command(BaseCommand):
    """Works out each receipt anew from the saved answers, and fails if one differs."""

    help = "Work out the receipt of every closed sitting anew and name those that are not what was given."

    def handle(self, *args: Any, **options: Any) -> None:
        """Check, and say how many."""
        checked = check_receipts()
        if checked.false:
            raise CommandError(f"{len(checked.false)} of {checked.receipts} receipts are false: {checked.false[:20]}")
        self.stdout.write(f"{checked.receipts} receipts, all true.")

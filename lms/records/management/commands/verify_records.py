"""Recompute the seals of all records from their rows."""

from argparse import ArgumentParser, FileType
from time import monotonic
from typing import IO, Any

from django.core.management import BaseCommand, CommandError
from django.utils.translation import gettext as _

from lms.records.queries import Verification
from lms.records.rules.note import Note, Unreadable, read
from lms.records.verifying import told

# How often a long run says how far it is.
EVERY_SECONDS = 5.0


class Command(BaseCommand):
    """The face of :class:`lms.records.queries.Verification`; the first wrong record ends it with an error."""

    help = "Recompute every seal from the records, and name the first record that is not what was sealed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take heads that somebody kept."""
        words = "a head that was printed or mailed: today's records must extend it; may be given several times"
        parser.add_argument("--head", action="append", default=[], type=FileType(encoding="utf-8"), help=words)

    def handle(self, *args: Any, head: list[IO[str]], **options: Any) -> None:
        """Verify, and say what was found."""
        brought = [_read(each) for each in head]
        report = Verification(brought, say=self._progress()).run()
        if report.fault:
            raise CommandError(report.fault.words)
        for note in brought:
            said = _("The head you brought, over %(size)s records, is extended by today's records.")
            self.stdout.write(self.style.SUCCESS(said % {"size": note.head.size}))
        self.stdout.write(self.style.SUCCESS(told(report)))

    def _progress(self) -> Any:
        next_at = monotonic() + EVERY_SECONDS

        def say(done: int, total: int) -> None:
            nonlocal next_at
            if monotonic() >= next_at:
                next_at = monotonic() + EVERY_SECONDS
                self.stderr.write(f"{done} / {total} ({100 * done // max(total, 1)} %)")

        return say


def _read(file: IO[str]) -> Note:
    with file:
        try:
            return read(file.read())
        except (Unreadable, UnicodeDecodeError):
            raise CommandError(_("%(file)s holds no head as it is printed.") % {"file": file.name}) from None

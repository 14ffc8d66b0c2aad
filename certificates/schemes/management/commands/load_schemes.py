"""Load the ready-made syllabuses, schemes and surveys."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from certificates.schemes import ready
from certificates.schemes.actions import Wanted, load_ready
from lms.people.models import Organisation


class Command(BaseCommand):
    """The face of :func:`certificates.schemes.actions.load_ready`."""

    help = "Load the ready-made syllabuses, training schemes and surveys that are not here yet. Safe to run again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take who runs the schemes whose own organiser is not here, and which are wanted."""
        parser.add_argument(
            "--organiser", default="", metavar="CODE", help="code of the institution that runs the rest"
        )
        parser.add_argument("--only", nargs="+", default=[], metavar="CODE", help="only schemes of these codes")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, and keep nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, and say of each scheme what became of it."""
        rehearse = options["dry_run"]
        wanted = Wanted(organiser=_organiser(options["organiser"]), only=_known(options["only"]))
        told = load_ready(wanted, by=None, at=timezone.now(), rehearse=rehearse)
        done = "would be loaded" if rehearse else "loaded"
        for each in told:
            outcome = done if each.is_made else f"skipped: {each.skipped}"
            self.stdout.write(f"{each.code:<20} {each.name} ({each.place or 'survey'}) - {outcome}")
        made = sum(each.is_made for each in told)
        self.stdout.write(self.style.SUCCESS(f"{made} {done}, {len(told) - made} skipped"))


def _organiser(code: str) -> Organisation | None:
    found = Organisation.objects.filter(code=code, closed_on=None).first()
    if code and found is None:
        raise CommandError(f"No institution has the code {code}.")
    return found


def _known(codes: list[str]) -> list[str]:
    known = {each.code for each in ready.schemes()}
    known |= {each["code"] for each in (*ready.syllabuses(), *ready.surveys())}
    if unknown := [code for code in codes if code not in known]:
        raise CommandError(
            f"No ready-made scheme has the code {', '.join(unknown)}. There are: {', '.join(sorted(known))}"
        )
    return codes

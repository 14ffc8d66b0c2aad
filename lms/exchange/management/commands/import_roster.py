"""Import a roster from the command line."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from lms.exchange import queries
from lms.exchange.actions import Target, check_upload, import_roster, receive_upload
from lms.exchange.models import Upload
from lms.exchange.roster.columns import TITLES
from lms.kit.errors import Refusal
from lms.people.models import Organisation, Person

_MOST_SHOWN = 200


class Command(BaseCommand):
    """Prints the report the admin shows. Errors end with a status that scripts can see."""

    help = "Import a roster (.xlsx or .csv) for an institution."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file and what it is a roster of."""
        parser.add_argument("file")
        parser.add_argument("--keeper", required=True, help="code of the institution that keeps the roster")
        parser.add_argument("--name", required=True, help="name of the roster")
        parser.add_argument("--as-of", type=date.fromisoformat, help="the day it is right for; today if left out")
        parser.add_argument("--by", help="mobile number of the importer; an administrator if left out")
        parser.add_argument("--end-missing", action="store_true", help="people missing from the file leave the roster")
        parser.add_argument("--dry-run", action="store_true", help="check only")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import and print the report."""
        now, file = timezone.now(), Path(options["file"])
        keeper = Organisation.objects.filter(code=options["keeper"]).first()
        if keeper is None:
            raise CommandError(f"No institution has the code {options['keeper']}.")
        target = Target(
            keeper=keeper,
            name=options["name"],
            as_of=options["as_of"] or timezone.localdate(now),
            end_missing=options["end_missing"],
        )
        whole: dict[str, Any] = {
            "data": file.read_bytes(),
            "file_name": file.name,
            "target": target,
            "by": _importer(options["by"]),
        }
        try:
            if options["dry_run"]:
                upload = check_upload(receive_upload(**whole, at=now).pk, at=now)
            else:
                upload = import_roster(**whole, at=now)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        self._print(upload)
        if upload.state == Upload.State.REFUSED or (not options["dry_run"] and upload.state != Upload.State.APPLIED):
            raise CommandError(str(upload.get_state_display()))

    def _print(self, upload: Upload) -> None:
        """Write the report: figures, then faults, questions and changes."""
        self.stdout.write(f"{upload} [{upload.get_state_display()}] /admin/imports/{upload.pk}/")
        self.stdout.write(" ".join(f"{name}={number}" for name, number in upload.counts.items()))
        for fault in queries.faults_of(upload)[:_MOST_SHOWN]:
            self.stdout.write(f"{fault.row} {TITLES.get(fault.column, '')}: {fault.sentence}")
        for question in upload.questions.filter(answer="").order_by("row")[:_MOST_SHOWN]:
            self.stdout.write(f"{question.row} ? {question.sentence}")
        for change in queries.changes_of(upload)[:_MOST_SHOWN]:
            title = TITLES.get(change.field, change.field)
            self.stdout.write(f"{change.row} {change.person.name} {title}: {change.before} → {change.after}")


def _importer(phone: str | None) -> Person:
    """Return who imports; their scope bounds what may be named.

    :raises CommandError: there is nobody.
    """
    people = Person.objects.filter(is_active=True)
    found = people.filter(phone=phone) if phone else people.filter(is_superuser=True).order_by("pk")
    person: Person | None = found.first()
    if person is None:
        raise CommandError("Nobody to import as: give --by, the mobile number of somebody with a role.")
    return person

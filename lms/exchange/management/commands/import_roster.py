"""Import a roster from the command line."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.exchange import queries, rules
from lms.exchange.actions import Target, check_upload, import_roster, receive_upload
from lms.exchange.faults import sentence
from lms.exchange.management.files import read, write
from lms.exchange.management.importer import importer
from lms.exchange.models import Upload
from lms.exchange.roster.columns import TITLES
from lms.kit.errors import Refusal
from lms.people.models import Organisation, Person
from lms.people.scopes import Scope

_MOST_SHOWN = 200
_LONGEST_NAME = 120


class Command(BaseCommand):
    """Prints the report the admin shows. Errors end with a status that scripts can see."""

    help = "Import a roster (.xlsx or .csv) for an institution."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file and what it is a roster of."""
        parser.add_argument("file")
        parser.add_argument("--keeper", help="code of the institution that keeps the roster; the importer's only one")
        parser.add_argument("--name", help="name of the roster; the file's if left out")
        parser.add_argument("--as-of", default="", help="the day it is right for; today if left out")
        parser.add_argument("--by", help="mobile number of the importer; an administrator if left out")
        parser.add_argument("--end-missing", action="store_true", help="people missing from the file leave the roster")
        parser.add_argument("--dry-run", action="store_true", help="check only")
        parser.add_argument("--marked", metavar="PATH", help="where errors are found, write the file with them marked")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import and print the report."""
        now, file = timezone.now(), Path(options["file"])
        data, by = read(file), importer(options["by"])
        target = Target(
            keeper=_keeper(options["keeper"], by),
            name=(options["name"] or file.stem)[:_LONGEST_NAME],
            as_of=_day(options["as_of"]) or timezone.localdate(now),
            end_missing=options["end_missing"],
        )
        whole: dict[str, Any] = {"data": data, "file_name": file.name, "target": target, "by": by}
        try:
            if options["dry_run"]:
                upload = check_upload(receive_upload(**whole, at=now).pk, at=now)
            else:
                upload = import_roster(**whole, at=now)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        self._print(upload)
        if options["marked"] and upload.marked_file:
            write(Path(options["marked"]), upload.marked_content())
        if upload.state == Upload.State.REFUSED or (not options["dry_run"] and upload.state != Upload.State.APPLIED):
            raise CommandError(str(upload.get_state_display()))

    def _print(self, upload: Upload) -> None:
        """Write the report: figures, then faults, questions and changes."""
        self.stdout.write(f"{upload} [{upload.get_state_display()}] /admin/imports/{upload.pk}/")
        self.stdout.write(" ".join(f"{name}={number}" for name, number in upload.counts.items()))
        for fault in queries.faults_of(upload)[:_MOST_SHOWN]:
            where = fault.row or _("Whole file")
            self.stdout.write(f"{where} {TITLES.get(fault.column, '')}: {fault.sentence}")
        for question in upload.questions.filter(answer="").order_by("row")[:_MOST_SHOWN]:
            self.stdout.write(f"{question.row} ? {question.sentence}")
        for change in queries.changes_of(upload)[:_MOST_SHOWN]:
            title = TITLES.get(change.field, change.field)
            self.stdout.write(f"{change.row} {change.person.name} {title}: {change.before} → {change.after}")


def _keeper(code: str | None, by: Person) -> Organisation:
    """Return the institution of that ``code``, or the only one the importer manages.

    :raises CommandError: there is none, or more than one.
    """
    if code:
        found = Organisation.objects.filter(code=code)[:1]
        message = _("No institution has the code %(code)s.") % {"code": code}
    else:
        own = Scope.of(by).organisations
        managed = Organisation.objects.visible_to(by)
        found = (managed.filter(pk__in=own) if own else managed)[:2]
        message = _("Say which institution keeps the roster: give --keeper, the code of the institution.")
    if len(found) != 1:
        raise CommandError(message)
    return found[0]


def _day(given: str) -> date | None:
    day = rules.day(given)
    if isinstance(day, rules.Bad):
        raise CommandError(f"--as-of: {sentence(day.code, day.data)}")
    return date.fromisoformat(day) if day else None

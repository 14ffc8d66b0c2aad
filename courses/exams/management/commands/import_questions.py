"""Import questions from the command line."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.exams.actions.imports import Destination, check_import, import_questions, receive_import
from courses.exams.exchange.columns import title_of
from courses.exams.exchange.findings import sentence
from courses.exams.models import QuestionImport
from courses.exams.queries.imports import faults_of, twins_of
from lms.exchange.management.files import read, write
from lms.exchange.management.importer import importer
from lms.kit.errors import Refusal
from lms.people.models import Organisation
from lms.records.models import Subject

_MOST_SHOWN = 200


class Command(BaseCommand):
    """Prints the report the admin shows. What the installation brings in itself is approved at once."""

    help = "Import questions (.xlsx, .zip, Moodle XML, GIFT or Aiken) as approved."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file and where its questions go."""
        parser.add_argument("file")
        parser.add_argument("--subject", help="code of the subject of questions that name none")
        parser.add_argument(
            "--keeper", help="code of the institution that keeps the questions; everybody's if left out"
        )
        parser.add_argument("--by", help="mobile number of the importer; an administrator if left out")
        parser.add_argument(
            "--leave-out-faulty", action="store_true", help="import the sound ones of a file with errors"
        )
        parser.add_argument("--dry-run", action="store_true", help="check only")
        parser.add_argument("--marked", metavar="PATH", help="where errors are found, write the sheet with them marked")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import and print the report."""
        now, path = timezone.now(), Path(options["file"])
        onto = Destination(
            subject=_named(Subject, options["subject"]),
            keeper=_named(Organisation, options["keeper"]),
            leave_out_faulty=options["leave_out_faulty"],
            vouched=True,
        )
        data, by = read(path), importer(options["by"])
        whole: dict[str, Any] = {"data": data, "file_name": path.name, "onto": onto, "by": by}
        try:
            if options["dry_run"]:
                upload = check_import(receive_import(**whole, at=now).pk, at=now)
            else:
                upload = import_questions(**whole, at=now)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        self._print(upload)
        if options["marked"] and upload.marked_file:
            write(Path(options["marked"]), upload.marked_content())
        done = {QuestionImport.State.CHECKED} if options["dry_run"] else {QuestionImport.State.APPLIED}
        if upload.state not in done:
            raise CommandError(str(upload.get_state_display()))

    def _print(self, upload: QuestionImport) -> None:
        """Write the report: figures, faults, what is left out, and what is there already."""
        self.stdout.write(f"{upload} [{upload.get_state_display()}] /admin/exams/imports/{upload.pk}/")
        self.stdout.write(" ".join(f"{name}={number}" for name, number in upload.counts.items()))
        for fault in faults_of(upload)[:_MOST_SHOWN]:
            where = fault.row or _("Whole file")
            self.stdout.write(f"{where} {title_of(fault.column)}: {sentence(fault.code, fault.data)}")
        for note in upload.notes:
            rows = "、".join(map(str, note["rows"]))
            self.stdout.write(f"{sentence(note['code'], note['data'])} × {note['count']} ({rows})")
        for twin in twins_of(upload).filter(answer="")[:_MOST_SHOWN]:
            who = twin.question.code if twin.question else twin.other_row
            self.stdout.write(f"{twin.row} = {who} ({twin.percent} %)")


def _named(model: Any, code: str | None) -> Any:
    """Return the object of that code, or nothing where none is asked for.

    :raises CommandError: there is none.
    """
    if not code:
        return None
    found = model.objects.filter(code=code).first()
    if found is None:
        raise CommandError(f"{model._meta.verbose_name}: {code}?")
    return found

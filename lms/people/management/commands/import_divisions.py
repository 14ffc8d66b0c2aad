"""Take in divisions from a five-level CSV."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from lms.kit.errors import Refusal
from lms.people.actions import import_divisions


class Command(BaseCommand):
    """The face of :func:`lms.people.actions.import_divisions`."""

    help = "Import divisions from a CSV file with the columns code, name, level, parent_code."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file and the part of it that is wanted."""
        parser.add_argument("file")
        parser.add_argument("--within", default="", help="only codes that begin so, such as 3707")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import and say what changed."""
        try:
            done = import_divisions(options["file"], within=options["within"], at=timezone.now())
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{done.created} added, {done.changed} changed, {done.unchanged} unchanged")

"""Import institutions from the command line."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from lms.exchange.actions import import_organisations
from lms.exchange.management.files import read
from lms.kit.errors import Refusal


class Command(BaseCommand):
    """The face of :func:`lms.exchange.actions.import_organisations`."""

    help = "Import institutions (.xlsx or .csv: 机构名称 机构代码 机构类别 行政区划代码 上级机构代码)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file."""
        parser.add_argument("file")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import and say what changed, or list every wrong row."""
        try:
            done = import_organisations(data=read(Path(options["file"])), by=None, at=timezone.now())
        except Refusal as refusal:
            for line in refusal.data.get("lines", []):
                self.stderr.write(line)
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{done.created} added, {done.changed} changed, {done.unchanged} unchanged")

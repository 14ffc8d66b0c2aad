"""Make the key that heads over the records are signed with."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError

from lms.records.keys import make_key


class Command(BaseCommand):
    """The file belongs somewhere else than the database, and into the backup of the secrets."""

    help = "Make an Ed25519 key to sign tree heads with."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Ask where to."""
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        """Make it, and say what to set."""
        try:
            make_key(file.absolute())
        except FileExistsError:
            raise CommandError(f"{file} is already there; a key is never overwritten.") from None
        self.stdout.write(f"SEAL_KEY_FILE={file.absolute()}")

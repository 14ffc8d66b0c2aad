"""Make the key that certificates are signed with, for who has none from an authority."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError

from certificates.register.signing.trial import CERTIFICATES, KEY, make_key


class Command(BaseCommand):
    """The folder belongs somewhere else than the data, and into the backup of the secrets."""

    help = "Make an EC P-256 key and its certificate, vouched for by a small authority of your own."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Ask where to, and in whose name."""
        parser.add_argument("folder", type=Path)
        parser.add_argument("--name", required=True, help="the institution, as viewers of PDF files will show it")

    def handle(self, *args: Any, folder: Path, name: str, **options: Any) -> None:
        """Make it, and say what to set."""
        if folder.exists():
            raise CommandError(f"{folder} is already there; a key is never overwritten.")
        make_key(folder.absolute(), name=name)
        self.stdout.write(f"ISSUER_KEY_FILE={folder.absolute() / KEY}")
        self.stdout.write(f"ISSUER_CERTIFICATES_FILE={folder.absolute() / CERTIFICATES}")

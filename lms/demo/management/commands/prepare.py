"""Bring an installation to where it can serve: schema, cache table, site, static files, demo."""

import hashlib
import stat
from argparse import ArgumentParser, BooleanOptionalAction
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import OperationalError, ProgrammingError

from lms.signin.keys import keys_fit


class Command(BaseCommand):
    """Each step does nothing where its work is done, so a second run changes nothing and is quick."""

    help = "Migrate, set up the site, collect static files and load the demo."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Let an operator leave the demo out, or ask for it."""
        parser.add_argument("--demo", action=BooleanOptionalAction, help="load the demo; in development it is loaded")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do the steps in order, saying which."""
        for folder in (settings.DATA_DIR, settings.PRIVATE_ROOT):
            _close_to_others(folder)
        self.stdout.write("==> Database")
        if _behind():
            call_command("migrate", verbosity=0, interactive=False)
        need_fitting_keys()
        call_command("createcachetable", verbosity=0)
        call_command("setup_site", verbosity=0)
        if settings.SERVE_COLLECTED:
            self._collect()
        if options["demo"] is not False:
            self.stdout.write("==> Demo")
            call_command("load_demo", demo=bool(options["demo"]), stdout=self.stdout)

    def _collect(self) -> None:
        """Collect and compress static files, unless nothing changed since the last time."""
        stamp, now = Path(settings.STATIC_ROOT) / ".stamp", _static_fingerprint()
        if stamp.exists() and stamp.read_text() == now:
            return
        self.stdout.write("==> Static files (compressed once; a minute on a slow machine)")
        call_command("collectstatic", verbosity=0, interactive=False, clear=True)
        stamp.write_text(now)


def need_fitting_keys() -> None:
    """Refuse to work with keys that do not open what is on file: new ID numbers would be sealed under those.

    :raises CommandError: they do not, or the database cannot say.
    """
    try:
        if keys_fit():
            return
    except (OperationalError, ProgrammingError) as fault:
        raise CommandError(f"The database cannot be read; does it run, and was `prepare` run? {fault}") from fault
    raise CommandError(
        "The ID numbers and second factors in this database were sealed under other keys. Put the secrets.json that "
        f"belongs to it into {settings.DATA_DIR}, or set ID_NUMBER_KEY and ID_NUMBER_HASH_KEY to what they were."
    )


def _close_to_others(folder: Path) -> None:
    """Let nobody else look into ``folder``, unless it is shared by its nature, as /tmp is."""
    if folder.exists() and not folder.stat().st_mode & stat.S_ISVTX:
        folder.chmod(0o700)


def _behind() -> bool:
    """Whether the schema lacks a migration; asking is much quicker than migrating nothing."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _static_fingerprint() -> str:
    """Return a hash of what static files come from: our own files and the packages' versions."""
    digest = hashlib.sha256()
    for package in ("wagtail", "django", "django-htmx", "django-allauth"):
        digest.update(f"{package}={version(package)};".encode())
    for wing in ("lms", "courses", "certificates"):
        for file in sorted((settings.BASE_DIR / wing).glob("*/static/**/*")):
            if file.is_file():
                digest.update(str(file).encode() + file.read_bytes())
    return digest.hexdigest()

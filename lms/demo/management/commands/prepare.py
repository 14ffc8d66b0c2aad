"""Bring an installation to where it can serve: schema, cache table, site, static files, demo."""

import hashlib
from argparse import ArgumentParser
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


class Command(BaseCommand):
    """Each step does nothing where its work is done, so a second run changes nothing and is quick."""

    help = "Migrate, set up the site, collect static files and load the demo."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Let an operator leave the demo out."""
        parser.add_argument("--no-demo", action="store_true", help="do not load the demo")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do the steps in order, saying which."""
        self.stdout.write("==> Database")
        if _behind():
            call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        call_command("setup_site", verbosity=0)
        if settings.SERVE_COLLECTED:
            self._collect()
        if not options["no_demo"]:
            self.stdout.write("==> Demo")
            call_command("load_demo", stdout=self.stdout)

    def _collect(self) -> None:
        """Collect and compress static files, unless nothing changed since the last time."""
        stamp, now = Path(settings.STATIC_ROOT) / ".stamp", _static_fingerprint()
        if stamp.exists() and stamp.read_text() == now:
            return
        self.stdout.write("==> Static files (compressed once; a minute on a slow machine)")
        call_command("collectstatic", verbosity=0, interactive=False, clear=True)
        stamp.write_text(now)


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

"""Load the demo."""

import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from lms.demo.load import is_loaded, load
from lms.demo.logins import write_again


class Command(BaseCommand):
    """A second run finds the demo there and changes nothing."""

    help = "Load a class in Weifang with invented people, and print what is being done."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Let an operator insist."""
        parser.add_argument("--demo", action="store_true", help="load it outside development too")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load it unless it is there."""
        if is_loaded():
            write_again()
            self.stdout.write("    the demo is loaded")
            return
        if not (settings.DEBUG or options["demo"]):
            raise CommandError(
                "Everybody knows the demo's password, so it is not loaded outside development. Say --no-demo to "
                "prepare an installation without it, or --demo for one that is only shown."
            )
        started = time.monotonic()

        def say(words: str) -> None:
            self.stdout.write(f"    {time.monotonic() - started:5.1f} s  {words}")
            self.stdout.flush()

        load(at=timezone.now(), say=say)
        say("done")

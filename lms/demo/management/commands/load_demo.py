"""Load the demo."""

import time
from typing import Any

from django.core.management import BaseCommand
from django.utils import timezone

from lms.demo.load import is_loaded, load


class Command(BaseCommand):
    """A second run finds the demo there and changes nothing."""

    help = "Load a class in Weifang with invented people, and print what is being done."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load it unless it is there."""
        if is_loaded():
            self.stdout.write("    the demo is loaded")
            return
        started = time.monotonic()

        def say(words: str) -> None:
            self.stdout.write(f"    {time.monotonic() - started:5.1f} s  {words}")
            self.stdout.flush()

        load(at=timezone.now(), say=say)
        say("done")

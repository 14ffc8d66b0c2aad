"""Load the sets of credit rules that come with the product."""

from typing import Any

from django.core.management import BaseCommand
from django.utils import timezone

from certificates.credits.actions import load_sets


class Command(BaseCommand):
    """Safe to repeat: a second run changes nothing."""

    help = "Load the sets of credit rules that come with the product; those that are there stay as they are."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load them, and say of each what became of it."""
        for each in load_sets(by=None, at=timezone.now()):
            said = "new" if each.is_new else "there already"
            self.stdout.write(f"{each.rule_set} ({each.rule_set.get_sourced_display()}): {said}")
            if each.refusal:
                self.stdout.write(f"  stays a draft: {each.refusal}")

"""Help somebody who has lost the phone with their second step."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from lms.people.models import Person
from lms.signin import actions


class Command(BaseCommand):
    """Make sure first that it is the person who asks, by more than a telephone call."""

    help = "Remove every second factor of the person with this mobile number."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the number."""
        parser.add_argument("phone", help="11 digits")

    def handle(self, *args: Any, **options: Any) -> None:
        """Remove them and say how many."""
        person = Person.objects.filter(phone=options["phone"]).first()
        if person is None:
            raise CommandError("Nobody has this number.")
        removed = actions.remove_factors(person=person, by=None, at=timezone.now())
        self.stdout.write(f"Removed {removed} from {person}.")

"""Prove kept papers by drawing them again."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError

from courses.exams.models import Sitting
from courses.exams.queries import redraw


class Command(BaseCommand):
    """The face of :func:`courses.exams.queries.redraw`."""

    help = "Draw the papers of sittings again by their seeds, and say whether they equal what is kept."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take sittings, or a whole exam."""
        parser.add_argument("sittings", nargs="*", type=int, metavar="ID", help="numbers of sittings")
        parser.add_argument("--exam", default="", metavar="CODE", help="all sittings of the exam of this code")

    def handle(self, *args: Any, **options: Any) -> None:
        """Say of each paper whether it is the same; end with an error if one is not."""
        wanted = Sitting.objects.filter(exam__code=options["exam"]) if options["exam"] else Sitting.objects.none()
        found = wanted | Sitting.objects.filter(pk__in=options["sittings"])
        differing = checked = 0
        for sitting in found.select_related("exam", "stock").order_by("pk").iterator(chunk_size=500):
            checked += 1
            drawn = redraw(sitting)
            source = "kept stock" if drawn.is_exact else "bank of that day"
            said = "same" if drawn.is_same else f"differs at {', '.join(map(str, drawn.differing))}"
            differing += not drawn.is_same
            self.stdout.write(f"{sitting.pk:>8} seed {sitting.seed} {source}: {said}")
        if not checked:
            raise CommandError("No such sitting. Name sittings by number, or an exam by --exam CODE.")
        if differing:
            raise CommandError(f"{differing} of {checked} papers are not what their seeds give.")
        self.stdout.write(self.style.SUCCESS(f"{checked} papers are the same"))

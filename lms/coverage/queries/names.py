"""The names behind a figure."""

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from certificates.schemes.models import Traineeship, TraineeshipChange
from lms.coverage.queries.place import Place
from lms.coverage.queries.question import Question
from lms.people.models import RosterEntry


class Which(models.TextChoices):
    """Which figure the names stand behind."""

    DUE = "due", _("due")
    COVERED = "covered", _("covered")
    OPEN = "open", _("not yet covered")


class State(models.TextChoices):
    """How far one person is."""

    COVERED = "covered", _("covered")
    RUNNING = "running", _("in training")
    FAILED = "failed", pgettext_lazy("traineeship", "failed")
    WITHDRAWN = "withdrawn", _("withdrawn")
    ABSENT = "absent", _("not enrolled")


STATED = ("covered_at", "in_training", "failed", "withdrawn")


def names(question: Question, place: Place, which: str = Which.DUE) -> QuerySet[RosterEntry]:
    """Return the people behind a figure of ``place``: exactly as many as the figure says."""
    due = question.due().filter(place.reach())
    if which == Which.COVERED:
        due = due.filter(question.covering())
    elif which == Which.OPEN:
        due = due.exclude(question.covering())
    return due


def matching(entries: QuerySet[RosterEntry], *, name: str = "", institution: str = "") -> QuerySet[RosterEntry]:
    """Return the entries whose person's and institution's names contain these texts."""
    if name:
        entries = entries.filter(person__name__icontains=name)
    return entries.filter(workplace__name__icontains=institution) if institution else entries


def with_state(question: Question, entries: QuerySet[RosterEntry]) -> QuerySet[RosterEntry]:
    """Add to each entry what :func:`state_of` needs, and ``covered_at``."""
    enrolled = Traineeship.objects.filter(
        person=OuterRef("person"), cohort__scheme=question.scheme, enrolled_at__lt=question.until
    )
    left = Q(withdrawn_at__lt=question.until)
    # When somebody failed stands in what became of their traineeship: on a day before, they were in training.
    failures = TraineeshipChange.objects.filter(traineeship=OuterRef("pk"), to_state="failed")
    failed = Q(state="failed") & Exists(failures.filter(changed_at__lt=question.until))
    covered = question.completed().filter(person=OuterRef("person")).order_by("completed_at")
    return entries.select_related("person", "workplace").annotate(
        covered_at=Subquery(covered.values("completed_at")[:1]),
        in_training=Exists(enrolled.exclude(left).exclude(failed)),
        failed=Exists(enrolled.filter(failed)),
        withdrawn=Exists(enrolled.filter(left)),
    )


def state_of(entry: RosterEntry) -> State:
    """Return how far the person of an entry from :func:`with_state` is."""
    return state_from(*(getattr(entry, name) for name in STATED))


def state_from(covered_at: object, in_training: bool, failed: bool, withdrawn: bool) -> State:
    """Return how far somebody is, by the values that :func:`with_state` adds under the names in ``STATED``."""
    if covered_at:
        return State.COVERED
    if in_training:
        return State.RUNNING
    if failed:
        return State.FAILED
    return State.WITHDRAWN if withdrawn else State.ABSENT

"""What was done in which second: check-ins to lectures, answers in exams."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime

from django.db.models import Case, F, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from courses.exams.models import AnswerEntry, Sitting
from courses.live.models import CheckIn
from lms.coverage.rules.anomalies import Moment
from lms.coverage.rules.posts import Held, place_then
from lms.people.models import Organisation, Post

# One or two people each, run from the hospital they belong to.
_OUTPOSTS = (Organisation.Kind.VILLAGE_CLINIC, Organisation.Kind.COMMUNITY_STATION)
Families = Mapping[int, list[Held]]


def families() -> Families:
    """Return the institutions of everybody who holds or held a post; a clinic or station counts to its hospital."""
    posts = Post.objects.order_by("starts_on", "pk")
    family = Case(
        When(workplace__kind__in=_OUTPOSTS, then=Coalesce("workplace__parent_id", "workplace_id")),
        default=F("workplace_id"),
    )
    found = defaultdict[int, list[Held]](list)
    rows = posts.annotate(family=family).values_list("person_id", "starts_on", "ends_on", "family")
    for person, *held in rows.iterator():
        found[person].append(Held(*held))
    return found


def check_ins(since: datetime, families: Families) -> list[Moment]:
    """Return who checked in by a code when; those that staff added afterwards have staff's times. One query."""
    scanned = CheckIn.objects.standing().filter(checked_in_at__gte=since, added_by=None)
    rows = scanned.values_list("lecture_id", "person_id", "checked_in_at")
    return [_moment(*row, families) for row in rows.iterator() if row[1] in families]


def answers(since: datetime, families: Families) -> Iterator[tuple[int, list[Moment]]]:
    """Yield each exam sat since an instant with who answered which question when. A query an exam."""
    sat = Sitting.objects.filter(started_at__gte=since).order_by("exam").values_list("exam", flat=True).distinct()
    for exam in list(sat):
        entries = AnswerEntry.objects.filter(sitting__exam=exam, received_at__gte=since)
        rows = entries.values_list("position", "sitting__person_id", "received_at")
        yield exam, [_moment(*row, families) for row in rows.iterator() if row[1] in families]


def _moment(event: int, person: int, at: datetime, families: Families) -> Moment:
    when = timezone.localtime(at)
    return Moment(event, when, person, place_then(families[person], when.date()))

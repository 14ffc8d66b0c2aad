"""Learning records of work done inside the viewer's scope."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.feeds.datasets.base import INSTANT, NUMBER, Dataset, Field
from lms.people.models import Person
from lms.records.models import Activity, LearningRecord

_FIELDS = (
    Field("id", gettext_lazy("record number"), gettext_lazy("the number of the record in this product"), NUMBER),
    Field("source_key", gettext_lazy("source"), gettext_lazy("names the deed for ever")),
    Field("person_uid", gettext_lazy("person for programs"), gettext_lazy("stays the same when name or number change")),
    Field("name", gettext_lazy("Name"), gettext_lazy("the name today")),
    Field("activity", gettext_lazy("activity"), gettext_lazy("what was done")),
    Field("kind", gettext_lazy("kind"), gettext_lazy("what kind of activity, in words")),
    Field("role", gettext_lazy("role"), gettext_lazy("learner or teacher")),
    Field("outcome", gettext_lazy("result"), gettext_lazy("how it ended; a reversal takes another record back")),
    Field("minutes", gettext_lazy("minutes"), gettext_lazy("whole minutes"), NUMBER),
    Field("score_hundredths", gettext_lazy("score"), gettext_lazy("hundredths of a point; empty without one"), NUMBER),
    Field("happened_at", gettext_lazy("when"), gettext_lazy("when it was done"), INSTANT),
    Field("recorded_at", gettext_lazy("recorded"), gettext_lazy("when it was written down"), INSTANT),
    Field("workplace", gettext_lazy("workplace then"), gettext_lazy("where the person worked at the time")),
    Field("reverses", gettext_lazy("takes back"), gettext_lazy("number of the record that it takes back"), NUMBER),
)
_COLUMNS = (
    *("pk", "source_key", "person__uid", "person__name", "activity__title", "activity__kind", "role", "outcome"),
    *("minutes", "score_hundredths", "happened_at", "recorded_at", "workplace__name", "reverses"),
)


def records(viewer: Person, *, since: date | None = None, until: date | None = None) -> Dataset:
    """Return the records in ``viewer``'s scope, of what was done from ``since`` to ``until``, both days included."""
    found = LearningRecord.objects.visible_to(viewer)
    if since:
        found = found.filter(happened_at__gte=_begin(since))
    if until:
        found = found.filter(happened_at__lt=_begin(until + timedelta(days=1)))
    rows = found.order_by("pk").values_list(*_COLUMNS).iterator(chunk_size=2000)
    days = f"{date_format(since, 'Y-m-d') if since else '…'} – {date_format(until, 'Y-m-d') if until else '…'}"
    said = [_("Learning records of work done at places inside the scope of who made this."), days]
    return Dataset(
        name="records", title=_("Learning records"), fields=_FIELDS, rows=_rows(rows), count=found.count(), source=said
    )


def _begin(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _rows(rows: Iterator[Any]) -> Iterator[tuple[Any, ...]]:
    kinds = {value: str(label) for value, label in Activity.Kind.choices}
    roles = {value: str(label) for value, label in LearningRecord.Role.choices}
    outcomes = {value: str(label) for value, label in LearningRecord.Outcome.choices}
    for pk, key, uid, name, title, kind, role, outcome, *rest in rows:
        yield (pk, key, str(uid), name, title, kinds.get(kind, kind), roles[role], outcomes[outcome], *rest)

"""Learning records."""

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_noop
from ninja import Query, Router

from lms.api.paging import KeptPage, Paging, kept_page_of
from lms.api.reading import Key, reads, viewer_of
from lms.api.shapes.records import RecordDetail, RecordFilters, RecordOut
from lms.records.models import LearningRecord
from lms.records.queries import settled

router = Router(tags=["records"])

# What each parameter is asked of; nothing else of a record can be filtered by.
_LOOKUPS = {
    "person": "person__uid",
    "institution": "workplace",
    "kind": "activity__kind",
    "outcome": "outcome",
    "happened_from": "happened_at__gte",
    "happened_before": "happened_at__lt",
    "recorded_from": "recorded_at__gte",
}


@reads(
    router,
    "/records",
    "records",
    ability="records",
    response=KeptPage[RecordOut],
    summary=gettext_noop("Learning records"),
)
def records(request: HttpRequest, asked: Query[RecordFilters], paging: Query[Paging]) -> dict[str, Any]:
    """The records of work done at places inside the scope, in the order in which they were written."""
    found = LearningRecord.objects.visible_to(viewer_of(request)).select_related("person", "activity")
    given = asked.dict(exclude_none=True)
    found = found.filter(**{lookup: given[name] for name, lookup in _LOOKUPS.items() if name in given})
    if asked.standing is not None:
        standing = LearningRecord.objects.standing().values("pk")
        found = found.standing() if asked.standing else found.exclude(pk__in=standing)
    return kept_page_of(found, paging, upto=settled())


@reads(
    router,
    "/records/{int:record_id}",
    "record",
    ability="records",
    response=RecordDetail,
    summary=gettext_noop("One learning record"),
)
def record(request: HttpRequest, record_id: Key) -> LearningRecord:
    """One record with its evidence."""
    visible = LearningRecord.objects.visible_to(viewer_of(request))
    return get_object_or_404(visible.select_related("person", "activity", "reversal"), pk=record_id)

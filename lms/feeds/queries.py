"""What waits to be sent to a store."""

from collections.abc import Iterator
from dataclasses import fields
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Any

from django.db.models import Max, QuerySet
from django.utils import translation
from django.utils.translation import gettext, gettext_noop

from lms.feeds.models import Store
from lms.feeds.rules import Told, statement
from lms.records.models import LearningRecord

# Numbers are given out before a transaction is over: what is younger than this may still get a lower one beside it.
SETTLES = timedelta(minutes=1)
BATCH = 100
_VERBS = (
    gettext_noop("completed"),
    gettext_noop("attended"),
    gettext_noop("passed"),
    gettext_noop("failed"),
    gettext_noop("voided"),
)
_FIELDS = (
    *("pk", "person__uid", "activity__source_key", "activity__kind", "activity__title", "role", "outcome", "mode"),
    *("minutes", "score_hundredths", "happened_at", "recorded_at", "source_key", "reverses__source_key"),
)


def waiting(store: Store) -> QuerySet[LearningRecord]:
    """Return the records that ``store`` has not been sent."""
    return LearningRecord.objects.filter(pk__gt=store.cursor)


def how_many_wait(store: Store) -> int:
    """Return how many records wait, newest included."""
    return waiting(store).count()


def next_batch(store: Store, at: datetime) -> tuple[list[dict[str, Any]], int]:
    """Return the next statements for ``store`` and the number of the last record among them; none are ``[], 0``."""
    rows: Any = waiting(store).order_by("pk").values_list(*_FIELDS)[:BATCH]
    settled = list(takewhile(lambda row: row[11] <= at - SETTLES, rows))
    return [statement(told, store.home_page, _in_chinese) for told in _told(settled)], settled[-1][0] if settled else 0


def newest() -> int:
    """Return the number of the newest record, 0 where there is none."""
    return LearningRecord.objects.aggregate(newest=Max("pk"))["newest"] or 0


def _told(rows: list[Any]) -> Iterator[Told]:
    names = [each.name for each in fields(Told)]
    for _pk, *said, reverses in rows:
        yield Told(**dict(zip(names, said, strict=False)), reverses=reverses or "")


def _in_chinese(verb: str) -> str:
    with translation.override("zh-hans"):
        return gettext(verb)

"""What waits to be sent to a store."""

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from django.db.models import Exists, Max, OuterRef, QuerySet
from django.utils import translation
from django.utils.translation import gettext, gettext_noop

from certificates.schemes.models import Scheme, Traineeship
from lms.feeds.models import Store
from lms.feeds.rules import Told, statement
from lms.people.models import Division, Person
from lms.people.queries import person_today
from lms.people.scopes import Scope
from lms.records.models import LearningRecord
from lms.records.queries import settled

BATCH = 100
KEEP = "feeds.change_store"
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
    """Return the records that ``store`` is for and has not been sent.

    For a division that is the work done at its places; for a scheme that of its trainees since they were enrolled.
    """
    found = LearningRecord.objects.filter(pk__gt=store.cursor)
    if store.division:
        found = found.filter(store.division.reach("workplace__division__"))
    if store.scheme:
        theirs = Traineeship.objects.filter(cohort__scheme=store.scheme, person=OuterRef("person"))
        found = found.filter(Exists(theirs.filter(enrolled_at__lte=OuterRef("happened_at"))))
    return found


def how_many_wait(store: Store) -> int:
    """Return how many records wait, newest included."""
    return waiting(store).count()


def next_batch(store: Store) -> tuple[list[dict[str, Any]], int]:
    """Return the next statements for ``store``, and the number of the record up to which it has all then."""
    upto = settled()
    rows: list[Any] = list(waiting(store).filter(pk__lte=upto).order_by("pk").values_list(*_FIELDS)[:BATCH])
    # What is not for this store is passed by once.
    last = rows[-1][0] if len(rows) == BATCH else max(upto, store.cursor)
    return [statement(told, store.home_page, _in_chinese) for told in _told(rows)], last


def may_feed(keeper: Person, division: Division | None, scheme: Scheme | None) -> bool:
    """Return whether ``keeper`` may have a store sent what lies in ``division`` and belongs to ``scheme``."""
    if Scope.of(keeper).everything:
        return True
    if division is None or not Division.objects.visible_to(keeper).filter(pk=division.pk).exists():
        return False
    return scheme is None or Scheme.objects.visible_to(keeper).filter(pk=scheme.pk).exists()


def is_kept(store: Store) -> bool:
    """Return whether who added ``store`` may still see its area. One that is sent everything is the installation's."""
    if store.division is None:
        return True
    keeper = person_today(store.made_by_id)
    return keeper.has_perm(KEEP) and may_feed(keeper, store.division, store.scheme)


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

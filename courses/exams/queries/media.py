"""Pictures and recordings of questions: what kind they are, and who may see them."""

import re
from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q, TextField
from django.db.models.functions import Cast, Concat

from courses.exams.models import QuestionMedia, QuestionVersion, SittingItem
from courses.exams.rules import uids
from lms.people.models import Person

_UID = re.compile("[0-9a-f]{32}")
# What a file is never changes, so each process asks once.
_MOST = 20_000
_kinds: dict[str, str] = {}


def remember(texts: Iterable[str]) -> None:
    """Learn what the media in ``texts`` are, for :func:`kind_of`. One query at most, none where all are known."""
    unknown = uids(texts) - _kinds.keys()
    if unknown:
        if len(_kinds) + len(unknown) > _MOST:
            _kinds.clear()
        found = QuestionMedia.objects.filter(uid__in=map(UUID, unknown)).values_list("uid", "kind")
        for each, kind in found:
            _kinds[each.hex] = kind


def kind_of(uid: str) -> str:
    """Return ``"image"``, ``"audio"``, or ``""`` where there is no such file."""
    if uid not in _kinds:
        remember([f"![?](media:{uid})"])
    return _kinds.get(uid, "")


def media_for(person: Person, uid: str) -> QuestionMedia | None:
    """Return a file of a question if ``person`` may see it: who writes the bank, and whose paper shows it."""
    found = QuestionMedia.objects.filter(uid=UUID(uid)).first() if _UID.fullmatch(uid) else None
    if found is None:
        return None
    papers = SittingItem.objects.filter(sitting__person=person).annotate(said=_texts("version__"))
    if papers.filter(_shows(found)).exists():
        return found
    if not person.has_perm("exams.view_question"):
        return None
    is_near = QuestionMedia.objects.visible_to(person).filter(pk=found.pk).exists()
    return found if is_near or versions_showing(found, person) else None


def versions_showing(media: QuestionMedia, viewer: object) -> list[QuestionVersion]:
    """Return the versions of questions of the viewer's whose texts show ``media``."""
    versions = QuestionVersion.objects.visible_to(viewer).select_related("question")
    return list(versions.annotate(said=_texts("")).filter(_shows(media)).order_by("question__code", "number"))


def _texts(prefix: str) -> Concat:
    names = ("stem", "explanation", "rubric", "options", "parts")
    return Concat(*[Cast(f"{prefix}{name}", TextField()) for name in names], output_field=TextField())


def _shows(media: QuestionMedia) -> Q:
    return Q(said__contains=f"(media:{media.uid.hex})")

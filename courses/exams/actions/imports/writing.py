"""Many questions into the bank at once: a few statements, however many there are."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.db.models import Max

from courses.exams.actions.bank import next_version
from courses.exams.exchange.bank import draft_of, wording_of
from courses.exams.exchange.drafts import Medium
from courses.exams.exchange.examination import Planned
from courses.exams.exchange.markers import alt_of, key_of, settle_draft
from courses.exams.exchange.media import MIMES, kind_of
from courses.exams.models import Question, QuestionMedia, QuestionReview, QuestionVersion
from lms.people.models import Organisation, Person

_BATCH = 500


def write_planned(
    planned: Sequence[Planned], *, keeper: Organisation | None, by: Person | None, is_vouched: bool, at: datetime
) -> dict[str, Any]:
    """Write new questions and new versions; return the ids of what was made. The caller holds the transaction.

    :param by: who wrote the versions, and so may not approve them.
    :param is_vouched: approve the versions at once.
    """
    media = _keep_media(planned, by, at)
    fresh = [each for each in planned if each.question is None]
    Question.objects.bulk_create(
        [Question(code=each.draft.code, subject=each.subject, unit=each.draft.unit, keeper=keeper) for each in fresh],
        batch_size=_BATCH,
    )
    made = _by_code([each.draft.code for each in fresh])
    for each in fresh:
        each.question = made[each.draft.code]
    _file_again([each for each in planned if each.before is not None])
    return {
        "questions": sorted(question.pk for question in made.values()),
        "versions": _write_versions(planned, by, is_vouched, at),
        "media": media,
    }


def _by_code(codes: Sequence[str]) -> dict[str, Question]:
    found: dict[str, Question] = {}
    for start in range(0, len(codes), _BATCH):
        chunk = Question.objects.filter(code__in=codes[start : start + _BATCH])
        found.update({question.code: question for question in chunk})
    return found


def _file_again(changed: Sequence[Planned]) -> None:
    """Give questions on file the subject and the unit the file says."""
    for each in changed:
        assert each.question is not None  # noqa: S101 - what had a version is a question
        each.question.subject, each.question.unit = each.subject, each.draft.unit
    Question.objects.bulk_update(
        [each.question for each in changed if each.question], ["subject", "unit"], batch_size=_BATCH
    )


def _write_versions(planned: Sequence[Planned], by: Person | None, is_vouched: bool, at: datetime) -> list[int]:
    numbers = _numbers([each.question.pk for each in planned if each.question])
    versions = [
        next_version(each.question, wording_of(each.draft), after=numbers.get(each.question.pk, 0), by=by, at=at)
        for each in planned
        if each.question is not None and _has_new_wording(each)
    ]
    QuestionVersion.objects.bulk_create(versions, batch_size=_BATCH)
    ids = _ids_of(versions)
    if is_vouched:
        QuestionReview.objects.bulk_create(
            [QuestionReview(version_id=pk, verdict=QuestionReview.Verdict.APPROVED, at=at) for pk in ids],
            batch_size=_BATCH,
        )
    return ids


def _has_new_wording(each: Planned) -> bool:
    return each.before is None or wording_of(each.draft).fields() != wording_of(draft_of(each.before)).fields()


def _numbers(ids: Sequence[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for start in range(0, len(ids), _BATCH):
        versions = QuestionVersion.objects.filter(question__in=ids[start : start + _BATCH])
        found.update(versions.values_list("question").annotate(Max("number")))
    return found


def _ids_of(versions: Sequence[QuestionVersion]) -> list[int]:
    found: list[int] = []
    for start in range(0, len(versions), _BATCH):
        chunk = {version.question_id: version.number for version in versions[start : start + _BATCH]}
        rows = QuestionVersion.objects.filter(question__in=chunk).values_list("question", "number", "pk")
        found += [pk for question, number, pk in rows if chunk[question] == number]
    return sorted(found)


def _keep_media(planned: Sequence[Planned], by: Person | None, at: datetime) -> list[int]:
    """Keep the pictures and sounds of the questions, each content once, and name them in the texts."""
    wanted: dict[str, _Wanted] = {}
    for each in planned:
        for key, medium in each.draft.media.items():
            alt = alt_of(each.draft, key)
            wanted.setdefault(key_of(medium.content), _Wanted(medium, alt or medium.name))
    kept: dict[str, uuid.UUID] = {}
    digests = list(wanted)
    for start in range(0, len(digests), _BATCH):
        rows = QuestionMedia.objects.filter(sha256__in=digests[start : start + _BATCH])
        kept.update(rows.values_list("sha256", "uid"))
    made = []
    for digest, each_wanted in wanted.items():
        if digest not in kept:
            new = _keep(digest, each_wanted, by, at)
            kept[digest] = new.uid
            made.append(new.pk)
    for each in planned:
        names = {key: kept[key_of(medium.content)].hex for key, medium in each.draft.media.items()}
        settle_draft(each.draft, names)
    return made


@dataclass(frozen=True)
class _Wanted:
    medium: Medium
    alt: str


def _keep(digest: str, wanted: _Wanted, by: Person | None, at: datetime) -> QuestionMedia:
    content, ending = wanted.medium.content, kind_of(wanted.medium.content)
    uid = uuid.UUID(wanted.medium.uid) if wanted.medium.uid else uuid.uuid4()
    if wanted.medium.uid and QuestionMedia.objects.filter(uid=uid).exists():
        uid = uuid.uuid4()
    kept = QuestionMedia(
        uid=uid,
        kind=QuestionMedia.Kind.IMAGE if MIMES[ending].startswith("image/") else QuestionMedia.Kind.AUDIO,
        mime=MIMES[ending],
        sha256=digest,
        size=len(content),
        alt=wanted.alt[:200],
        made_by=by,
        made_at=at,
    )
    kept.file.save(f"{uid.hex}.{ending}", ContentFile(content), save=False)
    kept.save()
    return kept

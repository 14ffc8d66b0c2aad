"""Filling in the checklist of a sampled person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.audit.actions import record
from lms.coverage.actions.attaching import Enclosure, attach
from lms.coverage.actions.sampling import MayNotDraw
from lms.coverage.models import SampleCheck, SampledPerson
from lms.kit.errors import Refusal
from lms.people.models import Person

_CHECK = "coverage.check_sample"


class NotYetDone(Refusal):
    """A visit that lies ahead is no visit."""

    code = "check_not_yet_done"
    message = _("This day has not come yet. Write down what was done once it is done.")


class OwnCase(Refusal):
    """Nobody audits themselves."""

    code = "check_own_case"
    message = _("You are in this sample yourself. Let another auditor check you.")


@dataclass(frozen=True)
class Answered:
    """One line of the checklist: the answer and a note on it."""

    answer: str
    note: str = ""


@transaction.atomic
def check(
    sampled: SampledPerson,
    answers: Mapping[str, Answered],
    *,
    done_on: date,
    by: Person,
    at: datetime,
    enclosures: Sequence[Enclosure] = (),
) -> list[SampleCheck]:
    """Write down what was done about a sampled person and what holds; what says the same as before is left out.

    :param answers: by :class:`SampleCheck.Item`.
    :raises MayNotDraw: ``by`` is no auditor where the person works.
    :raises OwnCase: ``by`` is the person.
    :raises NotYetDone: ``done_on`` is after the day of ``at``.

    It raises besides what :func:`attach` does.
    """
    if not by.has_perm(_CHECK) or not SampledPerson.objects.visible_to(by).filter(pk=sampled.pk).exists():
        raise MayNotDraw
    if by.pk == sampled.person_id:
        raise OwnCase
    if done_on > timezone.localdate(at):
        raise NotYetDone
    held = {each.item: each for each in SampleCheck.objects.filter(sampled=sampled).order_by("pk")}
    made = [
        SampleCheck.objects.create(
            sampled=sampled,
            item=item,
            answer=said.answer,
            note=said.note.strip(),
            done_on=done_on,
            noted_by=by,
            noted_at=at,
        )
        for item, said in answers.items()
        if not _says_the_same(held.get(item), said)
    ]
    files = attach(enclosures, by=by, at=at, sampled=sampled)
    if made or files:
        said_ = {"sample_id": sampled.sample_id, "number": sampled.position, "changed": [each.item for each in made]}
        record("coverage.sampled.checked", actor=by, subject=sampled.person, at=at, **said_, files=len(files))
    return made


def _says_the_same(held: SampleCheck | None, said: Answered) -> bool:
    return held is not None and (held.answer, held.note) == (said.answer, said.note.strip())

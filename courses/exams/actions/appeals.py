"""Objections to how a question was marked, and the answers to them."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.exams.actions.marks import MarkOutOfRange
from courses.exams.actions.results import Occasion, settle_many
from courses.exams.models import Appeal, KeyCorrection, Mark, Result, Sitting, SittingItem
from courses.exams.queries.release import marks_are_out
from lms.audit.actions import record
from lms.kit.errors import Refusal
from lms.notices.actions import notify
from lms.people.models import Appointment, Person
from lms.people.roles import PERMISSIONS

DECIDES = "exams.decide_appeal"


class AppealTooEarly(Refusal):
    """There is nothing to object to yet."""

    code = "appeal_too_early"
    message = gettext_lazy("The marks of this exam are not out yet. Come back when they are.")


class AppealOpen(Refusal):
    """One at a time."""

    code = "appeal_open"
    message = gettext_lazy("You have already objected to question %(position)s. Wait for the answer; you will be told.")


class AppealDecided(Refusal):
    """Once is enough."""

    code = "appeal_decided"
    message = gettext_lazy("Somebody has decided on this already. Look at the page again.")


class OwnMatter(Refusal):
    """Nobody decides on themselves."""

    code = "appeal_own_matter"
    message = gettext_lazy("You sat this paper or marked this answer yourself. Somebody else must decide.")


@transaction.atomic
def appeal(item: SittingItem, *, text: str, at: datetime) -> Appeal:
    """Object to how ``item`` was marked, and tell the people who decide; sent twice it is one appeal.

    :raises AppealTooEarly: the marks are not out.
    :raises AppealOpen: one about this question waits for its answer, and says something else.
    """
    sitting = Sitting.objects.select_for_update(of=("self",)).select_related("exam__organiser").get(pk=item.sitting_id)
    if sitting.score_hundredths is None or not marks_are_out(sitting.exam, at):
        raise AppealTooEarly
    if waiting := Appeal.objects.filter(item=item, decision=Appeal.Decision.OPEN).first():
        if waiting.text == text.strip():
            return waiting
        raise AppealOpen(position=item.position)
    made = Appeal.objects.create(item=item, text=text.strip(), made_at=at)
    record("exams.appeal.made", actor=sitting.person, subject=made, at=at)
    title = _("An objection to a mark: %(exam)s") % {"exam": sitting.exam.title}
    body = _("Question %(position)s. Please look at it and answer.") % {"position": item.position}
    for person in _deciders(sitting, at):
        url = reverse("exam_appeals:page", args=[made.pk])
        notify(person, at=at, kind="exams.appeal.made", key=str(made.pk), title=title, body=body, url=url)
    return made


def _deciders(sitting: Sitting, at: datetime) -> list[Person]:
    """Return who may decide on appeals of the exam's organiser."""
    roles = [role for role, allowed in PERMISSIONS.items() if DECIDES in allowed]
    held = Appointment.objects.reaching(sitting.exam.organiser).on(timezone.localdate(at)).filter(role__in=roles)
    return list(Person.objects.filter(pk__in=held.values("person"), is_active=True).exclude(pk=sitting.person_id))


@transaction.atomic
def dismiss(appeal: Appeal, *, answer: str, by: Person, at: datetime) -> Appeal:
    """Let the mark stand, and answer the doctor.

    :raises AppealDecided: it has its answer.
    :raises OwnMatter: ``by`` sat the paper or marked the answer.
    """
    return _decide(_open(appeal, by), Appeal.Decision.DISMISSED, answer, by, at)


@transaction.atomic
def uphold(appeal: Appeal, *, earned_hundredths: int, answer: str, by: Person, at: datetime) -> Appeal:
    """Give the item another mark, answer the doctor, and reckon the sitting anew. Nobody else's paper changes.

    :raises AppealDecided: it has its answer.
    :raises OwnMatter: ``by`` sat the paper or marked the answer.
    :raises MarkOutOfRange: the question is not worth so much.
    """
    locked = _open(appeal, by)
    item = locked.item
    if not 0 <= earned_hundredths <= item.points * 100:
        raise MarkOutOfRange(points=item.points)
    take = item.marks.filter(round=Mark.APPEAL).count() + 1
    mark = {"earned_hundredths": earned_hundredths, "comment": answer.strip()[:500], "by": by, "at": at}
    Mark.objects.create(item=item, round=Mark.APPEAL, take=take, **mark)
    settle_many([item.sitting_id], Occasion(Result.Cause.APPEAL, at, by))
    return _decide(locked, Appeal.Decision.UPHELD, answer, by, at)


def answer_all(correction: KeyCorrection, *, answer: str, by: Person, at: datetime) -> int:
    """Uphold every open appeal about the question whose key was corrected; return how many."""
    about = Appeal.objects.filter(
        item__version=correction.version_id, item__part=correction.part, decision=Appeal.Decision.OPEN
    )
    waiting = about.exclude(item__sitting__person=by).select_for_update(of=("self",)).order_by("pk")
    found = list(waiting.select_related("item__sitting__person", "item__sitting__exam"))
    for each in found:
        _decide(each, Appeal.Decision.UPHELD, answer, by, at)
    return len(found)


def _open(appeal: Appeal, by: Person) -> Appeal:
    """Return ``appeal``, locked, if ``by`` may decide on it now."""
    Sitting.objects.select_for_update().get(items=appeal.item_id)
    locked = Appeal.objects.select_related("item__sitting__person", "item__sitting__exam").get(pk=appeal.pk)
    if locked.decision:
        raise AppealDecided
    if locked.item.sitting.person_id == by.pk or locked.item.marks.filter(by=by).exclude(round=Mark.APPEAL).exists():
        raise OwnMatter
    return locked


def _decide(appeal: Appeal, decision: str, answer: str, by: Person, at: datetime) -> Appeal:
    appeal.decision, appeal.answer, appeal.decided_by, appeal.decided_at = decision, answer.strip(), by, at
    appeal.save(update_fields=["decision", "answer", "decided_by", "decided_at"])
    record("exams.appeal.decided", actor=by, subject=appeal, at=at, decision=str(decision))
    sitting = appeal.item.sitting
    notify(
        sitting.person,
        at=at,
        kind="exams.appeal.decided",
        key=str(appeal.pk),
        title=_("Your objection has been answered: %(exam)s") % {"exam": sitting.exam.title},
        body=appeal.answer,
        url=reverse("exams:receipt", args=[sitting.pk]),
    )
    return appeal

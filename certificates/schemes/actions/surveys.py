"""Surveys: making them, putting them to people, answering, and working out the gaps."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certificates.schemes.blocks import from_form, to_form
from certificates.schemes.models import (
    Cohort,
    Survey,
    SurveyGap,
    SurveyPaper,
    SurveyRound,
    SurveyUnit,
    SurveyVersion,
    Traineeship,
)
from certificates.schemes.rules import questionnaire
from lms.audit.actions import record
from lms.kit.errors import Refusal
from lms.notices.actions import notify_many
from lms.people.models import Organisation, Person, Post, Roster, RosterEntry
from lms.records.models import Subject


class SurveyUnsound(Refusal):
    """What people answer must be a form."""

    code = "survey_unsound"
    message = gettext_lazy("The survey cannot be saved like this: %(faults)s")


class RosterOrClass(Refusal):
    """A round asks one list of people."""

    code = "roster_or_class"
    message = gettext_lazy("Choose a roster or a class, one of the two.")


class ClosingDayOver(Refusal):
    """Nobody could answer."""

    code = "closing_day_over"
    message = gettext_lazy("The last day to answer is over already. Choose a day that comes.")


class NobodyToAsk(Refusal):
    """A round asks somebody."""

    code = "nobody_to_ask"
    message = gettext_lazy("Nobody is on this list. Put people on it first.")


class SurveyClosed(Refusal):
    """Answers are taken until the closing day."""

    code = "survey_closed"
    message = gettext_lazy("This survey closed on %(day)s. What you have sent counts.")


class PaperSent(Refusal):
    """Sent once, until it is opened again."""

    code = "paper_sent"
    message = gettext_lazy("You have sent your answers. Open them again to change something.")


class PaperNotSent(Refusal):
    """Only what was sent can be opened again."""

    code = "paper_not_sent"
    message = gettext_lazy("You have not sent your answers yet: you can still change them.")


class AnswersMissing(Refusal):
    """What is sent is whole."""

    code = "answers_missing"
    message = gettext_lazy("%(number)s questions are still to be answered. The list below leads to them.")


@transaction.atomic
def note_survey(survey: Survey, *, by: Person | None, at: datetime) -> SurveyVersion:
    """Keep ``survey`` as it was just saved: as a new version if its form has changed, else as the one it had.

    :raises SurveyUnsound: the form has faults; the sentence names all of them.
    """
    data = {"sections": to_form(survey.body.get_prep_value()), "units": _units(survey)}
    if found := questionnaire.faults(data):
        raise SurveyUnsound(faults=" ".join(found))
    definition = questionnaire.write(questionnaire.read(data))
    # One writer at a time: two who save at once make two versions, not two of one number.
    Survey.objects.select_for_update().get(pk=survey.pk)
    last: SurveyVersion | None = survey.versions.order_by("-number").first()
    if last is not None and last.definition == definition:
        return last
    number = last.number + 1 if last else 1
    made: SurveyVersion = SurveyVersion.objects.create(
        survey=survey, number=number, definition=definition, made_at=at, made_by=by
    )
    record("schemes.survey.saved", actor=by, subject=survey, at=at, version=number)
    return made


def _units(survey: Survey) -> list[dict[str, Any]]:
    rows = SurveyUnit.objects.filter(survey=survey).select_related("subject").order_by("position", "pk")
    return [
        {
            "code": unit.code,
            "title": unit.title,
            "threshold": unit.threshold,
            "subject": unit.subject.code if unit.subject else "",
        }
        for unit in rows
    ]


@transaction.atomic
def import_survey(data: Mapping[str, Any], *, organiser: Organisation, by: Person | None, at: datetime) -> Survey:
    """Make the survey that ``data`` describes, or bring the one of this code up to date; return it.

    :param data: ``code``, ``title``, ``intro`` and the form; see :mod:`certificates.schemes.rules.questionnaire`.
    :raises SurveyUnsound: ``data`` is no survey; the sentence says why.
    """
    found = questionnaire.faults(data)
    code, title = str(data.get("code", "")).strip(), str(data.get("title", "")).strip()
    if not (code and title):
        found.insert(0, _("a survey has a code and a title."))
    subjects = {subject.code: subject for subject in Subject.objects.all()}
    found += _unknown_subjects(data, subjects)
    if found:
        raise SurveyUnsound(faults=" ".join(found))
    survey = Survey.objects.filter(code=code).first() or Survey(code=code, organiser=organiser)
    survey.title, survey.intro = title, str(data.get("intro", ""))
    form = questionnaire.write(questionnaire.read(data))
    survey.body = from_form(form["sections"])
    survey.save()
    SurveyUnit.objects.filter(survey=survey).delete()
    for position, unit in enumerate(form["units"]):
        fields = {**unit, "subject": subjects.get(unit["subject"])}
        SurveyUnit.objects.create(survey=survey, position=position, **fields)
    survey.refresh_from_db()
    note_survey(survey, by=by, at=at)
    return survey


def _unknown_subjects(data: Mapping[str, Any], subjects: Mapping[str, Subject]) -> list[str]:
    """Return a sentence for each subject that is not here: activities about it could never be suggested."""
    named = dict.fromkeys(str(unit.get("subject") or "") for unit in data.get("units", []))
    return [_("There is no subject %(code)s.") % {"code": code} for code in named if code and code not in subjects]


@transaction.atomic
def open_round(
    survey: Survey,
    *,
    closes_on: date,
    by: Person | None,
    at: datetime,
    roster: Roster | None = None,
    cohort: Cohort | None = None,
) -> SurveyRound:
    """Put the newest version of ``survey`` to everybody on ``roster`` or in ``cohort``, and tell them.

    :raises RosterOrClass: both, or neither, were given.
    :raises ClosingDayOver: ``closes_on`` lies before the day of ``at``.
    :raises NobodyToAsk: the list is empty.
    """
    if (roster is None) == (cohort is None):
        raise RosterOrClass
    if closes_on < timezone.localdate(at):
        raise ClosingDayOver
    version = survey.versions.order_by("-number").first() or note_survey(survey, by=by, at=at)
    opened = SurveyRound.objects.create(
        version=version, roster=roster, cohort=cohort, closes_on=closes_on, opened_at=at, opened_by=by
    )
    if not _ask(opened, at):
        raise NobodyToAsk
    record("schemes.survey.opened", actor=by, subject=opened, at=at, people=opened.papers.count())
    return opened


@transaction.atomic
def ask_newcomers(opened: SurveyRound, *, by: Person | None, at: datetime) -> int:
    """Ask those who have come onto the list since the round was opened; return how many.

    :raises SurveyClosed: the closing day is over.
    """
    locked = SurveyRound.objects.select_for_update().get(pk=opened.pk)
    _refuse_closed(locked, at)
    if number := _ask(locked, at):
        record("schemes.survey.widened", actor=by, subject=locked, at=at, people=number)
    return number


def _ask(opened: SurveyRound, at: datetime) -> int:
    """Lay out a paper for everybody on the list who has none, and tell them; return how many."""
    today = timezone.localdate(at)
    named: Any = None
    if opened.cohort_id:
        named = Traineeship.objects.filter(cohort=opened.cohort_id).present().active().values("person")
    else:
        named = RosterEntry.objects.filter(roster=opened.roster_id).on(today).values("person")
    people = list(Person.objects.filter(pk__in=named).exclude(survey_papers__round=opened).order_by("pk"))
    held = Post.objects.on(today).filter(person__in=people).order_by("starts_on", "pk")
    places = dict(held.values_list("person", "workplace"))
    papers = [SurveyPaper(round=opened, person=person, workplace_id=places.get(person.pk)) for person in people]
    SurveyPaper.objects.bulk_create(papers, batch_size=1000)
    notify_many(
        people,
        at=at,
        kind="schemes.survey.opened",
        key=str(opened.pk),
        title=_("Please fill in: %(survey)s") % {"survey": opened.version.survey.title},
        body=_("Until %(day)s. Your training is put together from your answers.") % {"day": opened.closes_on},
        url=reverse("schemes:surveys"),
    )
    return len(papers)


@transaction.atomic
def save_answers(paper: SurveyPaper, answers: Mapping[str, Any], *, at: datetime) -> SurveyPaper:
    """Keep ``answers`` beside those already kept; an empty one takes the answer away. Unknown questions are left out.

    :raises SurveyClosed: the closing day is over.
    :raises PaperSent: it was sent, and not opened again.
    """
    locked = _lock(paper, at)
    if locked.is_locked:
        raise PaperSent
    known = {question.code for question in locked.round.version.form.questions}
    kept = {**locked.answers, **{code: answer for code, answer in answers.items() if code in known}}
    locked.answers = {code: answer for code, answer in kept.items() if questionnaire.is_answered(answer)}
    locked.saved_at = at
    locked.save(update_fields=["answers", "saved_at"])
    return locked


@transaction.atomic
def send_paper(paper: SurveyPaper, *, at: datetime) -> SurveyPaper:
    """Hand in what is kept, and work out the gaps it shows.

    :raises SurveyClosed: the closing day is over.
    :raises PaperSent: it was sent, and not opened again.
    :raises AnswersMissing: something that must be answered is not.
    """
    locked = _lock(paper, at)
    if locked.is_locked:
        raise PaperSent
    form = locked.round.version.form
    if missing := questionnaire.unanswered(form, locked.answers):
        raise AnswersMissing(number=len(missing))
    locked.sent, locked.sent_at, locked.reopened_at = locked.answers, at, None
    locked.save(update_fields=["sent", "sent_at", "reopened_at"])
    SurveyGap.objects.filter(paper=locked).delete()
    SurveyGap.objects.bulk_create(
        SurveyGap(paper=locked, unit_code=gap.unit.code, percent=gap.percent, is_gap=gap.is_gap)
        for gap in questionnaire.gaps(form, locked.sent)
    )
    record("schemes.survey.sent", actor=locked.person, subject=locked, at=at)
    return locked


@transaction.atomic
def reopen_paper(paper: SurveyPaper, *, at: datetime) -> SurveyPaper:
    """Open what was sent again. It counts as it was sent until it is sent anew.

    :raises SurveyClosed: the closing day is over.
    :raises PaperNotSent: it is open.
    """
    locked = _lock(paper, at)
    if not locked.is_locked:
        raise PaperNotSent
    locked.reopened_at = at
    locked.save(update_fields=["reopened_at"])
    record("schemes.survey.reopened", actor=locked.person, subject=locked, at=at)
    return locked


@transaction.atomic
def note_gaps_taken(opened: SurveyRound, *, by: Person, at: datetime) -> None:
    """Write down that ``by`` took the gaps of a round, which name people."""
    record("schemes.survey.exported", actor=by, subject=opened, at=at)


def _lock(paper: SurveyPaper, at: datetime) -> SurveyPaper:
    related = SurveyPaper.objects.select_related("round__version", "person")
    locked = related.select_for_update(of=("self",)).get(pk=paper.pk)
    _refuse_closed(locked.round, at)
    return locked


def _refuse_closed(opened: SurveyRound, at: datetime) -> None:
    if not opened.is_open(timezone.localdate(at)):
        raise SurveyClosed(day=opened.closes_on)

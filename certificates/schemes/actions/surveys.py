"""Surveys: making them, and putting them to people."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certificates.schemes.actions.mapping import mapped, unmapped
from certificates.schemes.blocks import from_form, to_form
from certificates.schemes.models import (
    Cohort,
    Survey,
    SurveyPaper,
    SurveyRound,
    SurveyUnit,
    SurveyVersion,
    Traineeship,
)
from certificates.schemes.rules import formfaults, questionnaire
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


@transaction.atomic
def note_survey(survey: Survey, *, by: Person | None, at: datetime) -> SurveyVersion:
    """Keep ``survey`` as it was just saved: as a new version if its form has changed, else as the one it had.

    :raises SurveyUnsound: the form has faults; the sentence names all of them.
    """
    data = {"sections": to_form(survey.body.get_prep_value()), "units": _units(survey)}
    if found := formfaults.faults(data):
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
            "syllabus_unit": unit.unit_id,
        }
        for unit in rows
    ]


@transaction.atomic
def import_survey(data: Mapping[str, Any], *, organiser: Organisation, by: Person | None, at: datetime) -> Survey:
    """Make the survey that ``data`` describes, or bring the one of this code up to date; return it.

    :param data: ``code``, ``title``, ``intro`` and the form; see :mod:`certificates.schemes.rules.questionnaire`.
        ``syllabus`` names the syllabus whose units its units stand for; see :func:`mapped`.
    :raises SurveyUnsound: ``data`` is no survey; the sentence says why.
    """
    code, title = str(data.get("code", "")).strip(), str(data.get("title", "")).strip()
    subjects = {subject.code: subject for subject in Subject.objects.all()}
    found = formfaults.faults(data) or [*_unknown_subjects(data, subjects), *unmapped(data)]
    if not (code and title):
        found.insert(0, _("a survey has a code and a title."))
    if found:
        raise SurveyUnsound(faults=" ".join(found))
    survey = Survey.objects.filter(code=code).first() or Survey(code=code, organiser=organiser)
    survey.title, survey.intro = title, str(data.get("intro", ""))
    form = questionnaire.write(questionnaire.read(mapped(data)))
    survey.body = from_form(form["sections"])
    survey.save()
    SurveyUnit.objects.filter(survey=survey).delete()
    for position, unit in enumerate(form["units"]):
        rows = {"subject": subjects.get(unit["subject"]), "unit_id": unit.pop("syllabus_unit", None)}
        SurveyUnit.objects.create(survey=survey, position=position, **{**unit, **rows})
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
    refuse_closed(locked, at)
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
def note_gaps_taken(opened: SurveyRound, *, by: Person, at: datetime) -> None:
    """Write down that ``by`` took the gaps of a round, which name people."""
    record("schemes.survey.exported", actor=by, subject=opened, at=at)


def refuse_closed(opened: SurveyRound, at: datetime) -> None:
    """Refuse what comes after the closing day.

    :raises SurveyClosed: it is over.
    """
    if not opened.is_open(timezone.localdate(at)):
        raise SurveyClosed(day=opened.closes_on)

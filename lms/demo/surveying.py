"""The survey before the demo's class: most have sent it, some have begun, the demo's doctor is in the middle."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

from certificates.schemes.actions import open_round, save_answers, send_paper
from certificates.schemes.models import Survey, SurveyPaper
from lms.demo.calendar import Calendar
from lms.demo.learning import BASELINE, Offer
from lms.demo.people import Company
from lms.people.models import Person

DAYS_LEFT = 14
# Of the sixty: the first has begun; after these nobody has.
SENT = range(1, 45)


def ask(company: Company, offer: Offer, calendar: Calendar, *, by: Person, at: datetime) -> None:
    """Put the baseline survey to the class, and have its people answer by chance, the same everywhere."""
    chance = Random(1108)  # noqa: S311 - the demo must be the same everywhere
    closes_on = (calendar.now + timedelta(days=DAYS_LEFT)).date()
    opened = open_round(
        Survey.objects.get(code=BASELINE), cohort=offer.cohort, closes_on=closes_on, by=by, at=calendar.now
    )
    papers = {paper.person_id: paper for paper in opened.papers.all()}
    for number, person in enumerate(company.trainees[: SENT[-1] + 1]):
        _answer(papers[person.pk], chance, is_whole=number in SENT, at=at)


def _answer(paper: SurveyPaper, chance: Random, *, is_whole: bool, at: datetime) -> None:
    skills: dict[str, Any] = {name: chance.choice((1, 2, 2, 3, 3, 4, 5)) for name in ("spirometry", "inhaler", "bp")}
    save_answers(paper, {"years": chance.randrange(3, 35), "copd_patients": chance.choice("abcd")}, at=at)
    if is_whole:
        techniques = chance.choice((["a"], ["a", "b"], ["b", "c", "d"], ["e"], ["e"]))
        more = {"exacerbation": chance.choice(("yes", "yes", "no")), "techniques": techniques}
        save_answers(paper, {**skills, **more, "when": chance.choice("abcd")}, at=at)
        send_paper(paper, at=at)

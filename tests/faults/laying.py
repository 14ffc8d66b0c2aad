"""What there must be before anybody can sit: a bank, exams, people, and sittings that have begun."""

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from courses.exams import keys
from courses.exams.actions import Line, create_exam, start_sitting
from courses.exams.models import Exam, Sitting
from courses.exams.rules.tokens import Claim, save_token
from tests.factories.exams import QuestionFactory, QuestionVersionFactory
from tests.factories.people import OrganisationFactory, PersonFactory
from tests.factories.records import SubjectFactory
from tests.faults.phone import Seat

# Of each type: so many in the bank, so many on a paper.
BANK, PAPER = 12, 8
SINGLE, SEVERAL, YES_NO, WORDS = "single", "multiple", "true_false", "short"
LASTS = timedelta(minutes=60)
# One sitting in ten runs into the bell, one in ten holds an answer in words and waits for its marks.
BELL, WORDED = 10, 10


def lay(people: int, browsers: int, *, bell_in: float) -> dict[str, Any]:
    """Bring an empty database to ``people`` sittings under way, and some more for ``browsers``.

    :param bell_in: seconds until the bell of those that do not submit.
    """
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    call_command("setup_site", verbosity=0)
    if browsers:
        # The admin's own files are many, and no doctor loads them.
        ignored = ["wagtail*", "admin*", "vendor*"]
        call_command("collectstatic", verbosity=0, interactive=False, ignore_patterns=ignored)
    exams = _exams(timezone.now())
    seats = [asdict(_seat(exams, number, bell_in)) for number in range(people)]
    # Theirs are plain ones that are handed in.
    extra = [_seat(exams, number * BELL + 2, bell_in).sitting for number in range(people, people + browsers)]
    return {"seats": seats, "browsers": [{"sitting": pk, "session": _session_of(pk)} for pk in extra]}


def _session_of(sitting_id: int) -> str:
    """Return the session cookie of the person who sits: a browser begins where that person has signed in."""
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(Sitting.objects.get(pk=sitting_id).person)
    return str(client.cookies["sessionid"].value)


def _exams(at: datetime) -> dict[str, Exam]:
    subject, organiser = SubjectFactory(), OrganisationFactory()
    for kind in (SINGLE, SEVERAL, YES_NO, WORDS):
        for number in range(BANK):
            _question(subject, kind, number)
    window = {"opens_at": at - timedelta(days=1), "closes_at": at + timedelta(days=1), "published": True}
    exams = {}
    for code, kinds in (("plain", (SINGLE, SEVERAL, YES_NO)), ("words", (SINGLE, SEVERAL, WORDS))):
        lines = [Line(subject=subject, kind=kind, count=PAPER) for kind in kinds]
        exams[code] = create_exam(code=code, title=f"考试 {code}", organiser=organiser, lines=lines, at=at, **window)
    return exams


def _question(subject: Any, kind: str, number: int) -> None:
    options = {YES_NO: ["正确", "错误"], WORDS: []}.get(kind, [f"选项{letter}" for letter in "甲乙丙丁戊"])
    right = {SEVERAL: [0, 2], WORDS: []}.get(kind, [number % max(len(options), 1)])
    question = QuestionFactory(code=f"{kind}-{number:02d}", subject=subject)
    QuestionVersionFactory(question=question, kind=kind, stem=f"{kind} 第 {number} 题？", options=options, right=right)


def _seat(exams: dict[str, Exam], number: int, bell_in: float) -> Seat:
    exam = exams["words" if number % WORDED == 1 else "plain"]
    to_the_bell = number % BELL == 0
    now = timezone.now()
    at = now - LASTS + timedelta(seconds=bell_in) if to_the_bell else now
    sitting = start_sitting(exam=exam, person=PersonFactory(name=f"考生{number}"), at=at, seed=number)
    items = list(sitting.items.select_related("version"))
    return Seat(
        sitting=sitting.pk,
        token=save_token(keys.for_tokens(), Claim(sitting.pk, sitting.person_id, sitting.nonce)),
        options={item.position: len(item.order) for item in items},
        several=frozenset(item.position for item in items if item.version.kind == SEVERAL),
        submits=not to_the_bell,
    )

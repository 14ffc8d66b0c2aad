"""The whole demo in one transaction: it is there, or it is not."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from certificates.register.signing import NoIssuerKey, issuer_key
from certificates.register.signing.keys import trial_key
from certificates.schemes.actions import request_report
from lms.audit.actions import record
from lms.audit.models import Entry
from lms.demo.afterwards import look_back
from lms.demo.banking import fill_bank
from lms.demo.calendar import Calendar
from lms.demo.certifying import certify
from lms.demo.corrections import correct
from lms.demo.covering import look_back_at_last_month, promise
from lms.demo.elsewhere import hand_in_some
from lms.demo.exams import tell as tell_of_exams
from lms.demo.importing import send_in_questions
from lms.demo.inspecting import inspect
from lms.demo.invigilating import notice_signals, try_yourself
from lms.demo.learning import Offer, offer
from lms.demo.logins import hand_out, make_administrator
from lms.demo.looking import look
from lms.demo.opening import open_next_class
from lms.demo.outward import hand_over
from lms.demo.people import Company, gather
from lms.demo.places import Places, settle
from lms.demo.rules import propose_change
from lms.demo.story import Story
from lms.demo.surveying import ask
from lms.kit.queue import drain
from lms.people.models import Person
from lms.records import keys
from lms.records.actions import seal

LOADED = "demo.loaded"


def is_loaded() -> bool:
    """Whether the demo is in this database."""
    return Entry.objects.filter(verb=LOADED).exists()


def need_a_key() -> None:
    """Make keys for trying things out where the installation was given none: of certificates, of seals."""
    try:
        issuer_key()
    except NoIssuerKey:
        trial_key(make=True)
    try:
        keys.seal_key()
    except keys.NoSealKey:
        keys.trial_key(make=True)


@transaction.atomic
def load(*, at: datetime, say: Callable[[str], None]) -> None:
    """Load the demo, saying each step: ten weeks of a class, told through the product's own actions."""
    calendar = Calendar(at)
    say("divisions and institutions of Weifang")
    administrator = make_administrator(on=calendar.start.date(), at=at)
    places = settle(at=at)
    say("rosters: a class of 60, mentors and officers, 300 village doctors")
    company = gather(places, by=administrator, as_of=calendar.start.date(), at=at)
    hand_out(company, places, administrator, on=calendar.start.date(), at=at)
    say("courses, lectures, exam, schemes")
    offers = offer(places, company, calendar, by=administrator, at=at)
    officers = company.officers
    fill_bank(editor=officers["course_editor"], reviewer=officers["scheme_manager"], at=at)
    story = Story(company, offers, calendar)
    for words, tell in (
        ("lessons studied", story.study),
        ("lectures attended", story.attend),
        ("teaching logged and confirmed", story.teach),
        ("exams sat", story.sit),
        ("an exam sat in a room", story.sit_on_site),
        ("village doctors' records taken over", story.take_over),
    ):
        say(words)
        tell()
    _tell_of_exams(places, company, offers, calendar, say)
    say("certificates from elsewhere")
    hand_in_some(company, day=calendar.day(20, 9).date(), at=calendar.day(66, 9))
    say("applications for the next class")
    open_next_class(places, company, offers, calendar, by=administrator)
    say("credits and progress")
    drain(most=100_000)
    say("a change of credit rules that waits for approval")
    propose_change(on=calendar.start.date(), at=timezone.now())
    say("certificates")
    need_a_key()
    certify(offers, company, at=timezone.now())
    say("the survey before the class, and the report on it so far")
    ask(company, offers, calendar, by=officers["scheme_manager"], at=at)
    request_report(offers.cohort, as_of=timezone.now(), by=officers["scheme_manager"], at=timezone.now())
    drain(most=100_000)
    _conclude(story, places, administrator, say)
    record(LOADED, actor=None, subject=None, at=at)


def _conclude(story: Story, places: Places, administrator: Person, say: Callable[[str], None]) -> None:
    company, offers, calendar = story.company, story.offer, story.calendar
    say("certificates revoked, corrected and questioned")
    correct(by=company.officers["scheme_manager"], at=timezone.now())
    say("a token for a program, and an extract")
    hand_over(company.officers["city_auditor"], at=calendar.day(66, 10))
    drain(most=100_000)
    say("coverage programmes, and their figures")
    promise(places, company, by=administrator, at=timezone.now())
    drain(most=100_000)
    say("a sample, findings and anomalies")
    inspect(company, offers, calendar, at=timezone.now())
    say("the records sealed")
    seal(at=timezone.now())
    say("a report of last month, frozen")
    look_back_at_last_month(places, company, at=timezone.now())
    drain(most=1000)
    look(company, at=timezone.now())


def _tell_of_exams(
    places: Places, company: Company, offers: Offer, calendar: Calendar, say: Callable[[str], None]
) -> None:
    say("a test for the mistakes book, and signals of the exam")
    try_yourself(places, company, calendar)
    notice_signals(offers.exam, by=company.officers["scheme_manager"])
    say("objections to marks, and a key corrected")
    look_back(offers.exam, by=company.officers["scheme_manager"], at=calendar.day(57, 9))
    say("an exam of sixty in one hour, and two that are open")
    tell_of_exams(places, company, calendar)
    say("a file of questions that waits for answers")
    send_in_questions(company, at=calendar.day(60, 9))

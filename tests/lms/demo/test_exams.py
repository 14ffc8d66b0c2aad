"""The exam of sixty trainees in the demo."""

from itertools import pairwise
from types import SimpleNamespace

import pytest
from django.db import transaction
from django.db.models import Count
from django.test import override_settings
from django.utils import timezone

from courses.exams.models import AnswerEntry, Appeal, Exam, LateDecision, Mark, QuestionVersion, Sitting, StageReached
from courses.exams.rules import remaining_seconds
from lms.demo.calendar import Calendar
from lms.demo.exams import tell
from lms.demo.exams.after import DISPUTED, UNMARKED
from lms.demo.exams.examinees import MISTAKEN
from lms.demo.exams.hour import CUT_OFF, LOOKED_AWAY, ON_TWO_PHONES, TO_THE_BELL, TWINS
from lms.demo.exams.papers import CODE
from lms.people.roles import Role
from tests.factories.people import AppointmentFactory, OrganisationFactory, PersonFactory, RosterFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def told(django_db_setup, django_db_blocker, tmp_path_factory):
    """The demo's exams, told once: what a test changes is taken back to here."""
    quick = {"PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"]}
    apart = override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media"), **quick)
    with django_db_blocker.unblock(), apart, transaction.atomic():
        yield exams_of_sixty()
        transaction.set_rollback(True)


def exams_of_sixty():
    """Tell the demo's exams to a company of nobody else."""
    hospital = OrganisationFactory()
    officers = {role: PersonFactory() for role in (Role.COURSE_EDITOR, Role.SCHEME_MANAGER)}
    AppointmentFactory(person=officers[Role.SCHEME_MANAGER], role=Role.SCHEME_MANAGER, organisation=hospital)
    company = SimpleNamespace(
        trainees=PersonFactory.create_batch(60),
        mentors=PersonFactory.create_batch(3),
        officers=officers,
        class_roster=RosterFactory(),
    )
    calendar = Calendar(timezone.now())
    tell(SimpleNamespace(hospital=hospital), company, calendar)
    return company, calendar


def sitting_of(company, number):
    return Sitting.objects.get(exam__code="primary-care-theory", person=company.trainees[number])


def test_sixty_sit_in_one_hour_and_everything_is_closed(told):
    company, calendar = told
    exam = Exam.objects.get(code="primary-care-theory")
    sittings = exam.sittings.all()

    assert sittings.count() == 60
    assert not sittings.filter(submitted_at=None).exists()
    by_bell = sittings.filter(closed_by=Sitting.ClosedBy.BELL).values_list("person", flat=True)
    assert set(by_bell) == {company.trainees[number].pk for number in (*TO_THE_BELL, CUT_OFF)}
    assert len({each.receipt for each in sittings}) == 60
    assert remaining_seconds(calendar.now, exam.closes_at) == 0


def test_the_better_have_the_better_scores(told):
    scores = sorted(Sitting.objects.filter(passed__isnull=False).values_list("score_hundredths", flat=True))

    assert 3000 < scores[5] < 6000 < scores[30] < scores[-5] <= 10000


def test_answers_are_in_the_order_of_time_and_some_are_thought_better_of(told):
    in_time = AnswerEntry.objects.filter(late=False)

    assert in_time.filter(sequence=2).count() > 40
    for sitting in Sitting.objects.filter(exam__code="primary-care-theory")[:5]:
        entries = list(in_time.filter(sitting=sitting, sequence=1).order_by("number"))
        assert [each.position for each in entries] == sorted(each.position for each in entries)
        assert all(first.estimated_at <= second.estimated_at for first, second in pairwise(entries))


def test_one_delivers_late_and_waits_for_a_person(told):
    company, _calendar = told
    sitting = sitting_of(company, CUT_OFF)
    late = AnswerEntry.objects.filter(late=True)

    assert {each.sitting_id for each in late} == {sitting.pk}
    assert all(each.estimated_at < sitting.deadline_at < each.received_at for each in late)
    assert not LateDecision.objects.exists()


def test_phones_noticed_something_and_two_papers_are_alike(told):
    company, _calendar = told
    signals = sitting_of(company, next(iter(LOOKED_AWAY))).signals

    assert signals.filter(kind="left").count() == 4
    assert sitting_of(company, ON_TWO_PHONES).presences.count() == 2
    first, second = (
        {(item.version_id, item.part): item.chosen for item in sitting_of(company, number).items.exclude(order=[])}
        for number in TWINS
    )
    shared = first.keys() & second.keys()
    assert len(shared) > 10
    assert all(first[each] == second[each] for each in shared)


def test_two_exams_are_open_one_of_them_with_a_code(told):
    _company, calendar = told
    codes = dict(Exam.objects.filter(published=True).open(calendar.now).values_list("code", "access_code"))

    assert codes == {"primary-care-case": "", "primary-care-on-site": CODE}


def test_no_question_is_on_a_paper_unreviewed(told):
    unread = Sitting.objects.annotate(reviews=Count("items__version__reviews")).filter(reviews=0)

    assert not unread.exists()


def test_a_case_is_answered_stage_by_stage(told):
    reached = StageReached.objects.filter(sitting__exam__code="primary-care-theory")

    assert reached.values("sitting").distinct().count() >= 50
    assert set(reached.values_list("stage", flat=True)) == {2, 3}


def test_two_people_have_marked_and_one_answer_waits_for_a_third(told):
    company, _calendar = told
    disputed = sitting_of(company, DISPUTED)

    assert disputed.passed is None
    assert Mark.objects.filter(item__sitting=disputed).count() == 2
    assert not Mark.objects.filter(item__sitting=sitting_of(company, UNMARKED[0])).exists()
    assert Sitting.objects.filter(exam__code="primary-care-theory", passed__isnull=False).count() >= 50


def test_a_key_is_corrected_and_somebody_passes_or_gains_by_it(told, work):
    before = sum(Sitting.objects.filter(passed__isnull=False).values_list("score_hundredths", flat=True))

    work()

    assert sum(Sitting.objects.filter(passed__isnull=False).values_list("score_hundredths", flat=True)) > before
    assert QuestionVersion.objects.get(question__code=MISTAKEN).corrections.count() == 1
    assert sorted(Appeal.objects.values_list("decision", flat=True)) == ["", "dismissed", "upheld", "upheld"]

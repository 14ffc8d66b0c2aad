"""What the nightly sweep finds in the records, and that it finds it once."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.live.models import CheckIn
from lms.audit.models import Entry
from lms.coverage.actions import anomalies
from lms.coverage.models import Anomaly, AnomalyDecision, AnomalyPerson
from lms.coverage.queries.limits import limits_now
from lms.coverage.queries.signs import devices, suspicions
from lms.coverage.rules.anomalies import Suspicion
from lms.coverage.tasks import sweep_anomalies
from lms.records.models import Activity
from tests.factories.exams import AnswerEntryFactory, ExamFactory, PresenceFactory, SittingFactory
from tests.factories.inspection import WHEN, AnomalyPersonFactory, inspector_of
from tests.factories.live import CheckInFactory, LectureFactory
from tests.factories.mentoring import PairingFactory, TeachingSessionFactory
from tests.factories.people import (
    DivisionFactory,
    LeaveFactory,
    OrganisationFactory,
    PersonFactory,
    PostFactory,
)
from tests.factories.records import ActivityFactory, LearningRecordFactory

pytestmark = [pytest.mark.django_db, pytest.mark.database]
NINE = datetime(2026, 11, 18, 1, 0, tzinfo=UTC)
SINCE = NINE - timedelta(days=30)


def noticed(rule=None):
    return [each for each in suspicions(SINCE, limits_now()) if rule in (None, each.rule)]


def attended(person, at=NINE, minutes=60, kind=Activity.Kind.LECTURE, **other):
    known = {"happened_at": at, "recorded_at": at, "outcome": "attended", "mode": "online", **other}
    return LearningRecordFactory(person=person, activity=ActivityFactory(kind=kind), minutes=minutes, **known)


def colleagues(count):
    hospital = OrganisationFactory()
    return [
        PostFactory(workplace=OrganisationFactory(parent=hospital, kind="village_clinic")).person for _ in range(count)
    ]


def test_a_day_is_the_day_of_the_clock_on_the_wall():
    person = PostFactory().person
    # Half past eleven at night, and half past midnight: two days in Weifang, one in UTC.
    attended(person, datetime(2026, 11, 18, 15, 30, tzinfo=UTC), 400)
    attended(person, datetime(2026, 11, 18, 16, 30, tzinfo=UTC), 400)
    assert noticed() == []

    attended(person, datetime(2026, 11, 18, 14, 0, tzinfo=UTC), 400)
    attended(person, datetime(2026, 11, 18, 13, 0, tzinfo=UTC), 9000, kind=Activity.Kind.COURSE)
    (found,) = noticed()
    assert (found.rule, found.happened_on, found.people) == ("minutes", date(2026, 11, 18), (person.pk,))
    assert found.figures == {"minutes": 800, "records": 2}


def test_who_has_no_post_any_more_attends_nothing():
    gone = PostFactory(ends_on=date(2026, 11, 1)).person
    moved = PostFactory(ends_on=date(2026, 11, 1)).person
    PostFactory(person=moved, starts_on=date(2026, 11, 1))
    late = attended(gone)
    attended(gone, NINE - timedelta(days=20))
    attended(moved)
    attended(PersonFactory())

    (found,) = noticed("left")
    assert (found.people, found.figures) == ((gone.pk,), {"record": late.pk, "left_on": "2026-11-01", "days": 17})


def test_who_is_on_leave_attends_nothing():
    away, back = PostFactory().person, PostFactory().person
    LeaveFactory(person=away, starts_on=date(2026, 11, 2), ends_on=None)
    LeaveFactory(person=back, starts_on=date(2026, 11, 2), ends_on=date(2026, 11, 18))
    record = attended(away)
    attended(back)
    attended(away, datetime(2026, 11, 2, 1, 0, tzinfo=UTC))

    (found,) = noticed("leave")
    assert found.figures == {"record": record.pk, "leave_since": "2026-11-02", "days_of_leave": 17}


def test_leaves_that_follow_each_other_are_one():
    away = PostFactory().person
    LeaveFactory(person=away, starts_on=date(2026, 11, 17), ends_on=date(2026, 11, 18))
    LeaveFactory(person=away, starts_on=date(2026, 11, 18), ends_on=None)
    record = attended(away)

    (found,) = noticed("leave")
    assert found.figures == {"record": record.pk, "leave_since": "2026-11-17", "days_of_leave": 2}


def test_one_device_of_many_is_found_across_exams():
    people = colleagues(3)
    for person in people:
        sitting = SittingFactory(exam=ExamFactory(), person=person)
        PresenceFactory(sitting=sitting, device="d" * 36, first_seen_at=NINE, last_seen_at=NINE)
        PresenceFactory(sitting=sitting, device=f"{person.pk:036d}", first_seen_at=NINE, last_seen_at=NINE)

    (found,) = noticed("device")
    assert found.people == tuple(sorted(person.pk for person in people))


def test_one_device_of_many_is_found_across_exams_and_check_ins(django_assert_num_queries):
    exam, lecture = ExamFactory(), LectureFactory(starts_at=NINE)
    sat, scanned, twice, removed = colleagues(4)
    for person in (sat, twice):
        sitting = SittingFactory(exam=exam, person=person)
        PresenceFactory(sitting=sitting, device="d" * 36, first_seen_at=NINE, last_seen_at=NINE)
    for person in (scanned, twice, removed):
        CheckInFactory(lecture=lecture, person=person, checked_in_at=NINE, device="d" * 36)
    CheckIn.objects.filter(person=removed).update(removed_at=NINE, removed_by=sat, remove_reason="误签")
    before = CheckInFactory(checked_in_at=SINCE - timedelta(days=1), device="d" * 36)
    for person in (before.person, removed, sat):
        CheckInFactory(lecture=LectureFactory(starts_at=NINE), person=person, checked_in_at=NINE)

    (found,) = noticed("device")
    assert found.people == tuple(sorted(person.pk for person in (sat, scanned, twice)))
    assert found.figures == {"device": "dddddd", "people": 3, "exams": 1, "checked_in_to": 1}
    with django_assert_num_queries(1):
        list(devices.sightings(SINCE, people=3))


def test_one_hand_for_a_whole_institution_is_found():
    people, lecture = colleagues(5), LectureFactory(starts_at=NINE)
    for number, person in enumerate(people):
        CheckInFactory(lecture=lecture, person=person, checked_in_at=NINE + timedelta(milliseconds=number))
    CheckInFactory(lecture=lecture, checked_in_at=NINE)

    (found,) = noticed("second")
    assert found.figures == {"lecture": lecture.pk, "people": 5, "time": "2026-11-18T09:00:00+08:00"}


def test_two_who_always_check_in_together_are_found():
    first, second = colleagues(2)
    for day in range(3):
        at = NINE - timedelta(days=day)
        lecture = LectureFactory(starts_at=at)
        for person in (first, second):
            CheckInFactory(lecture=lecture, person=person, checked_in_at=at)

    (found,) = noticed("together")
    assert found.figures["lectures"] == 3


def test_two_who_always_answer_together_are_found():
    first, second = colleagues(2)
    exam = ExamFactory()
    for person in (first, second, PersonFactory()):
        sitting = SittingFactory(exam=exam, person=person, started_at=NINE)
        for number in range(1, 11):
            at = NINE + timedelta(seconds=number)
            AnswerEntryFactory(sitting=sitting, position=number, number=number, received_at=at)

    (found,) = noticed("together")
    assert (found.figures["answers"], found.people) == (10, tuple(sorted((first.pk, second.pk))))


def test_a_form_that_sends_all_its_answers_at_once_is_one_moment():
    exam = ExamFactory()
    for person in colleagues(2):
        sitting = SittingFactory(exam=exam, person=person, started_at=NINE)
        for number in range(1, 21):
            AnswerEntryFactory(sitting=sitting, position=number, number=number, received_at=NINE)

    assert noticed("together") == []


def test_two_hospitals_of_one_county_hospital_are_two_institutions():
    above, lecture = OrganisationFactory(), LectureFactory(starts_at=NINE)
    for _ in range(5):
        person = PostFactory(workplace=OrganisationFactory(parent=above)).person
        CheckInFactory(lecture=lecture, person=person, checked_in_at=NINE)

    assert noticed("second") == []


def test_a_mentor_is_not_in_two_places():
    mentor = PostFactory().person
    TeachingSessionFactory(pairing=PairingFactory(mentor=mentor), started_at=NINE, minutes=60)
    lecture = LectureFactory(starts_at=NINE + timedelta(minutes=20), speaker=mentor)
    heard = LectureFactory(starts_at=NINE + timedelta(minutes=50))
    CheckInFactory(lecture=heard, person=mentor, checked_in_at=heard.starts_at)
    CheckInFactory(lecture=heard, checked_in_at=heard.starts_at)

    found = noticed("places")

    assert [(each.figures["minutes"], each.figures["second_event"]) for each in found] == [
        (40, f"lecture:{lecture.pk}"),
        (10, f"lecture:{heard.pk}"),
        (60, f"lecture:{heard.pk}"),
    ]


def test_the_sweep_finds_everything_once_and_punishes_nobody():
    person = PostFactory().person
    attended(person, minutes=800)
    with time_machine.travel(NINE + timedelta(days=1), tick=False):
        sweep_anomalies()
        sweep_anomalies()

    anomaly = Anomaly.objects.get()
    assert (anomaly.rule, anomaly.figures, anomaly.thresholds) == (
        "minutes",
        {"minutes": 800, "records": 1},
        {"minutes_a_day": 720},
    )
    concerned = AnomalyPerson.objects.get()
    assert (concerned.person, concerned.workplace) == (person, person.posts.get().workplace)
    assert not Entry.objects.exists()
    assert person.learning_records.standing().count() == 1

    attended(person, minutes=30)
    assert anomalies.sweep(since=SINCE, at=WHEN) == 1


def test_whom_no_post_ever_placed_is_left_out():
    placed, nowhere = PostFactory().person, PersonFactory()
    facts = [
        Suspicion("minutes", "a", date(2026, 11, 18), (nowhere.pk,), {"minutes": 900}),
        Suspicion("device", "b", date(2026, 11, 18), (nowhere.pk, placed.pk), {"people": 3}),
    ]

    assert anomalies.keep(facts, limits_now(), at=WHEN) == 1
    assert [each.person for each in AnomalyPerson.objects.all()] == [placed]


def moved_since(workplace):
    """Return somebody who worked at ``workplace`` on the day of :data:`NINE`, and works elsewhere from the next day."""
    person = PostFactory(workplace=workplace, ends_on=date(2026, 11, 19)).person
    PostFactory(person=person, starts_on=date(2026, 11, 19))
    return person


def test_an_anomaly_lies_where_somebody_worked_when_it_happened():
    then = OrganisationFactory()
    attended(moved_since(then), minutes=800)
    anomalies.sweep(since=SINCE, at=WHEN)
    assert AnomalyPerson.objects.get().workplace == then


def test_who_has_moved_since_was_of_one_institution_then():
    then, lecture = OrganisationFactory(), LectureFactory(starts_at=NINE)
    here = OrganisationFactory()
    for _ in range(5):
        CheckInFactory(lecture=lecture, person=moved_since(then), checked_in_at=NINE)
    for _ in range(5):
        # Colleagues of today, who were none yet.
        person = PostFactory(ends_on=date(2026, 11, 19)).person
        PostFactory(person=person, workplace=here, starts_on=date(2026, 11, 19))
        CheckInFactory(lecture=lecture, person=person, checked_in_at=NINE)

    (found,) = noticed("second")
    assert found.figures["people"] == 5
    assert found.people == tuple(sorted(then.posts.values_list("person", flat=True)))


def test_a_sweep_of_many_costs_the_queries_of_a_few():
    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert anomalies.sweep(since=SINCE, at=WHEN) > 0
        return len(queries)

    attended(PostFactory().person, minutes=800)
    one = cost()
    for _ in range(9):
        attended(PostFactory().person, minutes=800)
    assert cost() == one


def test_a_decision_is_an_auditors_with_a_reason_and_final():
    concerned = AnomalyPersonFactory()
    anomaly, auditor = concerned.anomaly, inspector_of(concerned.workplace.division)

    for person in (PersonFactory(), inspector_of(DivisionFactory())):
        with pytest.raises(anomalies.MayNotDecide):
            anomalies.decide(anomaly, "explained", "集中补录", by=person, at=WHEN)
    with pytest.raises(anomalies.NoReason):
        anomalies.decide(anomaly, "explained", " ", by=auditor, at=WHEN)
    anomalies.decide(anomaly, "explained", "集中补录", by=auditor, at=WHEN)
    with pytest.raises(anomalies.AlreadyDecided):
        anomalies.decide(anomaly, "explained", "又一次", by=auditor, at=WHEN)

    assert AnomalyDecision.objects.get().decided_by == auditor
    assert Anomaly.objects.visible_to(PersonFactory(is_superuser=True)).count() == 1
    assert Entry.objects.get().verb == "coverage.anomaly.decided"

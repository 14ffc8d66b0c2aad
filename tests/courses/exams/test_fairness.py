"""Signals: gathered, shown to a person, and never a mark."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.exams.actions import (
    OwnSittingRemarked,
    RemarkEmpty,
    close_due,
    find_twins,
    remark,
    start_comparison,
    start_sitting,
    submit_sitting,
)
from courses.exams.actions import fairness as actions
from courses.exams.models import AnswerTwins, Sitting, SittingItem, SittingRemark
from courses.exams.queries.fairness import others, signs_of, signs_of_exam, timeline
from courses.exams.queries.watching import watched_exams
from lms.audit.models import Entry
from lms.jobs.models import Job
from lms.kit.queue import drain
from tests.factories.exams import (
    AnswerEntryFactory,
    AnswerTwinsFactory,
    ExamFactory,
    PresenceFactory,
    QuestionVersionFactory,
    SignalFactory,
    SittingFactory,
    SittingRemarkFactory,
    ready_exam,
)
from tests.factories.people import OrganisationFactory, PersonFactory, RosterEntryFactory, RosterFactory
from tests.factories.records import LearningRecordFactory
from tests.house.world import official_of

pytestmark = pytest.mark.django_db

NINE = datetime(2026, 11, 19, 1, tzinfo=UTC)
# Tables that marking must not even read.
SIGNS = ("exams_signal", "exams_presence", "exams_answertwins", "exams_sittingremark")


@pytest.fixture
def admin():
    return PersonFactory(is_superuser=True)


def after(seconds):
    return NINE + timedelta(seconds=seconds)


def over(exam, person=None, **more):
    ended = {"submitted_at": after(3600), "closed_by": "person", "score_hundredths": 5000, "passed": False}
    return SittingFactory(exam=exam, person=person or PersonFactory(), started_at=NINE, **ended, **more)


def unwatched(total):
    return None


def class_of(number, *, places=3, questions=30, seed=5):
    """Return an exam that ``number`` people at ``places`` institutions sat, and their sittings."""
    chance, exam = Random(seed), ExamFactory()
    hospitals = [OrganisationFactory() for _ in range(places)]
    versions = [QuestionVersionFactory() for _ in range(questions)]
    sittings = []
    for n in range(number):
        sitting = over(exam)
        LearningRecordFactory(activity=exam.activity, person=sitting.person, workplace=hospitals[n % places])
        SittingItem.objects.bulk_create(
            SittingItem(
                sitting=sitting,
                position=position,
                version=version,
                order=[0, 1, 2, 3],
                chosen=(chosen := chance.choices([[0], [1], [2], [3], []], weights=[3, 8, 3, 3, 1])[0]),
                earned_hundredths=100 if chosen == [1] else 0,
            )
            for position, version in enumerate(versions, start=1)
        )
        sittings.append(sitting)
    return exam, sittings


def copy(source, target):
    for item in source.items.all():
        fields = {"chosen": item.chosen, "earned_hundredths": item.earned_hundredths}
        SittingItem.objects.filter(sitting=target, position=item.position).update(**fields)


def compare(exam):
    return find_twins(exam=exam, at=NINE, total=unwatched, step=unwatched)


def test_who_worked_alone_has_no_twin():
    exam, _sittings = class_of(24)
    over(exam)

    assert compare(exam) == 0


def test_a_copied_paper_is_found_and_finding_again_changes_nothing():
    exam, sittings = class_of(24)
    copy(sittings[0], sittings[3])
    copy(sittings[1], sittings[5])

    assert [compare(exam), compare(exam)] == [2, 2]

    pairs = AnswerTwins.objects.order_by("first")
    assert [(pair.first, pair.second, pair.same_place) for pair in pairs] == [
        (sittings[0], sittings[3], True),
        (sittings[1], sittings[5], False),
    ]
    assert all(pair.same == pair.both_wrong and pair.rarity >= 4 for pair in pairs)


def test_two_attempts_of_one_person_are_no_pair():
    exam, sittings = class_of(12)
    copy(sittings[0], sittings[3])
    Sitting.objects.filter(pk=sittings[3].pk).update(person=sittings[0].person, attempt=2)

    assert compare(exam) == 0


def test_where_there_are_too_many_only_papers_of_one_place_are_compared(monkeypatch):
    exam, sittings = class_of(24)
    copy(sittings[0], sittings[3])
    copy(sittings[1], sittings[5])
    monkeypatch.setattr(actions, "MOST_PAPERS", 23)

    assert compare(exam) == 1


def test_the_progress_ends_where_it_said_it_would(monkeypatch):
    monkeypatch.setattr(actions, "_STEP", 2)
    exam, _sittings = class_of(7, places=2)
    said, steps = [], []

    find_twins(exam=exam, at=NINE, total=said.append, step=steps.append)

    assert said == [sum(steps)] == [14]


def test_comparing_is_a_job(admin):
    exam, sittings = class_of(24)
    copy(sittings[0], sittings[3])

    job = start_comparison(exam=exam, by=admin, at=NINE)
    drain()

    job.refresh_from_db()
    assert (job.state, job.percent) == (Job.State.DONE, 100)
    assert AnswerTwins.objects.count() == 1


def test_everything_noticed_about_a_sitting():
    sitting = over(ExamFactory())
    for kind, second in (("left", 10), ("back", 45), ("reload", 50), ("left", 100), ("back", 105)):
        SignalFactory(sitting=sitting, kind=kind, estimated_at=after(second))
    SignalFactory(sitting=sitting, kind="left", received_at=after(3590))
    for device, first, last in (("a", 0, 900), ("b", 300, 400)):
        PresenceFactory(sitting=sitting, device=device, first_seen_at=after(first), last_seen_at=after(last))
    for position in range(1, 7):
        AnswerEntryFactory(sitting=sitting, position=position, estimated_at=after(2 * position))
    AnswerEntryFactory(sitting=sitting, position=9, estimated_at=None)
    twins = AnswerTwinsFactory(first=sitting)
    SittingRemarkFactory(sitting=sitting, at=NINE)
    newest = SittingRemarkFactory(sitting=sitting, verdict="talk", at=after(9))

    (signs,) = signs_of(Sitting.objects.filter(pk=sitting.pk), after(4000))

    assert (signs.away.count, signs.away.seconds) == (3, 50)
    assert (signs.together, signs.fast, signs.is_fast) == (1, 5, True)
    assert (signs.twins, signs.remark, signs.kinds) == ((twins,), newest, 4)
    assert [each.kind for each in timeline(sitting)] == ["left", "back", "reload", "left", "back", "left"]


def test_a_quiet_sitting_is_not_on_the_list(admin, django_assert_num_queries):
    exam = ExamFactory()
    over(exam)
    alike, away = over(exam), over(exam)
    AnswerTwinsFactory(first=alike, second=over(exam))
    SignalFactory(sitting=away, estimated_at=after(1))
    found = watched_exams(admin).get()

    with django_assert_num_queries(6):
        listed = signs_of_exam(found, admin, NINE)

    assert [each.sitting for each in listed] == [alike, Sitting.objects.latest("pk"), away]


def test_the_other_of_a_pair_is_named_only_to_whom_may_see_them():
    pair = AnswerTwinsFactory()

    ((_pair, seen),) = others(pair.first, [pair], Sitting.objects.all())
    ((_pair, unseen),) = others(pair.second, [pair], Sitting.objects.none())

    assert (seen, unseen) == (pair.second, None)


def test_a_remark_is_kept_and_changes_no_result(admin):
    sitting = over(ExamFactory())

    made = remark(sitting=sitting, verdict="talk", text=" 两人答卷相同，约谈 ", by=admin, at=NINE)

    before = (sitting.score_hundredths, sitting.passed, sitting.closed_by)
    sitting.refresh_from_db()
    assert (made.text, made.verdict, made.by) == ("两人答卷相同，约谈", "talk", admin)
    assert (sitting.score_hundredths, sitting.passed, sitting.closed_by) == before
    assert Entry.objects.filter(verb="exams.sitting.remarked").count() == 1


@pytest.mark.parametrize(("verdict", "text"), [("talk", "  "), ("failed", "作弊")])
def test_half_a_remark_is_refused(admin, verdict, text):
    with pytest.raises(RemarkEmpty):
        remark(sitting=over(ExamFactory()), verdict=verdict, text=text, by=admin, at=NINE)

    assert not SittingRemark.objects.exists()


def test_nobody_looks_into_their_own_paper(admin):
    with pytest.raises(OwnSittingRemarked):
        remark(sitting=over(ExamFactory(), admin), verdict="cleared", text="没问题", by=admin, at=NINE)


@pytest.mark.parametrize("end", ["hand in", "bell"])
def test_no_mark_depends_on_signals_or_even_reads_them(end):
    exam, marks = ready_exam(), []
    for suspicious in (False, True):
        sitting = start_sitting(exam=exam, person=PersonFactory(), at=NINE, seed=1)
        if suspicious:
            for _ in range(9):
                SignalFactory(sitting=sitting, kind="left")
            PresenceFactory(sitting=sitting)
            PresenceFactory(sitting=sitting, device="b")
            AnswerTwinsFactory(first=sitting)
            SittingRemarkFactory(sitting=sitting, verdict="talk")
        with CaptureQueriesContext(connection) as queries:
            if end == "bell":
                close_due(at=NINE + timedelta(hours=2))
            else:
                submit_sitting(sitting=sitting, at=after(600))
            drain()
        sitting.refresh_from_db()
        marks.append((sitting.score_hundredths, sitting.passed, sitting.closed_by))
        assert [each["sql"] for each in queries if any(table in each["sql"] for table in SIGNS)] == []

    assert marks[0] == marks[1]


@pytest.mark.database
@pytest.mark.parametrize(
    "write",
    [
        pytest.param(lambda: SittingRemarkFactory(text=""), id="a-remark-without-words"),
        pytest.param(lambda: SittingRemarkFactory(verdict="failed"), id="a-verdict-of-its-own"),
        pytest.param(lambda: SittingRemark.objects.update(text="改"), id="a-changed-remark"),
        pytest.param(lambda: SittingRemark.objects.all().delete(), id="a-remark-taken-back"),
        pytest.param(lambda: AnswerTwinsFactory(same=13), id="more-alike-than-wrong"),
        pytest.param(lambda: AnswerTwinsFactory(same=0), id="alike-in-nothing"),
    ],
)
def test_the_database_refuses(write):
    SittingRemarkFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        write()


@pytest.mark.database
def test_the_database_refuses_a_pair_twice_or_upside_down():
    pair = AnswerTwinsFactory()

    for first, second in ((pair.first, pair.second), (pair.second, pair.first), (pair.first, pair.first)):
        with pytest.raises(IntegrityError), transaction.atomic():
            AnswerTwinsFactory(first=first, second=second)


def test_from_the_list_to_a_remark(client, admin):
    exam = ExamFactory()
    pair = AnswerTwinsFactory(first=over(exam), second=over(exam))
    SignalFactory(sitting=pair.first, kind="left")
    PresenceFactory(sitting=pair.first)
    client.force_login(admin)

    listed = client.get(reverse("exam_watch:signals", args=[exam.pk])).content.decode()
    address = reverse("exam_watch:sitting", args=[pair.first.pk])
    assert address in listed
    page = client.get(address).content.decode()
    assert reverse("exam_watch:sitting", args=[pair.second.pk]) in page
    assert client.post(address, {"verdict": "cleared", "text": ""}).status_code == 422
    assert client.post(address, {"verdict": "cleared", "text": "看过监控，无异常"}).status_code == 302

    assert "看过监控，无异常" in client.get(address).content.decode()
    assert SittingRemark.objects.get().verdict == "cleared"


def test_my_own_sitting_is_refused_on_the_page(client, admin):
    sitting = over(ExamFactory(), admin)
    client.force_login(admin)

    response = client.post(reverse("exam_watch:sitting", args=[sitting.pk]), {"verdict": "cleared", "text": "没问题"})

    assert response.status_code == 422
    assert not SittingRemark.objects.exists()


def test_asking_for_a_comparison_leads_to_its_progress(client, admin):
    exam = ExamFactory()
    client.force_login(admin)

    response = client.post(reverse("exam_watch:compare", args=[exam.pk]))

    assert response["Location"] == reverse("office_jobs:job", args=[Job.objects.get().pk])


def test_an_institution_sees_only_its_own_people_and_may_not_compare_all(client):
    here, there, exam, roster = OrganisationFactory(), OrganisationFactory(), ExamFactory(), RosterFactory()
    sittings = {}
    for place in (here, there):
        entry = RosterEntryFactory(roster=roster, workplace=place)
        sittings[place] = over(exam, entry.person)
        SignalFactory(sitting=sittings[place], estimated_at=after(1))
    exam.rosters.add(roster)
    exam.save()
    client.force_login(official_of(here.division))

    page = client.get(reverse("exam_watch:signals", args=[exam.pk]))

    assert [each.sitting for each in page.context["page"]] == [sittings[here]]
    assert not page.context["may_compare"]
    assert client.post(reverse("exam_watch:compare", args=[exam.pk])).status_code in (302, 403)
    assert not Job.objects.exists()
    assert client.get(reverse("exam_watch:sitting", args=[sittings[here].pk])).status_code == 200
    assert client.get(reverse("exam_watch:sitting", args=[sittings[there].pk])).status_code == 404

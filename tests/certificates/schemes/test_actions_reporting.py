"""The report on a class: asked for, made by a job, kept, and reminded of."""

import hashlib
import io
import json
import zipfile
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from certificates.schemes import actions, tasks
from certificates.schemes.models import ClassReport
from certificates.schemes.parcel import Parcel
from certificates.schemes.queries import reporting
from lms.audit.models import Entry
from lms.jobs.models import Job
from lms.notices.models import Notice
from lms.people.roles import Role
from lms.records.actions import reverse as take_back
from tests.certificates.people import manager_of
from tests.factories.credits import CreditLineFactory
from tests.factories.exams import ExamFactory, QuestionVersionFactory, SittingFactory, SittingItemFactory
from tests.factories.jobs import JobFactory
from tests.factories.live import LectureFactory
from tests.factories.people import AppointmentFactory, PersonFactory, PostFactory
from tests.factories.records import ActivityFactory, LearningRecordFactory
from tests.factories.register import CertificateFactory
from tests.factories.schemes import (
    ClassReportFactory,
    ClassSessionFactory,
    CohortFactory,
    RequirementFactory,
    TraineeshipChangeFactory,
    TraineeshipFactory,
)

pytestmark = pytest.mark.django_db

AS_OF = datetime(2026, 11, 25, 4, 0, tzinfo=UTC)
NOW = datetime(2026, 11, 26, 1, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"
    with translation.override("en"):
        yield


@pytest.fixture
def trainee():
    scheme = RequirementFactory(activity_kind="lecture").version.scheme
    RequirementFactory(scheme=scheme, activity_kind="exam", measure="pass", title="考试")
    one = TraineeshipFactory(cohort__scheme=scheme, person__name="王秀英")
    one.person.set_id_number("11010519491231002X")
    one.person.save()
    PostFactory(person=one.person, workplace__name="固堤卫生院")
    return one


@pytest.fixture
def manager(trainee):
    return manager_of(trainee.cohort.organiser)


@pytest.fixture
def learnt(trainee):
    """A lecture attended and an exam failed, then passed, with credit and a certificate."""
    activity = ActivityFactory(kind="lecture", title="慢阻肺")
    lecture = LectureFactory(activity=activity, venue="报告厅", speaker_name="刘主任")
    record = LearningRecordFactory(person=trainee.person, activity=lecture.activity, outcome="attended")
    CreditLineFactory(record=record, person=trainee.person, computed_at=record.recorded_at)
    exam = ExamFactory(title="结业考试", activity=ActivityFactory(kind="exam", title="结业考试"))
    for outcome, score in (("failed", 4000), ("passed", 9000)):
        LearningRecordFactory(
            person=trainee.person, activity=exam.activity, outcome=outcome, score_hundredths=score, minutes=0
        )
    CertificateFactory(traineeship=trainee)
    return record, exam


def made(cohort, by, work, *, as_of=AS_OF):
    actions.request_report(cohort, as_of=as_of, by=by, at=NOW)
    work()
    return ClassReport.objects.order_by("-pk").first()


def opened(report):
    return zipfile.ZipFile(io.BytesIO(report.open().read()))


def cells(archive, name):
    """Return the text of a workbook inside the report."""
    found = next(each for each in archive.namelist() if name in each)
    with zipfile.ZipFile(io.BytesIO(archive.read(found))) as book:
        return b"".join(book.read(each) for each in book.namelist()).decode()


class TestTheFile:
    def test_holds_every_part_with_its_hash(self, trainee, manager, learnt, work):
        report = made(trainee.cohort, manager, work)
        archive = opened(report)
        manifest = json.loads(archive.read("manifest.json"))

        assert [each["name"] for each in manifest["files"]] == [
            "1-Schedule.xlsx",
            "2-Exam paper - 结业考试.html",
            "3-Learners.xlsx",
            "4-Scores.xlsx",
            "5-Credits.xlsx",
            "6-Certificates.xlsx",
        ]
        listed = archive.read("List of contents.txt").decode("utf-8-sig")
        for each in manifest["files"]:
            content = archive.read(each["name"])
            assert each["sha256"] == hashlib.sha256(content).hexdigest()
            assert each["size"] == len(content)
            assert each["sha256"] in listed
        assert hashlib.sha256(archive.read("manifest.json")).hexdigest() in listed
        assert report.sha256 == hashlib.sha256(report.open().read()).hexdigest()
        assert report.manifest == manifest

    def test_tells_schedule_people_scores_and_credit(self, trainee, manager, learnt, work):
        archive = opened(made(trainee.cohort, manager, work))

        schedule = cells(archive, "Schedule")
        assert "慢阻肺" in schedule
        assert "报告厅" in schedule
        assert "刘主任" in schedule
        people = cells(archive, "Learners")
        assert "王秀英" in people
        assert "110105********002X" in people
        assert "19491231" not in people
        assert "固堤卫生院" in people
        assert "<v>40</v>" in cells(archive, "Scores")
        assert "<v>90</v>" in cells(archive, "Scores")
        assert "慢阻肺" in cells(archive, "Credits")
        assert "WF-T-2026" in cells(archive, "Certificates")

    def test_is_the_same_file_whenever_it_is_made(self, trainee, manager, learnt, work):
        RequirementFactory(version=trainee.cohort.version, activity_kind="practical", title="实操")
        first = made(trainee.cohort, manager, work)
        later = LearningRecordFactory(
            person=trainee.person, activity__kind="lecture", happened_at=AS_OF, recorded_at=AS_OF, outcome="attended"
        )
        take_back(learnt[0], by=None, reason="重复", at=AS_OF + timedelta(hours=1))

        second = made(trainee.cohort, manager, work)

        assert second.pk != first.pk
        assert second.sha256 == first.sha256
        assert later.activity_id not in reporting.reported(trainee.cohort, AS_OF).activity_ids

    def test_leaves_out_what_was_taken_back_before(self, trainee, manager, learnt, work):
        take_back(learnt[0], by=None, reason="重复", at=AS_OF - timedelta(hours=1))

        archive = opened(made(trainee.cohort, manager, work))

        assert "慢阻肺" not in cells(archive, "Schedule")
        assert "慢阻肺" not in cells(archive, "Credits")

    def test_leaves_out_what_no_requirement_asks_for(self, trainee, manager, work):
        LearningRecordFactory(person=trainee.person, activity__title="别处的课", activity__kind="lesson")

        assert "别处的课" not in cells(opened(made(trainee.cohort, manager, work)), "Schedule")

    def test_shows_a_course_by_the_time_in_which_it_was_done(self, trainee, manager, work):
        RequirementFactory(scheme=trainee.cohort.scheme, activity_kind="course")
        LearningRecordFactory(person=trainee.person, activity__title="网络课", activity__kind="course")

        schedule = cells(opened(made(trainee.cohort, manager, work)), "Schedule")

        assert "网络课" in schedule
        assert "2026-11-18 10:00" in schedule

    def test_says_who_left_and_who_completed_by_then(self, trainee, manager, work):
        for name, state, when in (("李先", "completed", AS_OF - timedelta(1)), ("赵后", "completed", AS_OF)):
            TraineeshipFactory(cohort=trainee.cohort, person__name=name, state=state, completed_at=when)
        TraineeshipFactory(
            cohort=trainee.cohort, state="withdrawn", withdrawn_at=AS_OF - timedelta(1), withdraw_reason="调离"
        )
        TraineeshipFactory(cohort=trainee.cohort, person__name="孙迟", enrolled_at=AS_OF)

        people = cells(opened(made(trainee.cohort, manager, work)), "Learners")

        assert people.count("in training") == 2
        assert people.count(">completed<") == 1
        assert people.count("withdrawn") == 1
        assert "孙迟" not in people

    def test_says_who_was_suspended_or_had_failed_by_then_and_why(self, trainee, manager, work):
        for state, when in (("suspended", AS_OF - timedelta(1)), ("failed", AS_OF)):
            other = TraineeshipFactory(cohort=trainee.cohort, state=state)
            TraineeshipChangeFactory(
                traineeship=other, from_state="running", to_state=state, changed_at=when, reason=f"因故{state}"
            )

        people = cells(opened(made(trainee.cohort, manager, work)), "Learners")

        assert people.count(">suspended<") == 1
        assert "因故suspended" in people
        assert "failed" not in people

    def test_tells_apart_two_of_one_name(self, trainee, manager, learnt, work):
        namesake = TraineeshipFactory(cohort=trainee.cohort, person__name=trainee.person.name)
        LearningRecordFactory(
            person=namesake.person, activity=learnt[1].activity, outcome="passed", score_hundredths=7000, minutes=0
        )

        archive = opened(made(trainee.cohort, manager, work))

        numbers = {trainee.person_id: "1", namesake.person_id: "2"}
        scores = cells(archive, "Scores")
        assert scores.count(f"<v>{numbers[trainee.person_id]}</v>") == 2
        assert scores.count(f"<v>{numbers[namesake.person_id]}</v>") == 1

    def test_tells_the_timetable_and_the_paper_that_nobody_sat(self, trainee, manager, work):
        day = {"cohort": trainee.cohort, "day": date(2026, 11, 20), "place": "二楼"}
        ClassSessionFactory(**day, title="开班式", teacher=PersonFactory(name="刘主任"))
        exam = ExamFactory(title="摸底考试", activity=ActivityFactory(kind="exam", title="摸底考试"))
        ClassSessionFactory(**day, title="考试", activity=exam.activity)
        later = ExamFactory(title="下周的考试", activity=ActivityFactory(kind="exam"))
        ClassSessionFactory(**{**day, "day": date(2026, 11, 27)}, title="再考", activity=later.activity)

        archive = opened(made(trainee.cohort, manager, work))

        schedule = cells(archive, "Schedule")
        assert all(words in schedule for words in ("Timetable", "开班式", "二楼", "刘主任", "再考"))
        assert any("摸底考试" in name for name in archive.namelist())
        assert not any("下周的考试" in name for name in archive.namelist())

    def test_says_which_certificate_had_been_revoked(self, trainee, manager, work):
        CertificateFactory(
            traineeship=trainee,
            state="revoked",
            revoked_at=AS_OF - timedelta(1),
            revoked_by=manager,
            revoked_reason="姓名有误",
        )

        assert "姓名有误" in cells(opened(made(trainee.cohort, manager, work)), "Certificates")

    @pytest.mark.parametrize(("closes_at", "told"), [(AS_OF, True), (AS_OF + timedelta(seconds=1), False)])
    def test_tells_right_answers_once_the_exam_is_over_for_all(self, trainee, manager, learnt, work, closes_at, told):
        exam = learnt[1]
        exam.closes_at = closes_at
        exam.save()
        version = QuestionVersionFactory(stem="首选什么？", explanation="指南如此")
        sitting = SittingFactory(exam=exam, person=trainee.person, started_at=AS_OF - timedelta(1))
        SittingItemFactory(sitting=sitting, version=version)

        archive = opened(made(trainee.cohort, manager, work))
        paper = archive.read("2-Exam paper - 结业考试.html").decode()

        assert "首选什么？" in paper
        assert ("✓" in paper, "指南如此" in paper) == (told, told)

    def test_is_made_in_the_language_of_the_site(self, trainee, manager, work, settings):
        settings.LANGUAGE_CODE = "zh-hans"

        assert any("学分" in name for name in opened(made(trainee.cohort, manager, work)).namelist())


class TestAsking:
    def test_is_written_down(self, trainee, manager, work):
        report = made(trainee.cohort, manager, work)

        verbs = Entry.objects.filter(verb__startswith="schemes.report").order_by("pk").values_list("verb", "actor_id")
        assert list(verbs) == [
            ("schemes.report.asked", str(manager.pk)),
            ("schemes.report.made", str(manager.pk)),
        ]
        job = Job.objects.get()
        assert (job.state, job.percent, job.result) == ("done", 100, {"report": report.pk})

    def test_about_the_future_is_refused(self, trainee, manager):
        with pytest.raises(actions.ReportFromTheFuture):
            actions.request_report(trainee.cohort, as_of=NOW + timedelta(seconds=1), by=manager, at=NOW)
        assert not Job.objects.exists()

    def test_about_nobody_is_refused(self, manager):
        with pytest.raises(actions.NobodyToReport):
            actions.request_report(CohortFactory(), as_of=NOW, by=manager, at=NOW)
        assert not Job.objects.exists()

    def test_makes_nothing_for_who_no_longer_runs_the_class(self, trainee, manager, work):
        actions.request_report(trainee.cohort, as_of=AS_OF, by=manager, at=NOW)
        manager.appointments.update(ends_on=date(2021, 1, 1))
        work()

        assert not ClassReport.objects.exists()
        assert Job.objects.get().state == "failed"

    def test_a_job_delivered_twice_keeps_one(self, trainee, manager):
        job = JobFactory(owner=manager)
        parcel = Parcel(b"PK", {"files": []})
        first = actions.keep_report(trainee.cohort, parcel, as_of=AS_OF, job=job, at=NOW)

        assert actions.keep_report(trainee.cohort, parcel, as_of=AS_OF, job=job, at=NOW) == first


@pytest.mark.database
class TestTheRow:
    def test_is_never_changed(self):
        report = ClassReportFactory()
        with pytest.raises(IntegrityError), transaction.atomic():
            ClassReport.objects.filter(pk=report.pk).update(sha256="1" * 64)

    def test_is_never_deleted(self):
        report = ClassReportFactory()
        with pytest.raises(IntegrityError), transaction.atomic():
            report.delete()

    @pytest.mark.parametrize("fault", [{"size": 0}, {"as_of": datetime(2026, 11, 19, 2, 2, tzinfo=UTC)}])
    def test_is_whole(self, fault):
        with pytest.raises(IntegrityError), transaction.atomic():
            ClassReportFactory(**fault)

    def test_belongs_to_one_job(self):
        report = ClassReportFactory()
        with pytest.raises(IntegrityError), transaction.atomic():
            ClassReportFactory(job=report.job)


class TestReminding:
    """The class ends on 10 November; its report is due on the 24th."""

    @pytest.fixture
    def cohort(self):
        scheme = RequirementFactory(scheme__report_days=14).version.scheme
        return CohortFactory(scheme=scheme, ends_on=date(2026, 11, 10), head_teacher=PersonFactory())

    @pytest.fixture
    def answerable(self, cohort):
        return AppointmentFactory(role=Role.SCHEME_MANAGER, organisation=cohort.organiser).person

    @pytest.mark.parametrize(
        ("day", "told"),
        [
            pytest.param(19, 0, id="five-days-left"),
            pytest.param(20, 2, id="four-days-left"),
            pytest.param(24, 2, id="due-today"),
            pytest.param(25, 0, id="too-late"),
        ],
    )
    def test_tells_manager_and_head_teacher_when_the_day_is_near(self, cohort, answerable, day, told):
        assert actions.remind_reports(at=datetime(2026, 11, day, 1, 0, tzinfo=UTC)) == told
        assert Notice.objects.count() == told

    def test_leads_only_who_may_make_it_to_the_page(self, cohort, answerable):
        actions.remind_reports(at=datetime(2026, 11, 20, 1, 0, tzinfo=UTC))

        assert Notice.objects.get(person=answerable).url == f"/admin/training_class/{cohort.pk}/reports/"
        assert Notice.objects.get(person=cohort.head_teacher).url == ""

    def test_tells_once(self, cohort, answerable):
        for day in (20, 21):
            actions.remind_reports(at=datetime(2026, 11, day, 1, 0, tzinfo=UTC))
        assert Notice.objects.count() == 2

    def test_a_class_without_a_head_teacher_has_its_manager(self, cohort, answerable):
        cohort.head_teacher = None
        cohort.save()
        assert actions.remind_reports(at=datetime(2026, 11, 20, 1, 0, tzinfo=UTC)) == 1

    @pytest.mark.parametrize(("as_of", "told"), [(datetime(2026, 11, 10, 4), 2), (datetime(2026, 11, 11, 4), 0)])
    def test_is_silent_once_it_has_been_made_after_the_end(self, cohort, answerable, as_of, told):
        ClassReportFactory(cohort=cohort, as_of=as_of.replace(tzinfo=UTC))
        assert actions.remind_reports(at=datetime(2026, 11, 20, 1, 0, tzinfo=UTC)) == told

    def test_is_silent_where_nobody_asks_for_one(self, cohort, answerable):
        cohort.scheme.report_days = None
        cohort.scheme.save()
        assert actions.remind_reports(at=datetime(2026, 11, 20, 1, 0, tzinfo=UTC)) == 0

    def test_the_task_is_a_door(self, cohort, answerable):
        tasks.remind_reports()
        assert not Notice.objects.exists()


@pytest.mark.database
@pytest.mark.parametrize("days", [0, 367])
def test_a_scheme_asks_for_its_report_within_a_year(days):
    with pytest.raises(IntegrityError), transaction.atomic():
        RequirementFactory(scheme__report_days=days)

"""A report on a programme: frozen by the same means as any other, of today or of a day that is over."""

from datetime import UTC, date, datetime
from io import BytesIO

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from lms.audit.models import Entry
from lms.coverage import paper
from lms.coverage.actions import NoRuleThen, start_freezing_programme
from lms.coverage.models import Programme, Report
from lms.coverage.queries import Place, rollups
from lms.coverage.queries.changes import changes
from lms.coverage.queries.matter import Key, matter_of
from lms.coverage.queries.reports import faults, kept_lines
from lms.coverage.rules import Tally
from lms.jobs.models import Job
from lms.kit.queue import drain
from lms.people.actions import sync_roles
from lms.people.models import Person
from lms.people.roles import Role
from lms.records.models import LearningRecord
from lms.records.queries import latest_head
from tests.factories.coverage import ProgrammeVersionFactory, ReportFactory, auditor_of
from tests.factories.credits import CreditLineFactory
from tests.factories.exchange import UploadFactory
from tests.factories.people import AppointmentFactory, LeaveFactory, RosterEntryFactory
from tests.factories.schemes import SchemeFactory
from tests.lms.coverage.scene import NOW, TODAY, Scene
from tests.lms.coverage.test_programme_pages import url
from tests.lms.coverage.test_views import sign_in, slug
from tests.lms.people.officials import official

pytestmark = [pytest.mark.django_db]
THEN = date(2026, 9, 30)


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def scene():
    """Somebody covered in September and one in October, one begun, one away; and one in another county."""
    scene = Scene()
    scene.doctor(scene.towns[0], minutes=60, person__name="九月")
    scene.doctor(scene.towns[0], minutes=60, person__name="十月", on=datetime(2026, 10, 9, 4, tzinfo=UTC))
    scene.doctor(scene.towns[1], minutes=10, person__name="开始")
    LeaveFactory(person=scene.doctor(scene.counties[0], person__name="请假"))
    scene.doctor(scene.towns[2], minutes=60, person__name="外县")
    return scene.count()


@pytest.fixture
def auditor(scene):
    return auditor_of(scene.counties[0])


def asked(scene, who, place=None, as_of=TODAY):
    return sign_in(who).post(url(scene, "programme_freeze", place or slug(scene.counties[0])), {"as_of": as_of})


def frozen(scene, who, place=None, as_of=TODAY):
    asked(scene, who, place, as_of)
    drain()
    job = Job.objects.latest("pk")
    assert job.state == "done", job.message
    return Report.objects.get(pk=job.result["report"])


def get(who, name, report, **query):
    return sign_in(who).get(reverse(f"coverage:{name}", args=[report.pk]), query)


def test_it_says_what_the_pages_say(scene, auditor):
    report = frozen(scene, auditor)

    place = Place(division=scene.counties[0])
    measured = rollups.node(scene.roll_up, place)
    assert (report.due, report.covered) == (measured.due, measured.covered) == (4, 2)
    below = rollups.below(scene.roll_up, place, auditor)
    rows = {name: (due, covered) for name, due, covered in report.figures["areas"]}
    assert rows == {line.place.name: (line.measured.due, line.measured.covered) for line in below}
    assert report.figures["states"] == {"covered": 2, "on_leave": 1, "started": 1}
    assert report.figures["months"] == [["2026-09", 1], ["2026-10", 1]]
    assert faults(report) == []


def test_a_report_of_before_says_the_hours_a_person_as_its_signed_file_does():
    learned = {"minutes": 65, "credits_hundredths": 0, "credits_median": 0}
    said = dict(paper.learned(Report(due=2, figures={"learned": learned})))
    assert list(said.values())[1] == "0.5"


def test_it_says_hours_and_credits_of_everybody_and_what_they_come_to(scene, auditor):
    paid = scene.roll_up.standings.get(person__name="九月")
    record = LearningRecord.objects.get(person=paid.person)
    CreditLineFactory(record=record, person=paid.person, hundredths=250, earned_on=date(2026, 9, 10))
    report = frozen(scene, auditor)

    rows = {line.name: (line.minutes, line.credits_hundredths) for line in report.lines.all()}
    assert rows == {"九月": (60, 250), "十月": (60, 0), "开始": (10, 0), "请假": (0, 0)}
    learned = {"minutes": 130, "minutes_each": 33, "credits_hundredths": 250, "credits_median": 0}
    assert report.figures["learned"] == learned
    page = get(auditor, "report", report).context["learned"]
    assert [value for _what, value in page] == ["2.2", "0.6", "2.5", "0"]
    [said] = [row[3] for row in get(auditor, "report_names", report, q="九月").context["rows"]]
    assert said == {"hours": "1", "credits": "2.5"}
    book = load_workbook(BytesIO(b"".join(get(auditor, "report_workbook", report).streaming_content)))
    names = list(book["名单"].iter_rows(values_only=True))
    assert names[0][8:] == ("培训小时数", "学分")
    assert [row[8:] for row in names[1:5] if row[1] == "九月"] == [(1, 2.5)]
    assert names[-1][8:] == ("=SUM(I2:I5)", "=SUM(J2:J5)")
    told = "".join(each.extract_text() for each in PdfReader(BytesIO(report.file.read())).pages)
    assert "期内培训小时数与学分" in told


def test_other_hours_of_one_line_are_found_out(scene, auditor):
    report = frozen(scene, auditor)
    lines = list(kept_lines(report))
    other = Tally()
    for line in lines:
        other.add(line._replace(minutes=line.minutes + 1))
    assert other.sha256 != report.lines_sha256


def test_other_hours_since_are_a_change(scene, auditor):
    report = frozen(scene, auditor)
    scene.learn(Person.objects.get(name="九月"), scene.towns[0], minutes=30)

    [found] = changes(report, auditor, TODAY)

    assert (found.name, found.change, found.before, found.now) == (
        "九月",
        "learned",
        "1 小时，0 学分",
        "1.5 小时，0 学分",
    )


def test_it_says_by_which_rule_as_of_when_and_over_which_records(scene, auditor):
    report = frozen(scene, auditor)

    said, head = report.about, latest_head()
    assert (said["programme"], said["version"], said["as_of"]) == ("全员一小时", 1, TODAY.isoformat())
    assert said["document"] == f"{scene.version.source_document} 第三条"
    assert "1" in said["counts"]
    assert "roster" not in said
    assert said["head"]["root"] == bytes(head.root).hex()
    page = get(auditor, "report", report).content.decode()
    for words in ("全员一小时", scene.version.source_document, said["whom"], said["counts"], "90.0%"):
        assert words in page
    assert Entry.objects.filter(verb="coverage.report.frozen", subject_id=str(report.pk)).exists()
    assert str(report).startswith("全员一小时 · ")


def test_of_a_day_that_is_over_it_says_what_was_then(scene, auditor):
    report = frozen(scene, auditor, as_of=THEN)

    assert (report.as_of, report.due, report.covered) == (THEN, 4, 1)
    assert {line.name: line.state for line in report.lines.all()} == {
        "九月": "covered",
        "十月": "open",
        "开始": "started",
        "请假": "open",
    }


@pytest.mark.parametrize("as_of", ["2025-12-31", "2026-11-20", "", "never"])
def test_a_day_without_a_rule_is_refused_and_says_so(scene, auditor, as_of):
    answer = asked(scene, auditor, as_of=as_of)
    page = sign_in(auditor).get(answer.url)
    assert answer.url == url(scene, "programme", slug(scene.counties[0]))
    assert page.status_code == 200
    assert not Job.objects.exists()


@pytest.mark.parametrize("as_of", [date(2025, 12, 31), date(2026, 11, 20)])
def test_no_job_is_started_for_a_day_without_a_rule(scene, auditor, as_of):
    matter = matter_of(auditor, Key(scene.programme.pk), today=TODAY)
    with pytest.raises(NoRuleThen, match=str(as_of)):
        start_freezing_programme(matter, Place(division=scene.counties[0]), as_of=as_of, return_url="", at=NOW)


def test_the_day_chooser_knows_the_days(scene, auditor):
    page = sign_in(auditor).get(url(scene, "programme", slug(scene.counties[0]))).content.decode()
    assert 'min="2026-01-01"' in page
    assert 'max="2026-11-19"' in page
    institution = f"institution-{scene.institution(scene.towns[0]).pk}"
    assert "programme_freeze" not in page
    people = sign_in(auditor).get(url(scene, "programme_people", institution)).content.decode()
    assert url(scene, "programme_freeze", institution) in people


def test_an_institution_has_a_report(scene, auditor):
    report = frozen(scene, auditor, f"institution-{scene.institution(scene.towns[0]).pk}")
    assert (report.due, report.covered, report.organisation) == (2, 2, scene.institution(scene.towns[0]))
    assert report.figures["areas"] == [[report.organisation.name, 2, 2]]


def test_the_whole_area_of_somebody_with_several_is_no_place(scene, auditor):
    AppointmentFactory(person=auditor, role="county_auditor", division=scene.counties[1], organisation=None)
    asked(scene, auditor, "all")
    assert not Job.objects.exists()


def test_names_lead_to_people_who_are_still_there(scene, auditor):
    report = frozen(scene, auditor)
    person = Person.objects.get(name="九月")
    page = get(auditor, "report_names", report).content.decode()
    assert reverse("coverage:programme_person", args=[scene.programme.pk, person.pk]) in page
    assert [line.name for line, *_more in get(auditor, "report_names", report, state="on_leave").context["rows"]] == [
        "请假"
    ]

    scene.roll_up.standings.filter(person=person).delete()
    rows = get(auditor, "report_names", report, q="九月").context["rows"]
    assert [(line.name, url) for line, _state, url, _amounts in rows] == [("九月", "")]


def test_names_stay_when_the_programme_is_out_of_sight(scene, auditor):
    report = frozen(scene, auditor)
    elsewhere = {"division": scene.counties[1], "keeper": scene.institution(scene.counties[1])}
    Programme.objects.filter(pk=scene.programme.pk).update(**elsewhere)
    rows = get(auditor, "report_names", report).context["rows"]
    assert [url for _line, _state, url, _amounts in rows] == [""] * 4


def test_the_file_and_the_workbook_say_the_same(scene, auditor):
    report = frozen(scene, auditor, as_of=THEN)

    content = b"".join(get(auditor, "report_file", report).streaming_content)
    reader = PdfReader(BytesIO(content))
    said = "".join(page.extract_text() for page in reader.pages)
    assert "/AcroForm" in reader.trailer["/Root"]
    assert "2026-09-30" in said
    assert report.digest[:20] in said.replace("\n", "")
    book = load_workbook(BytesIO(b"".join(get(auditor, "report_workbook", report).streaming_content)))
    areas, _kinds, names, sources = book.worksheets
    assert areas.cell(areas.max_row, 3).value.startswith("=SUM(")
    assert [names.cell(1, 6).value, names.cell(1, 8).value] == ["何时起应训", "覆盖日期"]
    assert sorted(row[1].value for row in names.iter_rows(min_row=2, max_row=5)) == ["九月", "十月", "开始", "请假"]
    facts = [row[1].value for row in sources.iter_rows()]
    assert f"全员一小时 ({scene.programme.code})" in facts
    assert report.digest in facts


def test_a_roster_stands_in_it_with_its_last_import(scene, auditor):
    scene.rule_by_roster = ProgrammeVersionFactory(programme=scene.programme, number=2, roster=scene.roster)
    RosterEntryFactory(roster=scene.roster, workplace=scene.institution(scene.towns[0]), joined_on=date(2026, 1, 1))
    UploadFactory(roster=scene.roster, state="applied", approved_at=NOW, written_at=NOW, sha256="7" * 64)
    report = frozen(scene, auditor)

    assert (report.due, report.roster, report.scheme) == (1, scene.roster, None)
    assert report.about["roster"] == scene.roster.name
    assert "7777777777777777" in get(auditor, "report", report).content.decode()


def test_what_was_put_right_and_what_happened_since_is_told(scene, auditor):
    report = frozen(scene, auditor, as_of=THEN)
    begun = Person.objects.get(name="开始")
    scene.learn(begun, scene.towns[1], minutes=50, on=datetime(2026, 9, 29, 4, tzinfo=UTC))
    Person.objects.get(name="九月").posts.update(ends_on=date(2026, 9, 1))

    def told(**query):
        return {
            each.name: each.change.value for each in get(auditor, "report_changes", report, **query).context["page_obj"]
        }

    assert told() == {"开始": "covered", "九月": "left"}
    assert told(since="today") == {"开始": "covered", "九月": "left", "十月": "covered", "请假": "state"}


def test_a_corrected_rule_changes_what_would_be_said(scene, auditor):
    report = frozen(scene, auditor)
    ProgrammeVersionFactory(programme=scene.programme, number=2, target_minutes=120)
    changed = get(auditor, "report_changes", report).context["page_obj"]
    assert {each.change.value for each in changed} == {"uncovered"}
    assert get(auditor, "report", report).context["total"].covered == 2


def test_a_foreign_county_and_a_lost_place_have_no_report(scene, auditor):
    report = frozen(scene, auditor)
    stranger = auditor_of(scene.counties[1])
    for name in ("report", "report_names", "report_changes", "report_file", "report_workbook"):
        assert get(stranger, name, report).status_code == 404
    assert asked(scene, stranger).status_code == 404

    asked(scene, auditor)
    auditor.appointments.update(division=scene.counties[1])
    drain()
    assert Job.objects.latest("pk").state == "failed"
    assert Report.objects.count() == 1


class TestLines:
    """A line department freezes and sees reports on the programmes of its schemes."""

    @pytest.fixture
    def line(self, scene):
        sync_roles()
        ruled = {"covered_by": "scheme", "target_minutes": None}
        scene.version = ProgrammeVersionFactory(programme=scene.programme, number=2, scheme=scene.scheme, **ruled)
        scene.count()
        return official(Role.LINE_AUDITOR, scene.counties[0], schemes=scene.scheme.code)

    def test_it_freezes_and_sees_its_own(self, scene, line, auditor):
        report = frozen(scene, line)
        assert (report.scheme, report.due) == (scene.scheme, 4)
        assert get(line, "report", report).status_code == 200
        assert get(auditor, "report", report).status_code == 200
        other = official(Role.LINE_AUDITOR, scene.counties[0], schemes="OTHER")
        assert get(other, "report", report).status_code == 404
        assert list(Report.objects.visible_to(other)) == []

    def test_of_a_day_with_another_line_s_rule_it_gets_none(self, scene, line, auditor):
        ruled = {"covered_by": "scheme", "target_minutes": None, "in_force_on": date(2026, 1, 1)}
        report = frozen(scene, line)
        ProgrammeVersionFactory(programme=scene.programme, number=3, scheme=SchemeFactory(), **ruled)
        asked(scene, line)
        drain()
        assert Job.objects.latest("pk").state == "failed"
        page = get(line, "report_changes", report)
        assert page.context["cannot"]
        assert page.status_code == 200


@pytest.mark.database
def test_the_database_wants_a_rule():
    with pytest.raises(IntegrityError, match="report_has_a_rule"), transaction.atomic():
        ReportFactory(roster=None, about={"scheme": "甲"})

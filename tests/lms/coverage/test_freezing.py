"""A report is frozen: its figures are its names, and neither changes afterwards."""

from datetime import date
from io import BytesIO
from pathlib import Path
from uuid import uuid4

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import gettext, override
from openpyxl import load_workbook
from pikepdf import Pdf

from lms.audit.models import Entry
from lms.coverage import paper
from lms.coverage.actions import freezing
from lms.coverage.models import Report, ReportLine
from lms.coverage.paper import file_name
from lms.coverage.queries import Place, Question, table
from lms.coverage.queries.changes import changes
from lms.coverage.queries.reports import faults
from lms.coverage.rules import Line
from lms.jobs.actions import run
from lms.jobs.models import Job
from lms.kit.queue import drain
from lms.people.models import Organisation
from lms.records.actions import seal
from lms.records.queries import latest_head
from tests.factories.coverage import AS_OF, ReportFactory, ReportLineFactory, auditor_of
from tests.factories.people import AppointmentFactory, OrganisationFactory, PersonFactory
from tests.lms.coverage.land import Land, populate
from tests.lms.coverage.test_views import NOW, attended, sign_in, slug, url
from tests.lms.records.sealing import as_operator

pytestmark = [pytest.mark.django_db]
_UNKNOWN = {"workplace_id": None}
ID_NUMBER = "11010519491231002X"
NAMES = "The names are not those that were frozen."
FIGURES = "The figures, or what they rest on, are not those that were frozen."

HEAD = "The records no longer lead to the head that the report rests on. Have them verified."


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def land():
    """Return a land whose roster names somebody in each county who has left."""
    land = Land()
    for town in land.towns[::2]:
        land.person(town, person__name="旧人", joined_on=date(2024, 1, 1), left_on=date(2025, 1, 1))
    return land


@pytest.fixture
def auditor(land):
    return auditor_of(land.counties[0])


def frozen(land, auditor, place):
    answer = sign_in(auditor).post(url(land, "freeze", place))
    job = Job.objects.latest("pk")
    assert answer.url == reverse("jobs:job", args=[job.pk])
    drain()
    job.refresh_from_db()
    return job


def report_of(land, auditor, place=None):
    job = frozen(land, auditor, place or slug(land.counties[0]))
    assert job.state == "done", job.message
    return Report.objects.get(pk=job.result["report"])


@pytest.mark.parametrize("seed", [1, 2])
def test_a_report_says_what_the_pages_said(land, auditor, seed):
    populate(land, seed)
    place = Place(division=land.counties[0])
    question = Question(viewer=auditor, scheme=land.scheme, roster=land.roster, as_of=AS_OF)
    said = table(question, place)

    report = report_of(land, auditor)

    assert (report.due, report.covered) == (said.total.due, said.total.covered)
    rows = {name: (due, covered) for name, due, covered in report.figures["areas"]}
    assert rows == {row.place.name: (row.figures.due, row.figures.covered) for row in said.rows}
    assert sum(covered for _month, covered in report.figures["months"]) == report.covered
    assert sum(due for _kind, due, _covered in report.figures["kinds"]) == report.due
    assert report.lines.count() == report.due
    assert report.lines.filter(state="covered").count() == report.covered


def test_a_report_names_what_it_rests_on(land, auditor):
    land.person(land.towns[0], state="completed")
    report = report_of(land, auditor)

    assert report.about["scheme"] == land.scheme.name
    assert report.about["roster"] == land.roster.name
    assert report.about["as_of"] == AS_OF.isoformat()
    assert Entry.objects.filter(verb="coverage.report.frozen", subject_id=str(report.pk)).exists()


def test_a_report_names_the_head_over_the_records_it_rests_on(land, auditor):
    assert report_of(land, auditor).about["head"] is None

    attended(land.person(land.towns[0]))
    report = report_of(land, auditor)

    head = latest_head()
    assert report.about["head"]["size"] == head.size == 1
    assert report.about["head"]["root"] == bytes(head.root).hex()
    page = sign_in(auditor).get(reverse("coverage:report", args=[report.pk])).content.decode()
    assert bytes(head.root).hex() in page


@pytest.mark.parametrize("refusal", [freezing.AnotherSeals, freezing.NumbersOpen])
def test_who_seals_or_writes_at_the_same_time_keeps_nobody_from_freezing(land, auditor, monkeypatch, refusal):
    def busy(**_named):
        raise refusal

    monkeypatch.setattr(freezing, "seal", busy)
    assert report_of(land, auditor).about["head"] is None


def test_its_numbers_stay_when_the_roster_is_corrected(land, auditor):
    person = land.person(land.towns[0], state="completed", person__name="王秀兰")
    other = land.person(land.towns[0], person__name="李明")
    report = report_of(land, auditor)

    person.roster_entries.all().delete()
    land.train(other, "completed")
    land.person(land.towns[1], person__name="赵来")

    page = sign_in(auditor).get(reverse("coverage:report", args=[report.pk])).content.decode()
    assert "50.0%" in page
    changed = sign_in(auditor).get(reverse("coverage:report_changes", args=[report.pk])).content.decode()
    assert all(each in changed for each in ("王秀兰", "李明", "赵来"))
    assert faults(Report.objects.get()) == []


def test_who_moved_or_began_since_is_told(land, auditor):
    moved = land.person(land.towns[0], person__name="移走")
    begun = land.person(land.towns[0], person__name="开始")
    gone = land.person(land.towns[0], state="completed", person__name="失去")
    report = report_of(land, auditor)

    moved.roster_entries.update(workplace=land.institution(land.towns[1]))
    land.train(begun, "running")
    gone.traineeships.update(completed_at=None, state="running")

    changed = sign_in(auditor).get(reverse("coverage:report_changes", args=[report.pk]), {"since": "today"})
    assert {each.name: each.change.value for each in changed.context["page_obj"]} == {
        "移走": "moved",
        "开始": "state",
        "失去": "uncovered",
    }


@pytest.mark.parametrize("kept", [True, False])
def test_an_institution_of_another_name_moves_nobody(land, auditor, kept, monkeypatch):
    """Reports of before it was kept which one an institution was know it by its name alone."""
    land.person(land.towns[0], person__name="留下")
    if not kept:
        monkeypatch.setattr(Line, "_asdict", lambda line: {**dict(zip(Line._fields, line, strict=True)), **_UNKNOWN})
    report = report_of(land, auditor)
    Organisation.objects.filter(pk=land.institution(land.towns[0]).pk).update(name="新名卫生院")
    OrganisationFactory(name=report.lines.get().institution, division=land.towns[1])

    assert [each.change.value for each in changes(report, auditor, AS_OF)] == ([] if kept else ["moved"])
    assert faults(report) == []


def test_nothing_has_changed(land, auditor):
    land.person(land.towns[0])
    report = report_of(land, auditor)
    page = sign_in(auditor).get(reverse("coverage:report_changes", args=[report.pk]))
    assert not page.context["page_obj"].object_list


def test_nobody_due_is_no_share(land, auditor):
    report = report_of(land, auditor)
    page = sign_in(auditor).get(reverse("coverage:report", args=[report.pk])).content.decode()
    assert report.due == 0
    assert "100" not in page.split("coverage__figures")[1].split("</ul>")[0]


def test_the_file_is_signed_and_the_names_are_in_it(land, auditor):
    person = land.person(land.towns[0], state="completed", person__name="王秀兰")
    person.set_id_number(ID_NUMBER)
    person.save()
    report = report_of(land, auditor)

    answer = sign_in(auditor).get(reverse("coverage:report_file", args=[report.pk]))
    content = b"".join(answer.streaming_content)
    with Pdf.open(BytesIO(content)) as pdf:
        (field,) = pdf.Root.AcroForm.Fields
        assert str(field.V.SubFilter) == "/ETSI.CAdES.detached"
        covered = list(map(int, field.V.ByteRange))
    assert covered[0] == 0
    assert covered[2] + covered[3] == len(content)
    assert Entry.objects.filter(verb="coverage.report.taken").count() == 1


def test_the_workbook_adds_up_and_masks(land, auditor):
    person = land.person(land.towns[0], state="completed", person__name="=王秀兰")
    person.set_id_number(ID_NUMBER)
    person.save()
    land.person(land.towns[1])
    report = report_of(land, auditor)

    made = sign_in(auditor).get(reverse("coverage:report_workbook", args=[report.pk]))
    content = b"".join(made.streaming_content)
    book = load_workbook(BytesIO(content))
    areas, _kinds, names, sources = book.worksheets
    assert areas.cell(areas.max_row, 2).value.startswith("=SUM(")
    assert [names.cell(2, 2).value, names.cell(2, 3).value] == ["'=王秀兰", person.id_number_masked]
    assert names.cell(names.max_row, 5).value == "=COUNT(A2:A3)"
    assert names.cell(names.max_row, 7).value.startswith("=COUNTIF(G2:G3")
    assert report.digest in [row[1].value for row in sources.iter_rows()]
    again = sign_in(auditor).get(reverse("coverage:report_workbook", args=[report.pk]))
    assert b"".join(again.streaming_content) == content


@pytest.mark.parametrize(("language", "what"), [("zh-hans", "培训覆盖率"), ("en", "coverage")])
def test_its_files_are_named_in_the_language_of_whoever_takes_them(land, auditor, language, what):
    report = report_of(land, auditor)
    with override(language):
        name = file_name(report)
    assert name == f"{what}-{report.about['place']}-{report.as_of}"


def test_names_open_behind_each_figure(land, auditor):
    land.person(land.towns[0], state="completed", person__name="甲")
    land.person(land.towns[0], person__name="乙")
    land.person(land.towns[1], person__name="丙")
    report = report_of(land, auditor)

    def named(**asked):
        page = sign_in(auditor).get(reverse("coverage:report_names", args=[report.pk]), asked)
        return sorted(line.name for line, *_more in page.context["rows"])

    assert named() == ["丙", "乙", "甲"]
    assert named(which="covered") == ["甲"]
    assert named(which="open", area=land.towns[0].name) == ["乙"]
    assert named(q="丙", kind="township") == named(q="丙")
    # What no database can look up narrows nothing down, as in other lists.
    for nonsense in ({"which": "nonsense"}, {"q": "\0"}, {"area": "\0"}, {"state": "\0", "kind": "\0"}):
        assert named(**nonsense) == ["丙", "乙", "甲"]


def test_a_page_of_names_costs_the_same_however_many(land, auditor):
    def cost():
        report = report_of(land, auditor)
        browser, address = sign_in(auditor), reverse("coverage:report_names", args=[report.pk])
        browser.get(address)
        with CaptureQueriesContext(connection) as asked:
            browser.get(address)
        return len(asked)

    land.person(land.towns[0])
    one = cost()
    for _each in range(3):
        land.person(land.towns[0], state="completed")
    assert cost() == one


def test_two_areas_of_one_name_are_told_apart(land, auditor):
    land.towns[1].name = land.towns[0].name
    land.towns[1].save()
    land.person(land.towns[0])
    land.person(land.towns[1])
    report = report_of(land, auditor)
    assert sorted(due for _name, due, _covered in report.figures["areas"]) == [1, 1]


def test_the_whole_area_of_somebody_with_several_is_no_place(land):
    auditor = auditor_of(land.counties[0])
    AppointmentFactory(person=auditor, role="county_auditor", division=land.counties[1], organisation=None)
    answer = sign_in(auditor).post(url(land, "freeze", "all"), follow=True)
    assert not Job.objects.exists()
    assert answer.redirect_chain[-1][0].endswith("/all/")


def test_a_foreign_county_has_no_reports(land, auditor):
    report = report_of(land, auditor)
    stranger = sign_in(auditor_of(land.counties[1]))
    names = ["report", "report_names", "report_changes", "report_file", "report_workbook"]
    assert [stranger.get(reverse(f"coverage:{each}", args=[report.pk])).status_code for each in names] == [404] * 5
    assert stranger.post(reverse("coverage:report_check", args=[report.pk])).status_code == 404
    assert report not in stranger.get(reverse("coverage:reports")).context["page_obj"].object_list


def test_the_city_sees_its_counties_reports(land, auditor):
    report = report_of(land, auditor)
    city = sign_in(auditor_of(land.city))
    assert report in city.get(reverse("coverage:reports")).context["page_obj"].object_list


def test_a_large_report_is_kept_a_part_at_a_time(land, auditor, monkeypatch):
    monkeypatch.setattr(freezing, "AT_ONCE", 2)
    for _each in range(5):
        land.person(land.towns[0])
    report = report_of(land, auditor)
    assert [row.position for row in report.lines.order_by("position")] == [1, 2, 3, 4, 5]
    assert faults(report) == []


def test_delivered_twice_it_is_frozen_once(land, auditor):
    land.person(land.towns[0])
    job = frozen(land, auditor, slug(land.counties[0]))
    Job.objects.filter(pk=job.pk).update(state="queued", ended_at=None, started_at=None, heard_at=None)
    run(job.pk, at=NOW)
    assert Report.objects.count() == 1


def test_who_lost_the_place_meanwhile_gets_no_report(land, auditor):
    sign_in(auditor).post(url(land, "freeze", slug(land.counties[0])))
    auditor.appointments.update(division=land.counties[1])
    drain()
    assert Job.objects.get().state == "failed"
    assert not Report.objects.exists()


def test_it_is_heard_of_while_it_seals_and_before_it_draws_and_keeps(land, auditor, monkeypatch):
    def silent_until(step, name, owner):
        done = getattr(owner, name)

        def asked(*given, **named):
            heard.append((step, Job.objects.get().heard_at is not None))
            Job.objects.update(heard_at=None)
            return done(*given, **named)

        monkeypatch.setattr(owner, name, asked)

    def sealing(*, at, say):
        Job.objects.update(heard_at=None)
        say(1)
        heard.append(("seals", Job.objects.get().heard_at is not None))

    heard = []
    monkeypatch.setattr(freezing, "seal", sealing)
    silent_until("draws", "pdf", paper)
    silent_until("keeps", "_keep", freezing)

    assert frozen(land, auditor, slug(land.counties[0])).state == "done"
    assert heard == [("seals", True), ("draws", True), ("keeps", True)]


def test_of_two_deliveries_at_once_the_slower_returns_the_report_of_the_quicker(land, auditor, monkeypatch):
    made = []

    def overtaken(report, _lines):
        made.append(ReportFactory(pk=report.pk))
        return b"%PDF"

    monkeypatch.setattr(paper, "pdf", overtaken)
    job = frozen(land, auditor, slug(land.counties[0]))

    assert (job.state, job.result) == ("done", {"report": str(made[0].pk)})


def test_a_transaction_that_fails_leaves_no_file(land, auditor, monkeypatch):
    names = []

    def fail(report, *_args):
        names.append(report.file.path)
        assert Path(names[0]).exists()
        raise RuntimeError

    monkeypatch.setattr(freezing, "_keep", fail)
    assert frozen(land, auditor, slug(land.counties[0])).state == "failed"
    assert not Path(names[0]).exists()


def _altered(statement):
    """Change a row as somebody with access to the database could: without its triggers."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'coverage_report%'")
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {name}")
        else:
            # What is checked at the end of the transaction is checked now: it would be in the way.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE coverage_report DISABLE TRIGGER USER")
            cursor.execute("ALTER TABLE coverage_reportline DISABLE TRIGGER USER")
        cursor.execute(statement)


@pytest.mark.database
@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE coverage_reportline SET state = 'covered', covered_on = '2026-01-01' WHERE name = '乙'", NAMES),
        ("DELETE FROM coverage_reportline WHERE name = '乙'", NAMES),
        ("UPDATE coverage_report SET figures = '{}'", FIGURES),
    ],
)
def test_who_changes_a_report_is_found_out(land, auditor, statement, words):
    land.person(land.towns[0], state="completed", person__name="甲")
    land.person(land.towns[0], person__name="乙")
    report = report_of(land, auditor)
    assert faults(report) == []
    _altered(statement)
    assert gettext(words) in faults(Report.objects.get())


@pytest.mark.database
@pytest.mark.parametrize("made_anew", [True, False])
def test_a_report_on_records_that_were_changed_and_sealed_anew_is_found_out(land, auditor, made_anew):
    record = attended(land.person(land.towns[0]))
    report = report_of(land, auditor)
    assert faults(report) == []

    with as_operator() as cursor:
        cursor.execute("UPDATE records_learningrecord SET minutes = 999 WHERE id = %s", [record.pk])
        cursor.execute("DELETE FROM records_sealedrun")
        cursor.execute("DELETE FROM records_treehead")
    if made_anew:
        assert seal(at=NOW).size == 1

    assert faults(Report.objects.get()) == [gettext(HEAD)]


def test_a_changed_or_lost_file_is_found_out(land, auditor):
    report = report_of(land, auditor)
    with open(report.file.path, "ab") as file:
        file.write(b" ")
    assert len(faults(Report.objects.get())) == 1
    report.file.storage.delete(report.file.name)
    assert len(faults(Report.objects.get())) == 1
    answer = sign_in(auditor).post(reverse("coverage:report_check", args=[report.pk]), follow=True)
    assert answer.status_code == 200


def test_a_whole_report_says_so(land, auditor):
    report = report_of(land, auditor)
    answer = sign_in(auditor).post(reverse("coverage:report_check", args=[report.pk]), follow=True)
    assert [each.level_tag for each in answer.context["messages"]] == ["success"]


@pytest.mark.database
@pytest.mark.parametrize("table", ["coverage_report", "coverage_reportline"])
@pytest.mark.parametrize("verb", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_the_database_refuses_to_change_a_report(table, verb):
    with transaction.atomic(), connection.cursor() as cursor:
        _one_report()
        with pytest.raises(IntegrityError), transaction.atomic():
            cursor.execute(verb.format(table))


@pytest.mark.database
def test_the_database_takes_no_line_after_the_report():
    report = ReportFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        ReportLineFactory(report=report)
    assert not ReportLine.objects.exists()


def _one_report():
    """Write a report as it is written: lines first."""
    uid = uuid4()
    line = ReportLineFactory.build(report=None, person=PersonFactory())
    line.report_id = uid
    line.save(force_insert=True)
    return ReportFactory(pk=uid, due=1)

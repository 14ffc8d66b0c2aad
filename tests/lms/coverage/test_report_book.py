"""The workbook of a frozen report with many names: written by a worker, and over several sheets where one is full."""

from io import BytesIO

import pytest
import time_machine
from django.urls import reverse
from openpyxl import load_workbook

from lms.audit.models import Entry
from lms.coverage import booking, exchange
from lms.coverage.actions import OutOfScope
from lms.coverage.models import Report
from lms.coverage.tasks import write_report
from lms.coverage.views import reports
from lms.jobs.models import Job
from lms.jobs.registry import Progress
from lms.kit.queue import drain
from tests.factories.coverage import auditor_of
from tests.factories.jobs import JobFactory
from tests.lms.coverage.land import Land
from tests.lms.coverage.test_freezing import frozen
from tests.lms.coverage.test_views import NOW, sign_in, slug

pytestmark = [pytest.mark.django_db]
PEOPLE = 5


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def land():
    land = Land()
    land.people = [land.person(land.towns[0], person__name=f"张{n}") for n in range(PEOPLE)]
    return land


@pytest.fixture
def auditor(land):
    return auditor_of(land.counties[0])


@pytest.fixture
def report(land, auditor):
    return Report.objects.get(pk=frozen(land, auditor, slug(land.counties[0])).result["report"])


@pytest.fixture
def _many(monkeypatch):
    monkeypatch.setattr(reports, "MOST_WRITTEN_AT_ONCE", PEOPLE - 1)


def address(report, name="report"):
    return reverse(f"coverage:{name}", args=[report.pk])


def page_of(report, who):
    return sign_in(who).get(address(report)).content.decode()


def written(report):
    file = BytesIO()
    booking.write_report(report, file)
    return file.getvalue()


def taken():
    return Entry.objects.filter(verb="coverage.report.taken").count()


def test_of_few_names_it_is_there_at_once(report, auditor):
    page = page_of(report, auditor)
    assert address(report, "report_workbook") in page
    assert address(report, "report_workbook_write") not in page
    answer = sign_in(auditor).get(address(report, "report_workbook"))
    assert b"".join(answer.streaming_content) == written(report)
    assert taken() == 1


@pytest.mark.usefixtures("_many")
def test_of_many_names_a_worker_writes_the_same(report, auditor):
    page = page_of(report, auditor)
    assert f'action="{address(report, "report_workbook_write")}"' in page
    assert f'href="{address(report, "report_workbook")}"' not in page

    answer = sign_in(auditor).post(address(report, "report_workbook_write"))
    drain()

    job = Job.objects.latest("pk")
    assert answer.url == reverse("jobs:job", args=[job.pk])
    assert (job.state, job.done, job.total, job.return_url) == ("done", PEOPLE, PEOPLE, address(report))
    assert job.file.read() == written(report)
    # The storage puts something behind the name where an earlier run left such a file.
    assert f"{report.about['place']}-{report.as_of}" in job.file.name
    assert job.file.name.endswith(".xlsx")
    assert taken() == 1


@pytest.mark.usefixtures("_many")
def test_an_old_link_leads_to_the_button(report, auditor):
    answer = sign_in(auditor).get(address(report, "report_workbook"), follow=True)
    assert answer.redirect_chain == [(address(report), 302)]
    assert "请先点" in answer.content.decode()
    assert taken() == 0


@pytest.mark.usefixtures("_many")
def test_who_may_not_see_the_report_asks_for_nothing(land, report):
    stranger = auditor_of(land.counties[1])
    assert sign_in(stranger).post(address(report, "report_workbook_write")).status_code == 404
    assert sign_in(stranger).get(address(report, "report_workbook")).status_code == 404


def test_who_lost_the_place_or_the_permission_meanwhile_gets_none(land, report):
    former = auditor_of(land.counties[0])
    former.groups.clear()
    for other in (auditor_of(land.counties[1]), former):
        with pytest.raises(OutOfScope):
            write_report(Progress(JobFactory(owner=other)), report=str(report.pk))
    assert taken() == 0


def test_names_go_on_in_another_sheet_where_one_is_full(report, monkeypatch):
    for module in (booking, exchange):
        monkeypatch.setattr(module, "A_SHEET", 2)
    book = load_workbook(BytesIO(written(report)))
    first, second, third = [sheet for sheet in book if sheet.title.startswith("名单")]
    assert [sheet.title for sheet in (first, second, third)] == ["名单", "名单 2", "名单 3"]
    assert [
        [row[0] for row in sheet.iter_rows(min_row=2, max_row=3, values_only=True)] for sheet in (first, second)
    ] == [
        [1, 2],
        [3, 4],
    ]
    assert third.cell(2, 1).value == PEOPLE
    assert third.cell(4, 5).value == "=COUNT('名单'!A2:A3)+COUNT('名单 2'!A2:A3)+COUNT(A2:A2)"


def test_a_full_sheet_is_followed_by_no_empty_one(report, monkeypatch):
    for module in (booking, exchange):
        monkeypatch.setattr(module, "A_SHEET", PEOPLE)
    book = load_workbook(BytesIO(written(report)))
    (names,) = [sheet for sheet in book if sheet.title.startswith("名单")]
    assert names.cell(PEOPLE + 1, 1).value == PEOPLE
    assert names.cell(PEOPLE + 3, 5).value == f"=COUNT(A2:A{PEOPLE + 1})"

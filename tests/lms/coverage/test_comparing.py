"""What has changed since a large report: compared by a worker, and kept for whoever may see the report."""

from datetime import date
from io import BytesIO
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse
from openpyxl import load_workbook

from lms.audit.models import Entry
from lms.coverage.actions import OutOfScope
from lms.coverage.models import Programme, Report, ReportComparison
from lms.coverage.tasks import compare
from lms.coverage.views import comparing
from lms.jobs.actions import run
from lms.jobs.models import Job
from lms.jobs.registry import Progress
from lms.kit.queue import drain
from tests.factories.coverage import AS_OF, auditor_of
from tests.factories.jobs import JobFactory
from tests.lms.coverage.land import Land
from tests.lms.coverage.scene import TODAY, Scene
from tests.lms.coverage.test_freezing import frozen
from tests.lms.coverage.test_views import NOW, sign_in, slug

pytestmark = [pytest.mark.django_db]


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture(autouse=True)
def _all_are_large(monkeypatch):
    monkeypatch.setattr(comparing, "MOST_AT_ONCE", 1)


@pytest.fixture
def land():
    land = Land()
    land.one = land.person(land.towns[0], person__name="=甲")
    land.two = land.person(land.towns[1], person__name="乙")
    return land


@pytest.fixture
def auditor(land):
    return auditor_of(land.counties[0])


@pytest.fixture
def report(land, auditor):
    job = frozen(land, auditor, slug(land.counties[0]))
    return Report.objects.get(pk=job.result["report"])


def address(report, name="report_changes", *more):
    return reverse(f"coverage:{name}", args=[report.pk, *more])


def compared(report, who, since=""):
    sign_in(who).post(address(report, "report_compare"), {"since": since})
    drain()
    return Job.objects.latest("pk")


def kept(report, who, **query):
    page = sign_in(who).get(address(report), query)
    assert page.status_code == 200
    return page.context["kept"]


def test_a_small_report_is_compared_at_once(report, auditor, monkeypatch):
    monkeypatch.setattr(comparing, "MOST_AT_ONCE", 2)
    assert not sign_in(auditor).get(address(report)).context["page_obj"].object_list


def test_a_worker_compares_and_the_result_stays(land, report, auditor):
    assert kept(report, auditor) == []
    land.train(land.one, "completed")
    land.person(land.towns[0], person__name="丙")
    land.two.roster_entries.all().delete()

    job = compared(report, auditor)

    assert (job.state, job.done, job.total) == ("done", 4, 4)
    assert job.return_url == address(report)
    (one,) = kept(report, auditor)
    assert [number for _label, number in one["counted"]] == [1, 1, 1]
    assert ReportComparison.objects.get().counts == [["covered", 1], ["joined", 1], ["left", 1]]
    assert Entry.objects.get(verb="coverage.report.compared").data["people"] == 3


def test_its_workbook_names_them_and_adds_up(land, report, auditor):
    land.train(land.one, "completed")
    compared(report, auditor)
    made = ReportComparison.objects.get()

    answer = sign_in(auditor).get(address(report, "report_comparison", made.pk))

    book = load_workbook(BytesIO(b"".join(answer.streaming_content)))
    counts, names, sources = book.worksheets
    assert counts.cell(2, 2).value == 1
    assert counts.cell(3, 2).value == "=SUM(B2:B2)"
    assert names.cell(2, 1).value == "'=甲"
    assert report.digest in [row[1].value for row in sources.iter_rows()]
    assert Entry.objects.filter(verb="coverage.report.taken").count() == 1


def test_each_day_has_its_own(land, report, auditor):
    compared(report, auditor)
    assert [each["counted"] for each in kept(report, auditor)] == [[]]
    assert len(kept(report, auditor, since="today")) == 1
    with time_machine.travel("2026-11-21T02:00:00Z", tick=False):
        assert kept(report, auditor, since="today") == []
        job = compared(report, auditor, "today")
        assert job.return_url.endswith("?since=today")
        (one,) = kept(report, auditor, since="today")
        assert one["made"].as_of == date(2026, 11, 21)
        assert [each["made"].as_of for each in kept(report, auditor)] == [AS_OF]


def test_who_may_see_the_report_sees_it_and_nobody_else(land, report, auditor):
    compared(report, auditor)
    made = ReportComparison.objects.get()
    colleague, stranger = auditor_of(land.city), auditor_of(land.counties[1])

    assert len(kept(report, colleague)) == 1
    assert sign_in(colleague).get(address(report, "report_comparison", made.pk)).status_code == 200
    assert sign_in(colleague).get(address(report, "report_comparison", uuid4())).status_code == 404
    assert sign_in(stranger).get(address(report, "report_comparison", made.pk)).status_code == 404
    assert sign_in(stranger).post(address(report, "report_compare")).status_code == 404


def test_delivered_twice_it_is_kept_once(report, auditor):
    job = compared(report, auditor)
    Job.objects.filter(pk=job.pk).update(state="queued", ended_at=None, started_at=None, heard_at=None)
    run(job.pk, at=NOW)
    assert ReportComparison.objects.count() == 1


def test_who_lost_the_place_or_the_permission_meanwhile_gets_none(land, report, auditor):
    said = {"uid": str(uuid4()), "report": str(report.pk), "as_of": AS_OF.isoformat()}
    for other in (auditor_of(land.counties[1]), _without_permission(land)):
        with pytest.raises(OutOfScope):
            compare(Progress(JobFactory(owner=other)), **said)
    assert not ReportComparison.objects.exists()


def _without_permission(land):
    person = auditor_of(land.counties[0])
    person.groups.clear()
    return person


def test_a_programme_is_compared_by_the_same_means():
    scene = Scene()
    scene.doctor(scene.towns[0], person__name="甲")
    person = scene.doctor(scene.towns[0], person__name="乙")
    scene.count()
    auditor = auditor_of(scene.counties[0])
    freeze = reverse("coverage:programme_freeze", args=[scene.programme.pk, slug(scene.counties[0])])
    sign_in(auditor).post(freeze, {"as_of": TODAY})
    drain()
    report = Report.objects.get()
    scene.learn(person, scene.towns[0])

    assert compared(report, auditor).state == "done"
    assert ReportComparison.objects.get().counts == [["covered", 1]]

    # Nothing can be asked of a programme that is not the viewer's any more.
    elsewhere = {"division": scene.counties[1], "keeper": scene.institution(scene.counties[1])}
    Programme.objects.filter(pk=scene.programme.pk).update(**elsewhere)
    job = compared(report, auditor)
    assert (job.state, ReportComparison.objects.count()) == ("failed", 1)

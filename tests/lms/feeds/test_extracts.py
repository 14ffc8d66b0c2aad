"""Extracts: what is in them, that nothing in them runs, and that they end with the scope of who made them."""

import csv
import hashlib
import io
import zipfile
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from pyarrow import parquet

from lms.audit.models import Entry
from lms.feeds import actions, making
from lms.feeds.formats import workbook
from lms.jobs.models import Job
from lms.kit.queue import drain
from lms.people.models import Appointment
from tests.factories.coverage import auditor_of
from tests.factories.people import AppointmentFactory
from tests.factories.records import LearningRecordFactory
from tests.lms.coverage.land import Land

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 19, 2, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def land():
    return Land()


@pytest.fixture
def auditor(land):
    person = auditor_of(land.counties[0])
    wanted = Permission.objects.filter(codename__in=["make_extract", "view_learningrecord"])
    person.user_permissions.set(wanted)
    return person


def made(by, what, form, **asked):
    actions.ask_for_extract(what=what, form=form, asked=asked, by=by, return_url="/", at=NOW)
    drain()
    return Job.objects.latest("pk")


def unzipped(job):
    with zipfile.ZipFile(io.BytesIO(job.file.read())) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def question_of(land):
    return {"scheme_id": land.scheme.pk, "roster_id": land.roster.pk, "as_of": "2026-11-19"}


def test_records_as_csv(land, auditor):
    here = land.institution(land.towns[0])
    record = LearningRecordFactory(workplace=here, activity__title="=HYPERLINK(1)", score_hundredths=8550)
    LearningRecordFactory(workplace=here, happened_at=datetime(2026, 11, 17, 16, 0, tzinfo=UTC))
    LearningRecordFactory(workplace=here, happened_at=datetime(2026, 11, 17, 15, 59, tzinfo=UTC))
    LearningRecordFactory(workplace=land.institution(land.towns[2]))

    job = made(auditor, "records", "csv", since="2026-11-18", until="2026-11-18")

    files = unzipped(job)
    assert set(files) == {"records.csv", "README.txt", "SHA256SUMS"}
    content = files["records.csv"]
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert rows[0]["id"] == str(record.pk)
    assert (len(rows), rows[0]["activity"], rows[0]["score_hundredths"]) == (2, "'=HYPERLINK(1)", "8550")
    assert rows[0]["happened_at"] == "2026-11-18T02:00:00+00:00"
    assert hashlib.sha256(content).hexdigest() in files["SHA256SUMS"].decode()
    assert "happened_at" in files["README.txt"].decode("utf-8-sig")
    job.file.seek(0)
    assert job.result["sha256"] == hashlib.sha256(job.file.read()).hexdigest()
    assert (job.done, job.total, job.result["rows"]) == (2, 2, 2)
    assert Entry.objects.get(verb="feeds.extract.made").data["sha256"] == job.result["sha256"]


def test_records_as_parquet_have_types(land, auditor):
    LearningRecordFactory(workplace=land.institution(land.towns[0]), activity__title="=1+1")
    table = parquet.read_table(io.BytesIO(unzipped(made(auditor, "records", "parquet"))["records.parquet"]))
    assert str(table.schema.field("minutes").type) == "int64"
    assert str(table.schema.field("happened_at").type) == "timestamp[ms, tz=UTC]"
    assert table.to_pylist()[0]["activity"] == "=1+1"
    assert table.to_pylist()[0]["happened_at"] == datetime(2026, 11, 18, 2, 0, tzinfo=UTC)


def test_nothing_at_all_is_a_whole_file_too(auditor):
    assert (
        parquet.read_table(io.BytesIO(unzipped(made(auditor, "records", "parquet"))["records.parquet"])).num_rows == 0
    )
    sheets = load_workbook(io.BytesIO(made(auditor, "records", "xlsx").file.read())).worksheets
    assert [sheet.max_row for sheet in sheets] == [1, 17]


def test_the_bar_moves_on_the_way(land, auditor, monkeypatch):
    monkeypatch.setattr(making, "_STEP", 2)
    LearningRecordFactory.create_batch(5, workplace=land.institution(land.towns[0]))
    job = made(auditor, "records", "csv")
    assert (job.done, job.total) == (5, 5)


def test_people_as_a_workbook(land, auditor):
    person = land.person(land.towns[0], state="completed", person__name="=1+1")
    person.set_id_number("11010519491231002X")
    person.save()
    land.person(land.towns[2])

    book = load_workbook(io.BytesIO(made(auditor, "people", "xlsx", **question_of(land)).file.read()))

    rows = list(book.worksheets[0].values)
    assert len(rows) == 2
    assert rows[1][:2] == (str(person.uid), "'=1+1")
    assert "1949" not in rows[1][2]
    assert rows[1][8].date() == date(2026, 11, 10)
    assert land.scheme.name in str(next(iter(book.worksheets[1].values)))


def test_more_rows_than_a_sheet_has_go_on_on_the_next(land, auditor, monkeypatch):
    monkeypatch.setattr(workbook, "ROWS_A_SHEET", 2)
    LearningRecordFactory.create_batch(5, workplace=land.institution(land.towns[0]))
    job = made(auditor, "records", "xlsx")
    book = load_workbook(io.BytesIO(job.file.read()))
    assert [sheet.max_row for sheet in book.worksheets[:3]] == [3, 3, 2]
    assert job.result["rows"] == 5


def coverage_rows(job):
    return [row[1:] for row in list(load_workbook(io.BytesIO(job.file.read())).worksheets[0].values)[1:]]


def test_coverage_adds_up_from_the_institutions_to_the_county(land, auditor):
    land.person(land.towns[0], state="completed")
    land.person(land.villages[0])
    land.person(land.counties[0])
    land.person(land.towns[2])
    county, town = land.counties[0], land.towns[0]

    rows = coverage_rows(made(auditor, "coverage", "xlsx", **question_of(land)))

    assert rows[:2] == [
        (county.code, county.name, land.city.code, 3, 1, 2, 333),
        (town.code, town.name, county.code, 2, 1, 1, 500),
    ]
    names = {land.institution(each).name: 1 for each in (county, town, land.villages[0])}
    assert {row[1]: row[3] for row in rows[2:]} == names
    assert sum(row[3] for row in rows[2:]) == 3


def test_coverage_of_one_town_and_of_one_institution(land, auditor):
    land.person(land.towns[0])
    town, here = land.towns[0], land.institution(land.towns[0])
    rows = coverage_rows(made(auditor, "coverage", "xlsx", **question_of(land), place=f"division-{town.pk}"))
    assert [row[0] for row in rows] == [town.code, here.code]
    rows = coverage_rows(made(auditor, "coverage", "xlsx", **question_of(land), place=f"institution-{here.pk}"))
    assert [row[0] for row in rows] == [here.code]


@pytest.mark.parametrize("what", ["records", "people", "coverage", "everything"])
def test_who_may_not_see_it_does_not_get_it(land, what):
    with pytest.raises(actions.NotOpen):
        actions.ask_for_extract(
            what=what, form="csv", asked={}, by=auditor_of(land.counties[0]), return_url="/", at=NOW
        )
    assert not Job.objects.exists()


def test_what_was_lost_since_asking_is_not_made(land, auditor):
    actions.ask_for_extract(what="people", form="csv", asked=question_of(land), by=auditor, return_url="/", at=NOW)
    Appointment.objects.all().delete()
    drain()
    assert (Job.objects.get().state, bool(Job.objects.get().file)) == ("failed", False)

    actions.ask_for_extract(what="records", form="csv", asked={}, by=auditor, return_url="/", at=NOW)
    auditor.user_permissions.clear()
    drain()
    assert Job.objects.latest("pk").state == "failed"


def fetch(person, job):
    client = Client()
    client.force_login(person)
    return client.get(reverse("jobs:file", args=[job.pk]))


def test_a_file_is_handed_out_as_long_as_its_scope_is_held(land, auditor):
    AppointmentFactory(person=auditor, role="county_auditor", division=land.counties[1], organisation=None)
    land.person(land.towns[0])
    job = made(auditor, "people", "csv", **question_of(land))
    assert fetch(auditor, job).status_code == 200
    assert fetch(auditor_of(land.city), job).status_code == 404

    Appointment.objects.filter(division=land.counties[1]).update(ends_on=NOW.date())
    assert fetch(auditor, job).status_code == 404
    Appointment.objects.filter(division=land.counties[1]).update(ends_on=NOW.date() + timedelta(days=9))
    assert fetch(auditor, job).status_code == 200
    auditor.user_permissions.clear()
    assert fetch(auditor, job).status_code == 404


def test_an_export_of_the_coverage_ends_with_the_scope_too(land, auditor):
    land.person(land.towns[0])
    client = Client()
    client.force_login(auditor)
    client.post(reverse("coverage:export", args=[land.scheme.pk, land.roster.pk, date(2026, 11, 19), "all"]))
    drain()
    job = Job.objects.get()
    assert fetch(auditor, job).status_code == 200
    Appointment.objects.filter(division=land.counties[0]).update(ends_on=NOW.date())
    assert fetch(auditor, job).status_code == 404

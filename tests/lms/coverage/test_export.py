from io import BytesIO

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.urls import reverse
from openpyxl import load_workbook

from lms.audit.looks import looks_at
from lms.audit.models import Entry
from lms.coverage.exchange import share_formula
from lms.jobs.actions import run
from lms.jobs.models import Job
from lms.kit.queue import drain
from lms.people.models import RosterEntry
from lms.people.purposes import Purpose
from tests.factories.coverage import AS_OF, auditor_of
from tests.factories.people import PostFactory
from tests.lms.coverage.land import Land
from tests.lms.coverage.test_views import NOW, sign_in, slug, url

pytestmark = [pytest.mark.django_db]
ID_NUMBER = "11010519491231002X"


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def land():
    return Land()


@pytest.fixture
def auditor(land):
    return auditor_of(land.counties[0])


def people_of(land):
    known = land.person(land.towns[0], state="completed", person__name="=HYPERLINK(1)")
    known.set_id_number(ID_NUMBER)
    known.save()
    land.person(land.towns[0], person__name="甲")
    land.person(land.counties[0], state="withdrawn", person__name="乙")
    land.person(land.towns[2], state="completed", person__name="外县人")


def exported(land, auditor, place="all"):
    answer = sign_in(auditor).post(url(land, "export", place))
    job = Job.objects.get()
    assert answer.url == reverse("jobs:job", args=[job.pk])
    drain()
    job.refresh_from_db()
    return job


def sheets_of(job, *, values):
    book = load_workbook(BytesIO(job.file.read()), data_only=values)
    job.file.seek(0)
    return [[[cell.value for cell in row] for row in sheet] for sheet in book]


def test_the_table_has_formulas_that_add_up(land, auditor):
    people_of(land)
    job = exported(land, auditor)
    formulas, values = sheets_of(job, values=False)[0], sheets_of(job, values=True)[0]

    assert [row[:4] for row in values[1:4]] == [
        [land.towns[0].name, 2, 1, 1],
        [land.towns[1].name, 0, 0, 0],
        [land.institution(land.counties[0]).name, 1, 0, 1],
    ]
    assert values[4][1:] == [3, 1, 2, 0.333]
    assert [row[4] for row in values[1:4]][0::2] == [0.5, 0]
    assert isinstance(values[2][4], str)
    assert formulas[4][1:4] == ["=SUM(B2:B4)", "=SUM(C2:C4)", "=B5-C5"]
    assert formulas[1][4] == share_formula(2)


def test_the_names_are_masked_and_nobody_elses(land, auditor):
    people_of(land)
    names = sheets_of(exported(land, auditor), values=False)[1]
    assert sorted(row[0] for row in names[1:]) == ["'=HYPERLINK(1)", "乙", "甲"]
    masked = next(row for row in names if row[0].startswith("'"))
    assert masked[1] == "110105********002X"
    assert masked[2:5] == [land.counties[0].name, land.towns[0].name, land.institution(land.towns[0]).name]
    assert masked[-1] == "2026-11-10"


def test_no_cell_but_our_own_begins_a_formula(land, auditor):
    people_of(land)
    land.scheme.name = "+SUM(A1)"
    land.scheme.save()
    for number, sheet in enumerate(sheets_of(exported(land, auditor), values=False)):
        for row in sheet[1:]:
            for column, value in enumerate(row):
                ours = number == 0 and column > 0
                assert ours or not str(value or "").startswith(("=", "+", "-", "@"))


def test_the_sources_say_by_which_scheme_roster_and_day(land, auditor):
    people_of(land)
    sources = {value for _what, value in sheets_of(exported(land, auditor), values=False)[2]}
    assert {f"{land.scheme.name} ({land.scheme.code})", AS_OF.isoformat(), auditor.name} <= sources
    assert "2026-11-19 10:00" in sources


def test_an_institution_exports_as_one_line(land, auditor):
    people_of(land)
    place = land.institution(land.towns[0])
    table = sheets_of(exported(land, auditor, f"institution-{place.pk}"), values=True)[0]
    assert next(row[:3] for row in table[1:]) == [place.name, 2, 1]
    assert len(table) == 3


def test_an_empty_place_exports_without_a_division_by_zero(land, auditor):
    land.person(land.towns[0])
    table = sheets_of(exported(land, auditor, slug(land.towns[1])), values=True)[0]
    assert table[-1][1:4] == [0, 0, 0]


@pytest.mark.parametrize("loss", ["scope", "permission", "roster"])
def test_what_the_owner_may_no_longer_see_is_not_exported(land, auditor, loss):
    people_of(land)
    sign_in(auditor).post(url(land, "export", slug(land.counties[0])))
    if loss == "scope":
        auditor.appointments.update(division=land.counties[2])
    elif loss == "permission":
        auditor.groups.clear()
    else:
        land.roster.entries.all().delete()
    drain()
    job = Job.objects.get()
    assert (job.state, bool(job.file)) == (Job.State.FAILED, False)
    assert not Entry.objects.filter(verb="coverage.export.made").exists()


def test_an_export_is_written_down(land, auditor):
    people_of(land)
    exported(land, auditor)
    made = Entry.objects.get(verb="coverage.export.made")
    assert (made.actor_name, made.data["people"], made.data["place"]) == (auditor.name, 3, slug(land.counties[0]))


def test_the_file_is_for_its_owner_only(land, auditor):
    people_of(land)
    job = exported(land, auditor)
    address = reverse("jobs:file", args=[job.pk])
    assert sign_in(auditor).get(address).status_code == 200
    assert sign_in(auditor_of(land.city)).get(address).status_code == 404


def test_a_link_to_export_does_nothing(land, auditor):
    assert sign_in(auditor).get(url(land, "export", "all")).status_code == 405


def test_with_a_purpose_the_numbers_are_whole_and_each_person_can_see_it(land, auditor):
    people_of(land)
    known = RosterEntry.objects.get(person__name="=HYPERLINK(1)")
    PostFactory(person=known.person, workplace=known.workplace)
    auditor.user_permissions.add(Permission.objects.get(codename="reveal_id_number"))
    said = {"purpose": Purpose.AUDIT, "why": "核对2026年度培训档案"}

    sign_in(auditor).post(url(land, "export", "all"), said)
    drain()

    assert ID_NUMBER in str(sheets_of(Job.objects.get(), values=True))
    assert looks_at(known.person).get().data == {**said, "job": Job.objects.get().pk}

    Job.objects.update(state="queued", ended_at=None)
    run(Job.objects.get().pk, at=NOW)

    assert looks_at(known.person).count() == 1


@pytest.mark.parametrize("may", [True, False])
def test_a_purpose_that_says_too_little_starts_nothing(land, auditor, may):
    people_of(land)
    if may:
        auditor.user_permissions.add(Permission.objects.get(codename="reveal_id_number"))
    said = {"purpose": "audit", "why": "查" if may else "核对2026年度培训档案"}

    answer = sign_in(auditor).post(url(land, "export", "all"), said)

    assert (answer.status_code, Job.objects.exists()) == (302, False)

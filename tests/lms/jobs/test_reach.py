"""The file of a job is handed out only while its owner may still see what is in it."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.urls import reverse

from lms.jobs import actions, registry
from lms.jobs.models import Job
from lms.people.actions import sync_roles
from lms.people.models import Appointment
from lms.people.queries import reach_of
from lms.people.roles import Role
from lms.people.scopes import Scope
from tests.factories.jobs import JobFactory
from tests.factories.people import AppointmentFactory, DivisionFactory, PersonFactory
from tests.lms.people.officials import official

pytestmark = pytest.mark.django_db
EVENING = datetime(2026, 11, 19, 15, 59, tzinfo=UTC)
MIDNIGHT = datetime(2026, 11, 19, 16, 0, tzinfo=UTC)
PERMISSION = "coverage.view_coverage"


@pytest.fixture
def kind():
    """Registers a function as the jobs of kind ``test.reach``."""

    def register(runner):
        registry.job_kind("test.reach", needs=PERMISSION)(runner)

    yield register
    registry._kinds.pop("test.reach", None)
    registry._permissions.pop("test.reach", None)


@pytest.fixture
def auditor():
    sync_roles()
    return official(Role.COUNTY_AUDITOR, DivisionFactory(), ends_on=date(2026, 11, 20))


def made_for(person):
    job = JobFactory(kind="test.reach", owner=person, state="done", ended_at=EVENING, reach=reach_of(person))
    job.file.save(f"{job.pk}-名册.csv", ContentFile("姓名".encode()))
    return job


def pages(client, person, job):
    client.force_login(person)
    file = client.get(reverse("jobs:file", args=[job.pk]))
    page = client.get(reverse("jobs:job", args=[job.pk]))
    return file.status_code, reverse("jobs:file", args=[job.pk]) in page.content.decode()


def test_the_file_is_shut_from_midnight_on(client, kind, auditor):
    kind(lambda progress: None)
    with time_machine.travel(EVENING, tick=False):
        job = made_for(auditor)
        assert pages(client, auditor, job) == (200, True)
    with time_machine.travel(MIDNIGHT, tick=False):
        assert pages(client, auditor, job) == (404, False)
        assert "notice--info" in client.get(reverse("jobs:job", args=[job.pk])).content.decode()


def test_a_narrower_role_opens_no_file_of_the_wider_one(client, kind, auditor):
    kind(lambda progress: None)
    with time_machine.travel(EVENING, tick=False):
        job = made_for(auditor)
        Appointment.objects.filter(person=auditor).update(division=DivisionFactory())

        assert pages(client, auditor, job) == (404, False)


def test_the_same_place_in_a_role_that_may_not_look_is_not_enough(client, kind, auditor):
    kind(lambda progress: None)
    with time_machine.travel(EVENING, tick=False):
        job = made_for(auditor)
        Appointment.objects.filter(person=auditor).update(role=Role.COURSE_EDITOR)

        assert pages(client, auditor, job) == (404, False)


def test_a_forwarded_link_opens_nothing_for_a_colleague(client, kind, auditor):
    kind(lambda progress: None)
    with time_machine.travel(EVENING, tick=False):
        job = made_for(auditor)
        colleague = official(Role.COUNTY_AUDITOR, auditor.appointments.get().division)
        client.force_login(colleague)

        assert client.get(reverse("jobs:file", args=[job.pk])).status_code == 404
        assert client.get(reverse("jobs:job", args=[job.pk])).status_code == 404


def test_the_worker_notes_whose_data_it_reads_and_keeps_the_file(kind, auditor):
    kind(lambda progress: registry.Outcome("Done.", file=ContentFile(b"a"), file_name="a.csv"))
    with time_machine.travel(EVENING, tick=False):
        job = actions.start("test.reach", title="导出", owner=auditor, at=EVENING)
        actions.run(job.pk, at=EVENING)

        job.refresh_from_db()
        assert (job.state, job.reach) == (Job.State.DONE, reach_of(auditor))
    assert job.reach["divisions"] == [auditor.appointments.get().division_id]


def test_a_role_that_ends_meanwhile_leaves_no_file(kind, auditor):
    def work(progress):
        Appointment.objects.filter(person=auditor).delete()
        return registry.Outcome("Done.", file=ContentFile(b"a"), file_name="a.csv")

    kind(work)
    with time_machine.travel(EVENING, tick=False):
        job = actions.start("test.reach", title="导出", owner=auditor, at=EVENING)
        actions.run(job.pk, at=EVENING)

    job.refresh_from_db()
    assert (job.state, job.file.name) == (Job.State.FAILED, "")


def test_an_administrators_file_is_not_kept_when_the_role_ends_meanwhile(kind):
    role = AppointmentFactory(
        role=Role.ADMINISTRATOR, organisation=None, person__is_superuser=True, ends_on=date(2026, 11, 20)
    )
    with time_machine.travel(EVENING, tick=False) as clock:
        job = actions.start("test.reach", title="导出", owner=role.person, at=EVENING)
        kind(lambda progress: clock.move_to(MIDNIGHT) or registry.Outcome("", file=ContentFile(b"a"), file_name="a"))
        actions.run(job.pk, at=EVENING)

    job.refresh_from_db()
    assert job.reach["everything"]
    assert (job.state, job.file.name) == (Job.State.FAILED, "")


def test_a_job_that_an_administrator_asked_for_reads_little_the_day_after(kind):
    scopes = []
    kind(lambda progress: scopes.append(Scope.of(progress.owner)) or registry.Outcome())
    role = AppointmentFactory(
        role=Role.ADMINISTRATOR, organisation=None, person__is_superuser=True, ends_on=date(2026, 11, 20)
    )
    with time_machine.travel(MIDNIGHT, tick=False):
        actions.run(JobFactory(kind="test.reach", owner=role.person).pk, at=MIDNIGHT)

    assert [each.is_empty for each in scopes] == [True]


def test_a_doctors_own_file_stays_theirs(client):
    doctor = PersonFactory()
    job = JobFactory(owner=doctor, state="done", ended_at=EVENING, reach=reach_of(doctor))
    job.file.save(f"{job.pk}-证书.pdf", ContentFile(b"a"))

    assert pages(client, doctor, job) == (200, True)


def test_an_administrators_file_needs_an_administrator(client):
    chief = AppointmentFactory(role=Role.ADMINISTRATOR, organisation=None, person__is_superuser=True).person
    job = JobFactory(owner=chief, state="done", ended_at=EVENING, reach=reach_of(chief))
    job.file.save(f"{job.pk}-证书.pdf", ContentFile(b"a"))
    assert pages(client, chief, job) == (200, True)

    Appointment.objects.filter(person=chief).update(ends_on=date(2026, 1, 1))

    assert pages(client, chief, job) == (404, False)

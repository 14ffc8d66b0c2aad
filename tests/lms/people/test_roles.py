from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from wagtail.models import GroupPagePermission, Page, Site, Task, Workflow, WorkflowPage

from lms.audit.models import Entry
from lms.people.actions import appoint, dismiss, sync_memberships, sync_roles
from lms.people.actions.roles import AppointmentNeedsPlace, LastAdministrator
from lms.people.models import Appointment
from lms.people.roles import PERMISSIONS, Role
from lms.site.models import HomePage
from tests.factories.people import DivisionFactory, OrganisationFactory, PersonFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 19)


@pytest.fixture(autouse=True)
def _groups():
    sync_roles()


def give(person, at, role=Role.INSTITUTION_MANAGER, **given):
    over = None if role == Role.ADMINISTRATOR else OrganisationFactory()
    return appoint(**{"person": person, "role": role, "over": over, "starts_on": TODAY, "by": None, "at": at, **given})


def test_appointments_reach_an_institution_from_above_and_not_from_beside(at):
    city = DivisionFactory(level="city")
    county = DivisionFactory(city=city)
    hospital = OrganisationFactory(division=county)
    clinic = OrganisationFactory(division=DivisionFactory(level="town", city=city, county=county), parent=hospital)
    places = {"city": city, "county": county, "hospital": hospital, "clinic": clinic}
    near = {name: give(PersonFactory(), at, over=place) for name, place in places.items()}
    give(PersonFactory(), at, over=DivisionFactory())
    give(PersonFactory(), at)

    assert set(Appointment.objects.reaching(clinic)) == set(near.values())
    assert set(Appointment.objects.reaching(hospital)) == set(near.values()) - {near["clinic"]}


def groups_of(person):
    return set(person.groups.values_list("name", flat=True))


def test_every_role_has_a_group_that_may_enter_the_admin():
    entering = Group.objects.filter(permissions__codename="access_admin", name__in=list(Role))

    assert set(entering.values_list("name", flat=True)) == set(PERMISSIONS)


def test_no_role_may_change_people_behind_wagtails_own_screens():
    for role in PERMISSIONS:
        held = Group.objects.get(name=role).permissions.filter(content_type__app_label="people")
        assert not held.filter(codename__in=["add_person", "change_person", "delete_person"]).exists()


def test_an_appointment_puts_into_the_group_and_is_written_down(at):
    person, chief = PersonFactory(), PersonFactory()

    appointment = give(person, at, by=chief)

    assert groups_of(person) == {"institution_manager"}
    entry = Entry.objects.get(verb="people.appointment.made")
    assert (entry.actor_name, entry.subject_id) == (chief.name, str(appointment.pk))


def test_the_same_appointment_twice_is_one(at):
    person, place = PersonFactory(), OrganisationFactory()

    assert give(person, at, over=place) == give(person, at, over=place)
    assert Appointment.objects.count() == 1


def test_a_role_over_a_division_opens_its_area(at):
    county = DivisionFactory()
    appointment = give(PersonFactory(), at, role=Role.COUNTY_AUDITOR, over=county, ends_on=TODAY + timedelta(days=1))

    assert (appointment.division, appointment.organisation) == (county, None)


@pytest.mark.parametrize(
    "given",
    [{"over": None}, {"role": Role.ADMINISTRATOR, "over": "place"}],
    ids=["role-without-place", "administrator-with-place"],
)
def test_a_role_needs_its_place(given, at):
    if given["over"] == "place":
        given = {**given, "over": OrganisationFactory()}
    with pytest.raises(AppointmentNeedsPlace):
        give(PersonFactory(), at, **given)

    assert not Appointment.objects.exists()


def test_a_dismissal_before_the_beginning_ends_it_on_its_first_day(at):
    appointment = give(PersonFactory(), at)

    dismiss(appointment, ends_on=TODAY - timedelta(days=1), by=None, at=at)

    assert Appointment.objects.get().ends_on == TODAY


def test_dismissal_takes_the_group_away_and_keeps_the_appointment(at):
    person = PersonFactory()
    appointment = give(person, at)

    dismiss(appointment, ends_on=TODAY, by=None, at=at)
    dismiss(appointment, ends_on=TODAY, by=None, at=at)

    assert groups_of(person) == set()
    assert Appointment.objects.get().ends_on == TODAY
    assert Entry.objects.filter(verb="people.appointment.ended").count() == 1


def test_a_dismissal_next_week_takes_effect_next_week(at):
    person = PersonFactory()
    dismiss(give(person, at), ends_on=TODAY + timedelta(days=7), by=None, at=at)
    assert groups_of(person) == {"institution_manager"}

    sync_memberships(at=at + timedelta(days=7))

    assert groups_of(person) == set()


def test_an_administrator_is_a_superuser_until_dismissed(at):
    first, second = PersonFactory(), PersonFactory()
    give(first, at, role=Role.ADMINISTRATOR)
    second_appointment = give(second, at, role=Role.ADMINISTRATOR)
    second.refresh_from_db()
    assert second.is_superuser

    dismiss(second_appointment, ends_on=TODAY, by=first, at=at)

    second.refresh_from_db()
    assert not second.is_superuser


def test_the_last_administrator_stays(at):
    appointment = give(PersonFactory(), at, role=Role.ADMINISTRATOR)

    with pytest.raises(LastAdministrator):
        dismiss(appointment, ends_on=TODAY, by=None, at=at)


def test_a_superuser_of_the_command_line_is_left_alone(at):
    person = PersonFactory(is_superuser=True)

    give(person, at)

    person.refresh_from_db()
    assert person.is_superuser


def test_setup_site_makes_our_home_the_root_and_a_second_run_changes_nothing():
    call_command("setup_site")
    call_command("setup_site")

    home = HomePage.objects.get()
    assert list(Page.objects.filter(depth=2)) == [home.page_ptr]
    assert Site.objects.get().root_page_id == home.pk
    editor = Group.objects.get(name=Role.COURSE_EDITOR)
    assert editor.collection_permissions.count() == len(set(editor.collection_permissions.values_list("permission")))
    assert [workflow.name for workflow in Workflow.objects.all()] == ["课程审核"]
    assert [task.specific.groups.get().name for task in Task.objects.all()] == [Role.SCHEME_MANAGER]


@pytest.mark.parametrize(
    ("role", "verbs"),
    [
        (Role.COURSE_EDITOR, {"add_page", "change_page"}),
        (Role.SCHEME_MANAGER, {"add_page", "change_page", "publish_page"}),
        (Role.INSTITUTION_MANAGER, set()),
    ],
)
def test_set_up_lets_a_role_do_with_pages_what_its_page_says_and_no_more(role, verbs):
    call_command("setup_site")
    group, home = Group.objects.get(name=role), HomePage.objects.get()
    if role == Role.COURSE_EDITOR:
        publish = Permission.objects.get(codename="publish_page")
        GroupPagePermission.objects.create(group=group, page=home, permission=publish)

    sync_roles()

    given = GroupPagePermission.objects.filter(group=group, page=home)
    assert set(given.values_list("permission__codename", flat=True)) == verbs


def test_set_up_leaves_a_workflow_of_the_installation_alone():
    call_command("setup_site")
    ours = WorkflowPage.objects.get()
    ours.workflow.name = "市级审核"
    ours.workflow.save()

    sync_roles()

    assert WorkflowPage.objects.get().workflow.name == "市级审核"

"""Auditors and administrators hear two weeks before that a role ends."""

from datetime import timedelta

import pytest
from django.utils import timezone

from lms.notices.models import Notice
from lms.people.roles import Role
from lms.signin import tasks
from lms.signin.ending import ENDING, tell_of_ending
from tests.factories.people import AppointmentFactory, DivisionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def chief():
    return AppointmentFactory(role=Role.ADMINISTRATOR, organisation=None, person__is_superuser=True).person


def auditor(at, days, **more):
    ends_on = timezone.localdate(at) + timedelta(days=days)
    over = {"division": DivisionFactory(name="寿光市"), "organisation": None}
    return AppointmentFactory(role=Role.COUNTY_AUDITOR, ends_on=ends_on, **over, **more).person


@pytest.mark.parametrize(("days", "told"), [(0, 0), (1, 1), (14, 1), (15, 0)])
def test_both_are_told_two_weeks_before(chief, at, days, told):
    person = auditor(at, days)

    assert tell_of_ending(at=at) == told
    assert Notice.objects.filter(person=person, kind=ENDING).count() == told
    assert Notice.objects.filter(person=chief, kind=ENDING).count() == told


def test_everybody_is_told_once(chief, at):
    person = auditor(at, 14)

    tell_of_ending(at=at)
    tell_of_ending(at=at + timedelta(days=1))

    assert Notice.objects.filter(kind=ENDING).count() == 2
    assert "寿光市" in Notice.objects.get(person=person).body
    assert person.name in Notice.objects.get(person=chief).title


def test_who_may_not_sign_in_hears_nothing(chief, at):
    person = auditor(at, 7, person__is_active=False)

    tell_of_ending(at=at)

    assert [each.person for each in Notice.objects.all()] == [chief]
    assert person != chief


def test_other_roles_end_without_a_warning(chief, at):
    AppointmentFactory(role=Role.COURSE_EDITOR, ends_on=timezone.localdate(at) + timedelta(days=7))

    assert tell_of_ending(at=at) == 0


def test_the_worker_has_a_door(chief):
    auditor(timezone.now(), 3)

    tasks.tell_of_ending()

    assert Notice.objects.filter(kind=ENDING).count() == 2

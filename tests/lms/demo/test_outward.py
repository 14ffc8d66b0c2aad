"""What the demo hands over to others."""

from datetime import timedelta

import pytest
from django.core.management import call_command

from lms.api.models import ApiToken, ApiUse
from lms.audit.models import Entry
from lms.demo.outward import hand_over
from lms.jobs.models import Job
from lms.kit.queue import drain
from lms.people.actions import appoint
from lms.people.roles import Role
from tests.factories.coverage import make_city
from tests.factories.outward import give_factor
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db


def test_an_auditor_of_the_city_hands_over_by_the_role_alone(at):
    call_command("setup_site", verbosity=0)
    auditor = give_factor(PersonFactory())
    term = {"starts_on": at.date(), "ends_on": at.date() + timedelta(days=365)}
    appoint(person=auditor, role=Role.CITY_AUDITOR, over=make_city(), by=None, at=at, **term)

    hand_over(auditor, at=at)
    drain()

    assert ApiToken.objects.get().person == auditor
    assert not ApiUse.objects.exists()
    assert Entry.objects.filter(verb="api.token.used").count() == 4
    assert Job.objects.get().state == "done"

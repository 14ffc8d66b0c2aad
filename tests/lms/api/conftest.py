from datetime import UTC, datetime

import pytest
import time_machine
from django.contrib.auth.models import Group, Permission
from django.test import Client

from lms.people.roles import PERMISSIONS, Role
from tests.factories.coverage import auditor_of
from tests.factories.outward import token_for
from tests.lms.coverage.land import Land

NOW = datetime(2026, 11, 19, 2, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def land(db):
    return Land()


@pytest.fixture
def auditor(land):
    """An auditor of the first county, with what that role may do."""
    person = auditor_of(land.counties[0])
    group = Group.objects.get(name="auditors")
    for permission in PERMISSIONS[Role.COUNTY_AUDITOR]:
        app, codename = permission.split(".")
        group.permissions.add(Permission.objects.get(content_type__app_label=app, codename=codename))
    return person


class Program:
    """A program that reads by a token."""

    def __init__(self, text):
        self.text, self.client = text, Client()

    def get(self, path, **headers):
        return self.client.get(f"/api/v1{path}", headers={"Authorization": f"Bearer {self.text}", **headers})

    def items(self, path):
        answer = self.get(path)
        assert answer.status_code == 200, answer.content.decode()
        return answer.json()["items"]


@pytest.fixture
def program(auditor):
    return Program(token_for(auditor))

"""The admin's pages of tokens."""

import re

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from lms.api.models import ApiToken
from lms.api.queries import token_by
from tests.factories.outward import ApiTokenFactory, give_factor
from tests.factories.people import PersonFactory
from tests.lms.api.conftest import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(auditor):
    auditor.user_permissions.set(Permission.objects.filter(codename__in=["view_apitoken", "add_apitoken"]))
    client = Client()
    client.force_login(give_factor(auditor))
    return client


def test_a_token_is_shown_once(office):
    given = {"name": "省平台", "abilities": ["people"], "days": "30"}
    page = office.post(reverse("api_token:add"), given)
    text = re.search(r"xinglin_[0-9a-f]{48}", page.content.decode())[0]
    assert token_by(text).name == "省平台"
    assert "no-store" in page.headers["Cache-Control"]
    listed = office.get(reverse("api_token:index")).content.decode()
    assert text not in listed
    assert text[:14] in listed


def test_what_is_missing_is_said(office):
    assert office.post(reverse("api_token:add"), {"name": "x"}).status_code == 422


def test_a_refusal_is_said_on_the_form(office, auditor):
    auditor.authenticator_set.all().delete()
    given = {"name": "省平台", "abilities": ["people"], "days": "30"}
    assert office.post(reverse("api_token:add"), given).status_code == 422
    assert not ApiToken.objects.exists()


def test_everybody_sees_and_ends_their_own(office, auditor):
    mine, foreign = ApiTokenFactory(person=auditor), ApiTokenFactory()
    ended = ApiTokenFactory(person=auditor, revoked_at=NOW, revoked_by=auditor)
    page = office.get(reverse("api_token:index")).content.decode()
    assert [each.name in page for each in (mine, ended, foreign)] == [True, True, False]
    assert office.get(reverse("api_token:revoke", args=[foreign.pk])).status_code == 404
    assert office.get(reverse("api_token:revoke", args=[mine.pk])).status_code == 200
    assert office.post(reverse("api_token:revoke", args=[mine.pk])).status_code == 302
    assert ApiToken.objects.get(pk=mine.pk).revoked_by == auditor


def test_an_administrator_ends_anybodys():
    administrator, foreign = give_factor(PersonFactory(is_superuser=True)), ApiTokenFactory(made_at=NOW)
    client = Client()
    client.force_login(administrator)
    client.post(reverse("api_token:revoke", args=[foreign.pk]))
    assert ApiToken.objects.get().revoked_by == administrator

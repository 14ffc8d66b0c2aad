"""The admin belongs to the same product as the phone site."""

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse

from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db


def test_the_admin_wears_the_sites_colors(client):
    client.force_login(PersonFactory(is_superuser=True))

    page = client.get(reverse("wagtailadmin_home"))

    assert 'rel="stylesheet" href="/static/site/admin.css"' in page.content.decode()
    assert finders.find("site/admin.css")

"""The admin belongs to the same product as the phone site, and teaching files are nothing for visitors."""

import pytest
from django.contrib.staticfiles import finders
from django.core.files.base import ContentFile
from django.urls import reverse
from wagtail.documents import get_document_model

from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def document():
    file = ContentFile(b"%PDF-1.7\n0123456789", name="card.pdf")
    return get_document_model().objects.create(title="卡片", file=file)


def test_the_admin_wears_the_sites_colors(client):
    client.force_login(PersonFactory(is_superuser=True))

    page = client.get(reverse("wagtailadmin_home"))

    assert 'rel="stylesheet" href="/static/site/admin.css"' in page.content.decode()
    assert finders.find("site/admin.css")


def test_a_visitor_is_led_to_sign_in_before_a_document(client, document):
    response = client.get(document.url)

    assert (response.status_code, response["Location"]) == (302, f"/account/login/?next={document.url}")

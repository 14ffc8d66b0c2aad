"""The admin speaks Chinese: Wagtail's gaps are filled, and its menu says what it leads to."""

import re

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from tests.factories.catalogue import LessonPageFactory
from tests.factories.exams import QuestionVersionFactory
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db

# Two words and more in a row are a sentence; names of products and people's own texts are not.
ENGLISH = re.compile(r"[A-Za-z’']{2,}(?: [A-Za-z’']+)+")
# What Wagtail puts into a new database.
NAMES = {"Moderators approval", "Home page", "Welcome to your new Wagtail site"}


def said(response):
    """Return what the page shows, one text a line."""
    page = BeautifulSoup(response.content, "html.parser")
    for hidden in page(["script", "style", "template", "noscript", "svg", "select", "title"]):
        hidden.decompose()
    return page.get_text("\n")


@pytest.fixture
def office(client):
    client.force_login(PersonFactory(is_superuser=True))
    return client


@pytest.mark.parametrize(
    "page",
    [
        "wagtailadmin_home",
        "wagtailadmin_account",
        "wagtailadmin_explore_root",
        "exam_questions:index",
        "exam_questions:add",
        "exam_setup:add",
        "pairings:index",
        "pairings:add",
        "teaching_sessions:index",
        "wagtailimages:index",
        "wagtaildocs:index",
        "wagtailadmin_reports:page_types_usage",
        "wagtailadmin_reports:site_history",
    ],
)
def test_no_english_sentence_stands_in_the_admin(office, page):
    LessonPageFactory()
    QuestionVersionFactory()

    text = said(office.get(reverse(page), follow=True))

    assert set(ENGLISH.findall(text)) - NAMES == set()


def test_a_search_without_result_and_the_editor_say_it_in_chinese(office):
    lesson = LessonPageFactory()

    nothing = office.get(reverse("exam_questions:index"), {"q": "没有"}).content.decode()
    editor = said(office.get(reverse("wagtailadmin_pages:edit", args=[lesson.pk])))

    assert "没有找到符合条件的题目。" in nothing
    assert set(ENGLISH.findall(editor)) - NAMES == set()


def test_the_scripts_of_the_admin_speak_chinese_too(client):
    words = client.get(reverse("wagtailadmin_javascript_catalog")).content.decode()

    assert '"Insert a block": "\\u63d2\\u5165\\u5185\\u5bb9\\u5757"' in words
    assert len(words) > 3000

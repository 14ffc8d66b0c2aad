"""Error pages in plain Chinese, larger type without JavaScript, the page of components."""

import re

import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils.translation import gettext
from django.views.defaults import server_error

from lms.site import wording
from lms.site.context import section_of
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("debug", [True, False])
@pytest.mark.parametrize("address", ["/nothing-here/", "/nothing.php", "/me/records/999999/"])
def test_what_is_not_there_is_said_in_chinese(client, settings, debug, address):
    settings.DEBUG = debug
    client.force_login(PersonFactory())

    response = client.get(address)

    assert response.status_code == 404
    assert "<h1>没有找到这个页面</h1>" in response.content.decode()
    assert "Traceback" not in response.content.decode()


def test_a_broken_page_is_said_in_chinese_and_asks_for_nothing():
    response = server_error(RequestFactory().get("/"))

    assert response.status_code == 500
    assert "<h1>系统出了点问题</h1>" in response.content.decode()


def too_big():
    return Client().post("/type/", f"next={'x' * 6 * 2**20}", content_type=FORM)


def too_many_fields():
    return Client().post("/type/", "&".join(f"f{n}=1" for n in range(5200)), content_type=FORM)


def wrong_host():
    return Client(headers={"host": "evil.example"}).get("/")


FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize("send", [wrong_host, too_big, too_many_fields])
def test_what_cannot_be_taken_is_said_in_chinese(settings, send):
    settings.DEBUG, settings.ALLOWED_HOSTS = False, ["testserver"]

    response = send()

    assert response.status_code == 400
    assert "<h1>这个请求处理不了</h1>" in response.content.decode()


@pytest.mark.parametrize("sentence", [*wording.SENTENCES, *wording.ADMIN])
def test_sentences_of_the_frameworks_are_said_in_chinese(sentence):
    assert re.search(r"[\u4e00-\u9fff]", gettext(sentence))


def test_the_admin_is_titled_with_our_name(client):
    client.force_login(PersonFactory(is_superuser=True))

    page = client.get(reverse("people:index")).content.decode()

    title = re.search(r"<title>(.*?)</title>", page, re.DOTALL)
    assert title is not None
    assert title.group(1).strip().endswith("- 杏林")
    assert "Sort by" not in page


@pytest.mark.parametrize("debug", [True, False])
@pytest.mark.parametrize("address", ["/notices/read/", "/live/1/seat/take/"])
def test_an_address_for_forms_says_so_in_chinese(client, settings, debug, address):
    settings.DEBUG = debug
    client.force_login(PersonFactory())

    response = client.get(address)

    assert (response.status_code, response["Allow"]) == (405, "POST")
    assert "<h1>这个网址不能直接打开</h1>" in response.content.decode()


def test_a_form_without_its_token_is_said_in_chinese():
    response = Client(enforce_csrf_checks=True).post("/type/", {"size": "large"})

    assert response.status_code == 403
    assert "<h1>请重新提交一次</h1>" in response.content.decode()


def test_403_extends_the_base():
    assert "<h1>您不能查看这个页面</h1>" in render_to_string("403.html")


def test_larger_type_is_chosen_by_a_plain_form_and_kept(client):
    response = client.post("/type/", {"size": "large", "next": "/me/"})

    assert (response.status_code, response["Location"]) == (302, "/me/")
    assert '<html lang="zh-Hans" class="large">' in client.get("/").content.decode()

    client.post("/type/", {"size": "usual"})
    assert '<html lang="zh-Hans">' in client.get("/").content.decode()


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
def test_larger_type_leads_nowhere_else(client, address):
    assert client.post("/type/", {"size": "large", "next": address})["Location"] == "/"


def test_the_page_of_larger_type_leads_back(client):
    page = client.get("/type/", headers={"Referer": "http://testserver/verify/"}).content.decode()

    assert 'value="http://testserver/verify/"' in page


def test_components_are_for_developers(client, settings):
    settings.DEBUG = False
    assert client.get("/_dev/components/").status_code == 404

    settings.DEBUG = True
    page = client.get("/_dev/components/").content.decode()
    assert set(re.findall(r"\.(?:button|notice|badge|meter|list|facts|table|tabs|empty|rich)\b", page)) >= {
        ".button",
        ".notice",
        ".badge",
        ".meter",
        ".list",
        ".facts",
        ".table",
        ".tabs",
        ".empty",
        ".rich",
    }


def test_a_form_ties_its_words_to_its_controls(client, settings):
    settings.DEBUG = True
    page = client.get("/_dev/components/").content.decode()

    assert 'aria-describedby="id_phone_helptext"' in page
    assert '<ul class="field__error errorlist" id="id_phone_error">' in page
    assert "请填写这一项。" in page


@pytest.mark.parametrize(
    ("path", "section"),
    [
        ("/", "home"),
        ("/courses/copd/", "courses"),
        ("/exams/1/", "courses"),
        ("/live/", "live"),
        ("/mentoring/log/", "mentoring"),
        ("/me/records/1/", "me"),
        ("/jobs/", ""),
    ],
)
def test_every_address_knows_its_tab(path, section):
    assert section_of(path) == section


def test_the_tab_we_are_in_says_so(client):
    client.force_login(PersonFactory())

    page = client.get("/me/").content.decode()

    assert page.count("aria-current") == 1
    assert '<a href="/me/" aria-current="page">' in page

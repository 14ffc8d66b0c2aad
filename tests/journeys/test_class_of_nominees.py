"""A class with one place for a county: one doctor is nominated, one applies; one gets it, one waits and moves up."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from tests.journeys.browser import slowed
from tests.journeys.conftest import PHONE
from tests.journeys.product import Product
from tests.journeys.soundness import faults_of
from tests.journeys.test_whole_run import choose, fresh_page, save, shell

pytestmark = pytest.mark.journey

CLASS, DUE = "首席医师培训班（候补演示）", "首席医师待训医师名册"
SCHEME = "基层慢病（呼吸病）首席医师培训"
# The two doctors of the institution manager's own hospital who have asked for nothing yet, and their county.
DOCTORS = """
from lms.people.models import Person
due = Person.objects.filter(roster_entries__roster__name='首席医师待训医师名册').order_by('phone')[1:3]
county = due[0].posts.get().workplace.division.county.name
print('|'.join([county, *(f'{each.name},{each.phone}' for each in due)]))
"""


@pytest.fixture(scope="module")
def doctors(product: Product) -> tuple[str, tuple[str, str], tuple[str, str]]:
    """The county, and name and phone of whoever is nominated and of whoever applies."""
    county, first, second = shell(product, DOCTORS).splitlines()[-1].split("|")
    return county, tuple(first.split(",")), tuple(second.split(","))  # type: ignore[return-value]


def signed_in(browser: Browser, product: Product, role: str) -> Page:
    page = fresh_page(browser, viewport={"width": 1280, "height": 900})
    product.sign_in(page, role)
    return page


@pytest.fixture(scope="module")
def office(browser: Browser, product: Product):
    """Who runs the class."""
    page = signed_in(browser, product, "scheme_manager")
    yield page
    page.context.close()


@pytest.fixture(scope="module")
def institution(browser: Browser, product: Product):
    """Who looks after the doctors."""
    page = signed_in(browser, product, "institution_manager")
    yield page
    page.context.close()


def phone_of(browser: Browser, product: Product, number: str) -> Page:
    context = browser.new_context(viewport=PHONE, locale="zh-CN", has_touch=True, is_mobile=True)
    context.set_default_timeout(30_000)
    page = slowed(context.new_page())
    product.sign_in_by_code(page, number)
    return page


@pytest.fixture(scope="module")
def nominee(browser: Browser, product: Product, doctors):
    page = phone_of(browser, product, doctors[1][1])
    yield page
    page.context.close()


@pytest.fixture(scope="module")
def applicant(browser: Browser, product: Product, doctors):
    page = phone_of(browser, product, doctors[2][1])
    yield page
    page.context.close()


def the_class(page: Page):
    """The panel of the class on the phone."""
    return page.locator("section.panel", has=page.get_by_text(CLASS, exact=True))


def follow(page: Page, words: str) -> None:
    """Follow a link or press a button that leads on, and wait until its page is there."""
    page.locator("main").get_by_role("link", name=words).first.click()
    page.wait_for_load_state()


def test_1_a_class_is_opened_with_one_place_for_the_county(office: Page, product: Product, doctors, shots):
    office.goto(f"{product.url}/admin/training_class/new/")
    office.locator("#id_scheme").select_option(label=SCHEME)
    office.locator("#id_name").fill(CLASS)
    choose(office, "organiser", "潍坊市第二人民医院")
    choose(office, "due_roster", DUE)
    today = timezone.localdate()
    office.locator("#id_starts_on").fill((today + timedelta(days=30)).isoformat())
    office.locator("#id_ends_on").fill((today + timedelta(days=90)).isoformat())
    office.locator("#id_apply_until").fill((today + timedelta(days=9)).isoformat())
    office.locator("#id_places").fill("1")
    save(office)
    expect(office).not_to_have_url(re.compile("/new/$"))
    office.goto(f"{product.url}/admin/training_class/")
    office.get_by_role("link", name=CLASS).first.click()
    office.wait_for_load_state()
    follow(office, "各县名额")
    office.get_by_label(doctors[0], exact=True).fill("1")
    office.screenshot(path=shots / "nominees-1-places.png", full_page=True)
    office.locator("button[name=do][value=save]").press("Enter")
    expect(office).to_have_url(re.compile(r"/training_class/\d+/$"))
    expect(office.locator("main")).to_contain_text(doctors[0])


def test_2_the_institution_nominates(institution: Page, product: Product, doctors, shots):
    name = doctors[1][0]
    institution.goto(f"{product.url}/admin/training_nominations/")
    follow(institution, CLASS)
    institution.get_by_label(name).check()
    institution.screenshot(path=shots / "nominees-2-nominate.png", full_page=True)
    institution.get_by_role("button", name="推荐勾选的人").press("Enter")
    row = institution.get_by_role("row", name=re.compile(name))
    expect(row).to_contain_text("已推荐")


def test_3_a_doctor_applies_on_the_phone(applicant: Page, product: Product, shots):
    applicant.goto(f"{product.url}/progress/")
    follow(applicant, "可以报名的班")
    expect(the_class(applicant)).to_contain_text("1 个名额")
    applicant.screenshot(path=shots / "nominees-3-open.png", full_page=True)
    assert faults_of(applicant) == []
    the_class(applicant).get_by_role("button", name="我要报名").click()
    expect(the_class(applicant)).to_contain_text("您已报名")
    applicant.goto(product.url)
    expect(applicant.locator("body")).to_contain_text(CLASS)


def test_4_both_are_approved_and_one_waits(
    office: Page, nominee: Page, applicant: Page, product: Product, doctors, shots
):
    follow(office, "报名")
    office.get_by_label("全选").check()
    for name, _phone in doctors[1:]:
        expect(office.get_by_label(name, exact=True)).to_be_checked()
    office.screenshot(path=shots / "nominees-4-queue.png", full_page=True)
    office.locator("button[name=do][value=approve]").press("Enter")
    expect(office.locator("body")).to_contain_text("候补名单")
    office.screenshot(path=shots / "nominees-4-answered.png", full_page=True)
    nominee.goto(f"{product.url}/progress/classes/")
    expect(the_class(nominee)).to_contain_text("您已有名额")
    applicant.goto(f"{product.url}/progress/classes/")
    expect(the_class(applicant)).to_contain_text("第 1 位")
    applicant.screenshot(path=shots / "nominees-4-waiting.png", full_page=True)
    assert faults_of(applicant) == []


def test_5_one_gives_up_and_the_other_moves_up(
    nominee: Page, applicant: Page, institution: Page, product: Product, doctors, shots
):
    panel = the_class(nominee)
    panel.locator("summary").click()
    panel.get_by_role("button", name="撤回报名").click()
    expect(the_class(nominee)).to_contain_text("已经撤回")
    nominee.screenshot(path=shots / "nominees-5-given-up.png", full_page=True)
    assert faults_of(nominee) == []
    applicant.reload()
    expect(the_class(applicant)).to_contain_text("您已有名额")
    applicant.goto(f"{product.url}/notices/")
    expect(applicant.locator("main")).to_contain_text(CLASS)
    institution.reload()
    expect(institution.get_by_role("row", name=re.compile(doctors[1][0]))).to_contain_text("已退出")


def test_6_the_history_says_who_did_what(office: Page, product: Product, doctors, shots):
    office.reload()
    follow(office, doctors[2][0])
    table = office.get_by_role("row")
    expect(table.filter(has_text="系统")).to_contain_text("候补")
    office.screenshot(path=shots / "nominees-6-history.png", full_page=True)

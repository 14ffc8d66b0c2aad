"""A doctor answers the survey on the phone and reads what to learn; who runs the class reads the gaps of all."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.browser import slowed
from tests.journeys.conftest import PHONE
from tests.journeys.product import Product
from tests.journeys.soundness import faults_of

pytestmark = pytest.mark.journey

SURVEY, CLASS = "基层医生培训需求基线调查", "首席医师培训班（第一期）"
GAP, UNIT = "吸入装置与肺功能操作", "吸入装置使用与患者教育"
PRACTICAL = "肺功能检查与吸入装置现场实操"


@pytest.fixture(scope="module")
def doctor(browser: Browser, product: Product):
    """The demo's doctor, who has begun the survey."""
    context = browser.new_context(viewport=PHONE, locale="zh-CN", has_touch=True, is_mobile=True)
    context.set_default_timeout(30_000)
    page = slowed(context.new_page())
    product.sign_in_by_code(page, product.logins["doctor"]["phone"])
    yield page
    context.close()


@pytest.fixture(scope="module")
def manager(browser: Browser, product: Product):
    """Who runs the class."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="zh-CN")
    context.set_default_timeout(30_000)
    page = slowed(context.new_page())
    product.sign_in(page, "scheme_manager")
    yield page
    context.close()


def seen(page: Page, shots, name: str) -> None:
    page.screenshot(path=shots / f"survey-{name}.png", full_page=True)


def choose(page: Page, question: str, value: str) -> None:
    page.locator(f"input[name=a_{question}][value='{value}']").check()


def press(page: Page, words: str) -> None:
    page.get_by_role("button", name=words, exact=True).click()
    page.wait_for_load_state()


def test_1_the_desk_leads_to_the_survey(doctor: Page, product: Product, shots):
    doctor.goto(product.url)
    doctor.get_by_role("link", name=SURVEY).first.click()
    expect(doctor.locator("h1")).to_have_text(SURVEY)
    seen(doctor, shots, "1-pages")
    assert faults_of(doctor) == []
    doctor.get_by_role("link", name="继续", exact=True).click()
    expect(doctor.locator("h1")).to_have_text("您会做什么")


def test_2_what_is_missing_is_said_and_nothing_is_lost(doctor: Page, product: Product, shots):
    choose(doctor, "spirometry", "1")
    press(doctor, "保存，接着答")
    expect(doctor.get_by_role("alert")).to_be_visible()
    seen(doctor, shots, "2-missing")
    assert faults_of(doctor) == []
    expect(doctor.locator("input[name=a_spirometry][value='1']")).to_be_checked()


def test_3_the_rest_is_answered_and_sent(doctor: Page, product: Product, shots):
    for question, value in (("inhaler", "1"), ("exacerbation", "yes"), ("bp", "5"), ("techniques", "a")):
        choose(doctor, question, value)
    seen(doctor, shots, "3-page")
    press(doctor, "保存，接着答")
    expect(doctor.locator("h1")).to_have_text("您的想法")
    choose(doctor, "when", "d")
    seen(doctor, shots, "3-last-page")
    assert faults_of(doctor) == []
    press(doctor, "保存，填完了")
    seen(doctor, shots, "3-send")
    assert faults_of(doctor) == []
    press(doctor, "提交")
    expect(doctor.locator("h1")).to_have_text("个人培训方案")


def test_4_the_gap_leads_to_where_the_class_teaches_it(doctor: Page, product: Product, shots):
    gap = doctor.locator("section.panel", has=doctor.get_by_role("heading", name=GAP))
    expect(gap).to_contain_text(UNIT)
    expect(gap).to_contain_text(CLASS)
    expect(gap).to_contain_text("市二院技能培训中心")
    seen(doctor, shots, "4-plan")
    assert faults_of(doctor) == []
    gap.get_by_role("link", name=PRACTICAL).first.click()
    expect(doctor.locator("main")).to_contain_text(PRACTICAL)
    seen(doctor, shots, "4-suggested")


def test_5_what_was_sent_is_kept(doctor: Page, product: Product, shots):
    doctor.goto(f"{product.url}/progress/surveys/")
    expect(doctor.locator("main")).to_contain_text("已提交")
    seen(doctor, shots, "5-list")
    assert faults_of(doctor) == []
    doctor.goto(product.url)
    expect(doctor.get_by_role("link", name=SURVEY)).to_have_count(0)


def test_6_the_manager_reads_the_gaps_of_the_class(manager: Page, product: Product, shots):
    manager.goto(f"{product.url}/admin/training_class/")
    manager.get_by_role("link", name=CLASS).first.click()
    manager.get_by_role("link", name="问卷与欠缺").click()
    units = manager.get_by_role("table").first
    row = units.get_by_role("row", name=re.compile(GAP))
    expect(row).to_contain_text(UNIT)
    expect(row).to_contain_text(re.compile(r"课程表已排 \d+ 分钟|\d+ .*90 .*分钟"))
    seen(manager, shots, "6-gaps")
    assert "minutes" not in manager.locator("main").inner_text()


def test_7_the_manager_reads_what_one_person_lacks(manager: Page, product: Product, shots):
    name = product.logins["doctor"]["name"]
    manager.locator("#id_name").fill(name)
    manager.locator("main form[method=get] button").press("Enter")
    manager.wait_for_load_state()
    manager.get_by_role("link", name=name, exact=True).click()
    expect(manager.locator("main")).to_contain_text(GAP)
    expect(manager.locator("main")).to_contain_text(PRACTICAL)
    seen(manager, shots, "7-person")

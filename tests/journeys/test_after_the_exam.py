"""After an exam, and while one is sat: the doctor practises, the invigilator walks around, the editor reads figures."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import PHONE
from tests.journeys.product import Product
from tests.journeys.soundness import AXE, faults_of, hanging_commas

pytestmark = pytest.mark.journey

INSIDE = "axe.run('main').then(result => result.violations.map(each => `${each.id}: ${each.nodes[0].html}`))"


def office_faults(page: Page) -> list[str]:
    """Return what is wrong inside our own part of a page of the admin."""
    page.evaluate(AXE.read_text())
    found: list[str] = page.evaluate(INSIDE)
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return found + ([f"{wide} px wider than the screen"] if wide > 0 else [])


def test_a_doctor_practises_without_javascript(browser: Browser, product: Product, phone: Page, shots):
    product.sign_in(phone, "doctor")
    context = browser.new_context(
        viewport=PHONE, locale="zh-CN", java_script_enabled=False, storage_state=phone.context.storage_state()
    )
    page = context.new_page()
    page.goto(f"{product.url}/")
    expect(page.locator("body")).to_contain_text(re.compile(r"今天有 \d+ 道错题待复习"))
    page.get_by_role("link", name="现在复习").click()
    expect(page.locator("body")).not_to_contain_text("正确答案：")
    page.screenshot(path=shots / "mistakes-1-asked.png", full_page=True)
    page.locator(".choice").first.click()
    page.get_by_role("button", name="看正确答案").click()
    expect(page).to_have_url(re.compile(r"/answer/"))
    expect(page.locator(".badge--done")).to_have_count(1)
    page.screenshot(path=shots / "mistakes-2-right.png", full_page=True)
    page.get_by_role("link", name=re.compile("下一题|回到错题本")).click()
    context.close()
    for place in ("", "practise/"):
        phone.goto(f"{product.url}/exams/mistakes/{place}")
        assert faults_of(phone) == []
    phone.goto(f"{product.url}/exams/mistakes/")
    assert hanging_commas(phone, ".list__title a, .list__meta span") == []


def test_an_invigilator_walks_around_with_a_phone(product: Product, phone: Page, shots):
    product.sign_in(phone, "scheme_manager")
    phone.goto(f"{product.url}/admin/exams/watch/")
    phone.get_by_role("link", name="首席医师培训结业考试（呼吸）").click()
    expect(phone.locator("#watched")).to_contain_text("未开考")
    with phone.expect_response(
        lambda answer: "HX-Request" in str(answer.request.headers) or "page=" in answer.url, timeout=15_000
    ):
        pass
    expect(phone.locator("#watched")).to_be_visible()
    phone.screenshot(path=shots / "watch-1-phone.png", full_page=True)
    assert office_faults(phone) == []
    phone.get_by_role("link", name="异常信号").first.click()
    expect(phone.locator("main")).to_contain_text("离开页面")
    phone.screenshot(path=shots / "watch-2-signals.png", full_page=True)
    assert office_faults(phone) == []
    phone.locator(".exam-watch__state a").first.click()
    expect(phone.locator("main")).to_contain_text("核查意见")
    phone.screenshot(path=shots / "watch-3-sitting.png", full_page=True)
    assert office_faults(phone) == []


def test_an_editor_reads_how_the_exam_behaved(product: Product, desktop: Page, shots):
    product.sign_in(desktop, "course_editor")
    desktop.goto(f"{product.url}/admin/exams/exams/")
    desktop.get_by_role("link", name="首席医师培训结业考试（呼吸）").first.click()
    number = re.search(r"/(\d+)/", desktop.url)
    assert number
    desktop.goto(f"{product.url}/admin/exams/analysis/{number.group(1)}/")
    expect(desktop.locator("svg[role=img]")).to_have_count(2)
    desktop.screenshot(path=shots / "analysis-1.png", full_page=True)
    assert office_faults(desktop) == []
    desktop.locator("th a").first.click()
    expect(desktop.locator("main")).to_contain_text("各选项选择情况")
    desktop.screenshot(path=shots / "analysis-2-question.png", full_page=True)
    assert office_faults(desktop) == []

"""A county's auditor freezes what the coverage says, takes the signed file along, and asks later what has changed.

The same of a programme, as of a day that is over.
"""

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from tests.journeys.browser import slowed
from tests.journeys.conftest import PHONE
from tests.journeys.office import open_class
from tests.journeys.product import Product
from tests.journeys.test_coverage_programme import open_programme

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def auditor(browser: Browser, product: Product):
    """The auditor of one county, at a desk."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="zh-CN")
    context.set_default_timeout(60_000)
    page = slowed(context.new_page())
    product.sign_in(page, "county_auditor")
    yield page
    context.close()


def seen(page: Page, shots, name: str) -> None:
    """Keep a picture at desk and phone width, and refuse a page wider than the phone."""
    page.screenshot(path=shots / f"report-{name}.png", full_page=True)
    page.set_viewport_size(PHONE)
    page.wait_for_timeout(400)
    page.screenshot(path=shots / f"report-{name}-phone.png", full_page=True)
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    page.set_viewport_size({"width": 1280, "height": 900})
    assert wide <= 0, f"{name} is {wide} pixels wider than the phone"


def test_1_there_is_none_yet_and_the_page_says_how_to_make_one(auditor: Page, product: Product, shots):
    auditor.goto(f"{product.url}/admin/coverage/reports/")
    expect(auditor.locator(".coverage")).to_contain_text("封存报告")
    seen(auditor, shots, "none")


def test_2_it_is_frozen_from_the_figures_of_the_county(auditor: Page, product: Product, shots):
    open_class(auditor, product)
    auditor.get_by_role("button", name="封存报告").click()
    expect(auditor.get_by_text("报告已封存")).to_be_visible()
    auditor.goto(f"{product.url}/admin/coverage/reports/")
    seen(auditor, shots, "list")
    auditor.locator(".coverage__table th a").first.click()
    expect(auditor).to_have_url(re.compile(r"/coverage/reports/[0-9a-f-]{36}/$"))
    expect(auditor.locator(".coverage")).to_contain_text("学习记录的封存根值")
    seen(auditor, shots, "report")


def test_3_the_signed_file_says_the_same(auditor: Page, tmp_path):
    due = auditor.locator(".coverage__figures strong").first.inner_text()
    with auditor.expect_download() as taken:
        auditor.get_by_role("link", name="签名文件（PDF）").click()
    file = tmp_path / "report.pdf"
    taken.value.save_as(file)
    reader = PdfReader(file)
    assert "/AcroForm" in reader.trailer["/Root"]
    assert due in "".join(page.extract_text() for page in reader.pages)


def test_4_names_stand_behind_each_figure(auditor: Page, shots):
    due = int(auditor.locator(".coverage__figures strong").first.inner_text().replace(",", ""))
    auditor.locator(".coverage__figures a").first.click()
    auditor.wait_for_load_state()
    assert auditor.locator(".coverage__table tbody tr").count() == min(due, 50)
    seen(auditor, shots, "names")
    auditor.go_back()


def test_5_it_is_whole_and_nothing_has_changed_since(auditor: Page, shots):
    auditor.get_by_role("button", name="核验名单、数字和文件").click()
    expect(auditor.get_by_text("名单、数字和文件都与封存时一致")).to_be_visible()
    auditor.get_by_role("link", name="封存后的变化").click()
    expect(auditor.locator(".coverage")).to_contain_text("没有变化")
    seen(auditor, shots, "changes")


def test_6_a_programme_is_looked_at_and_frozen_as_of_a_day_that_is_over(auditor: Page, product: Product, shots):
    open_programme(auditor, product)
    chosen = auditor.get_by_label("另一天的数字")
    # No day that the night counts, nor one that another journey chooses.
    over = (date.today().replace(day=1) - timedelta(days=5)).isoformat()
    chosen.fill(over)
    auditor.get_by_role("button", name="查看", exact=True).click()
    auditor.get_by_role("link", name="继续").click()
    expect(auditor).to_have_url(re.compile(rf"@{over}/"))
    expect(auditor.locator(".coverage")).to_contain_text(f"{over} 日终")
    seen(auditor, shots, "day")
    due = auditor.locator(".coverage__figures strong").first.inner_text()
    auditor.get_by_role("button", name="封存报告").click()
    expect(auditor.get_by_text("报告已封存")).to_be_visible()
    auditor.goto(f"{product.url}/admin/coverage/reports/")
    auditor.locator(".coverage__table th a").first.click()
    assert auditor.locator(".coverage__figures strong").first.inner_text() == due
    expect(auditor.locator(".coverage")).to_contain_text(over)
    seen(auditor, shots, "programme")

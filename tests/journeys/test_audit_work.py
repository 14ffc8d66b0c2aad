"""Audit work as people do it: a sample drawn by dice, checked on a phone on site, a finding replied to and closed."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from tests.journeys.browser import slowed
from tests.journeys.conftest import PHONE
from tests.journeys.product import Product
from tests.journeys.test_whole_run import fresh_page, shell

pytestmark = pytest.mark.journey

PHOTO = Path("lms/demo/content/outside-certificate.jpg")
FINDING, SEED = "签到表缺少本人签名", "2026 354 126"
# What cannot be tapped with a thumb, or does not fit into the width of the phone.
SMALL_OR_WIDE = """() => [...document.querySelectorAll("main .audit-tick, main .button, main input[type=text]")]
  .filter(each => each.getBoundingClientRect().height < 40 || each.getBoundingClientRect().right > innerWidth)
  .map(each => each.outerHTML.slice(0, 100))"""
# How many widths the buttons of a row have: one, where each has the width of the phone.
WIDTHS = (
    """() => new Set([...document.querySelectorAll("main .audit-links .button")].map(each => each.offsetWidth)).size"""
)
# The class of the demo, and the hospital that the demo's institution manager answers for.
PLACE = """
from certificates.schemes.models import Cohort
from lms.people.models import Appointment
from lms.people.roles import Role
from lms.people.models import Roster
cohort = Cohort.objects.filter(roster__name='基层慢病（呼吸病）首席医师培训班学员名册').order_by('pk')[0]
hospital = Appointment.objects.get(role=Role.INSTITUTION_MANAGER, ends_on=None).organisation
print(f'{cohort.scheme_id}/{cohort.roster_id}|{hospital.pk}|{hospital.name}')
"""


@pytest.fixture(scope="module")
def place(product: Product) -> tuple[str, str, str]:
    """The question in an address, the institution's number and its name."""
    question, pk, name = shell(product, PLACE).splitlines()[-1].split("|")
    return question, pk, name


@pytest.fixture(scope="module")
def auditor(browser: Browser, product: Product):
    """The auditor's phone: auditors are on site."""
    context = browser.new_context(viewport=PHONE, locale="zh-CN", has_touch=True, is_mobile=True)
    context.set_default_timeout(30_000)
    page = slowed(context.new_page())
    product.sign_in(page, "city_auditor")
    yield page
    context.close()


@pytest.fixture(scope="module")
def manager(browser: Browser, product: Product):
    """Who answers for the institution, at a desk."""
    page = fresh_page(browser, viewport={"width": 1280, "height": 900})
    product.sign_in(page, "institution_manager")
    yield page
    page.context.close()


def press(page: Page, words: str) -> None:
    """Press a button of the page itself, and wait until its answer is there."""
    page.locator("main").get_by_role("button", name=words, exact=True).press("Enter")
    page.wait_for_load_state()


def open_finding(page: Page, product: Product) -> None:
    page.goto(f"{product.url}/admin/coverage/findings/")
    page.get_by_role("link", name=FINDING).first.click()
    page.wait_for_load_state()


def test_1_a_sample_is_drawn_by_dice(auditor: Page, product: Product, place, shots):
    day = timezone.localdate().isoformat()
    auditor.goto(f"{product.url}/admin/coverage/{place[0]}/{day}/institution-{place[1]}/names/")
    auditor.locator("main").get_by_role("link", name="抽查取样").click()
    auditor.get_by_label("标题").fill("现场抽查")
    auditor.get_by_label("抽查人数").fill("")
    auditor.get_by_label("或抽查比例").fill("100")
    auditor.get_by_label("种子").fill(SEED)
    auditor.screenshot(path=shots / "audit-1-draw.png", full_page=True)
    press(auditor, "开始抽取")
    expect(auditor).to_have_url(re.compile(r"/coverage/samples/\d+/$"))
    expect(auditor.locator("main")).to_contain_text(SEED)
    auditor.screenshot(path=shots / "audit-1-sample.png", full_page=True)
    assert auditor.evaluate(WIDTHS) == 1


def test_2_the_checklist_is_filled_in_on_site(auditor: Page, shots):
    auditor.locator("main .audit-lines a").first.click()
    auditor.wait_for_load_state()
    for row, answer in (
        ("已查看证据", "是"),
        ("已电话核实", "无法核查"),
        ("已现场核查", "是"),
        ("培训由本人参加", "不属实"),
    ):
        auditor.get_by_role("group", name=row).get_by_label(answer, exact=True).check()
    auditor.get_by_role("group", name="已电话核实").get_by_label("备注").fill("打了三次没人接")
    auditor.locator("input[type=file]").set_input_files(PHOTO)
    auditor.screenshot(path=shots / "audit-2-checklist.png", full_page=True)
    assert auditor.evaluate(SMALL_OR_WIDE) == []
    press(auditor, "保存核查结果")
    expect(auditor.locator("main")).to_contain_text("不属实")
    expect(auditor.locator("main")).to_contain_text("1 / 1")
    auditor.screenshot(path=shots / "audit-2-progress.png", full_page=True)


def test_3_a_finding_is_raised_and_told(auditor: Page, manager: Page, product: Product, place, shots):
    auditor.locator("main .audit-lines a").first.click()
    auditor.wait_for_load_state()
    auditor.locator("main").get_by_role("link", name="提出问题").click()
    auditor.get_by_label("标题").fill(FINDING)
    auditor.get_by_label("发现的情况").fill("签到表上没有本人签名，请说明并补交。")
    auditor.get_by_label("较重").check()
    auditor.get_by_label("整改期限").fill((timezone.localdate() + timedelta(days=7)).isoformat())
    auditor.screenshot(path=shots / "audit-3-raise.png", full_page=True)
    press(auditor, "提出问题")
    expect(auditor.locator("main")).to_contain_text("待机构回复")
    manager.goto(f"{product.url}/notices/")
    expect(manager.locator("main")).to_contain_text(FINDING)


def test_4_the_institution_replies_with_a_scan(manager: Page, auditor: Page, product: Product, shots):
    open_finding(manager, product)
    manager.get_by_label("正文").fill("本人当天代会，补签表扫描件附后。")
    manager.locator("input[type=file]").set_input_files(PHOTO)
    press(manager, "回复")
    expect(manager.locator("main")).to_contain_text("待审核")
    manager.screenshot(path=shots / "audit-4-reply.png", full_page=True)
    assert manager.locator("main").get_by_role("button", name="销号").count() == 0
    auditor.goto(f"{product.url}/notices/")
    expect(auditor.locator("main")).to_contain_text(FINDING)


def test_5_the_auditor_accepts_and_closes(auditor: Page, manager: Page, product: Product, shots):
    open_finding(auditor, product)
    press(auditor, "认可回复")
    auditor.get_by_label("正文").fill("原件已核对，销号。")
    press(auditor, "销号")
    expect(auditor.locator("main")).to_contain_text("已销号")
    auditor.screenshot(path=shots / "audit-5-closed.png", full_page=True)
    manager.goto(f"{product.url}/admin/coverage/findings/")
    expect(manager.get_by_role("row", name=re.compile(FINDING))).to_contain_text("已销号")
    manager.screenshot(path=shots / "audit-5-list.png", full_page=True)


def test_6_an_anomaly_says_its_rule_and_is_explained(auditor: Page, product: Product, shots):
    auditor.goto(f"{product.url}/admin/coverage/anomalies/")
    auditor.screenshot(path=shots / "audit-6-anomalies.png", full_page=True)
    auditor.get_by_role("link", name="一机多人").first.click()
    auditor.wait_for_load_state()
    expect(auditor.locator("main")).to_contain_text("同一台设备")
    auditor.get_by_label("说明").fill("考场统一使用医院的平板电脑，已与监考老师核对。")
    auditor.screenshot(path=shots / "audit-6-anomaly.png", full_page=True)
    press(auditor, "情况属实，予以说明")
    expect(auditor.locator("main")).to_contain_text("已说明")

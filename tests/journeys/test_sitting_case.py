"""A case on a phone: its next part is sealed until it is reached, and there is no way back."""

import pytest
from playwright.sync_api import Browser, expect

from courses.exams.queries.papershow import ShownItem
from tests.journeys.product import Product
from tests.journeys.sitting import begin, choose, new_phone, option, settled, state
from tests.journeys.soundness import faults_of

pytestmark = [
    pytest.mark.journey,
    pytest.mark.skipif("is_sealed" not in ShownItem.__dataclass_fields__, reason="papers do not seal stages yet"),
]
SECRET = "接下来密封的问题是什么"


def test_the_next_part_opens_with_a_network_and_stays_open_without(browser: Browser, product: Product, shots):
    sitting, phone = begin(product, case=True), new_phone(browser)
    page = sitting.enter(phone)
    assert SECRET not in page.content()
    choose(page, 8, 0)
    phone.set_offline(True)
    going_on = page.get_by_role("button", name="打开下一阶段")
    going_on.click()
    expect(page.locator("[data-stage-trouble]")).to_contain_text("要连一下网络")
    page.screenshot(path=shots / "sitting-stage-offline.png")
    assert faults_of(page) == []
    assert SECRET not in page.content()

    phone.set_offline(False)
    going_on.click()
    expect(page.locator("#q9")).to_contain_text(SECRET)
    expect(option(page, 8, 1)).to_be_disabled()
    choose(page, 9, 2)
    expect(state(page, 9)).to_have_text("已保存")
    page.screenshot(path=shots / "sitting-stage.png")

    phone.set_offline(True)
    page.reload()
    settled(page)
    expect(page.locator("#q9")).to_contain_text(SECRET)
    expect(option(page, 9, 2)).to_be_checked()
    expect(option(page, 8, 1)).to_be_disabled()
    choose(page, 1, 1)
    phone.set_offline(False)
    expect(page.locator("[data-delivery]")).to_have_text("全部已送达")

    seen = sitting.seen()
    assert (seen["held"], "reload" in seen["signals"]) == ({"1": [1], "8": [0], "9": [2]}, True)
    phone.close()


def test_without_scripts_the_button_saves_the_form_and_leads_on(browser: Browser, product: Product):
    sitting = begin(product, case=True)
    phone = browser.new_context(java_script_enabled=False, locale="zh-CN")
    phone.add_cookies([{"name": "sessionid", "value": sitting.session, "url": product.url}])
    page = phone.new_page()
    page.goto(product.url + sitting.path)
    choose(page, 8, 0)
    page.get_by_role("button", name="打开下一阶段").click()

    expect(page.locator("#q9")).to_contain_text(SECRET)
    assert sitting.seen()["held"]["8"] == [0]
    phone.close()

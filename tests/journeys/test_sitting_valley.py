"""A sitting in a dead valley: without a network, over reloads and closed browsers, and whole afterwards."""

import re

import pytest
from playwright.sync_api import Browser, Playwright, expect

from tests.journeys.product import Product
from tests.journeys.sitting import begin, choose, new_phone, option, owned_phone, settled, state, write
from tests.journeys.soundness import faults_of

pytestmark = pytest.mark.journey
VALLEY = "20:00"


def test_twenty_minutes_in_a_dead_valley(browser: Browser, product: Product, shots):
    sitting, phone = begin(product), new_phone(browser)
    page = sitting.enter(phone)
    # A clock that is a test's hides from the page which files it has loaded.
    phone.clock.install()
    choose(page, 1, 0)
    expect(state(page, 1)).to_have_text("已保存")
    expect(page.locator("[data-delivery]")).to_have_text("全部已送达")

    phone.set_offline(True)
    choose(page, 2, 1)
    choose(page, 5, 0, 2)
    write(page, 7, "先做支气管舒张试验")
    page.locator("#q7 textarea").blur()
    expect(state(page, 7)).to_have_text("已存在本机，待发送")
    expect(page.locator("[data-trouble]")).to_contain_text("没有网络")
    page.clock.fast_forward(VALLEY)
    # Twice ticked is two changes; every one of them waits.
    expect(page.locator("[data-delivery]")).to_have_text("4 条待发送")
    expect(page.locator("[data-clock]")).to_contain_text("39:")
    page.screenshot(path=shots / "sitting-valley.png")
    assert faults_of(page) == []

    page.reload()
    settled(page)
    expect(option(page, 2, 1)).to_be_checked()
    expect(page.locator("#q7 textarea")).to_have_value("先做支气管舒张试验")
    expect(page.locator("[data-answered]")).to_have_text("4")
    page.screenshot(path=shots / "sitting-offline-reload.png")

    phone.set_offline(False)
    expect(page.locator("[data-delivery]")).to_have_text("全部已送达")
    seen = sitting.seen()
    assert seen["held"] == {"1": [0], "2": [1], "5": [0, 2], "7": "先做支气管舒张试验"}
    assert len(seen["entries"]) == 5
    assert {"offline", "online"} <= set(seen["signals"])
    phone.close()


def test_the_browser_is_closed_without_a_network_and_opened_again(playwright: Playwright, product: Product, tmp_path):
    sitting = begin(product)
    with owned_phone(playwright, tmp_path) as phone:
        page = sitting.enter(phone)
        choose(page, 1, 3)
        expect(state(page, 1)).to_have_text("已保存")
        phone.set_offline(True)
        choose(page, 2, 2)
        expect(state(page, 2)).to_have_text("已存在本机，待发送")

    with owned_phone(playwright, tmp_path) as phone:
        phone.set_offline(True)
        page = phone.new_page()
        page.goto(product.url + sitting.path)
        expect(option(page, 2, 2)).to_be_checked()
        # The browser may have sent it by itself as soon as it was open; the page says which it is.
        expect(state(page, 2)).to_have_text(re.compile("已存在本机，待发送|已保存"))
        choose(page, 3, 1)
        expect(state(page, 3)).to_have_text("已存在本机，待发送")
        phone.set_offline(False)
        expect(page.locator("[data-delivery]")).to_have_text("全部已送达")

    assert sitting.seen()["held"] == {"1": [3], "2": [2], "3": [1]}


def test_a_phone_whose_clock_is_two_years_off(browser: Browser, product: Product):
    sitting, phone = begin(product), new_phone(browser)
    phone.clock.install(time="2028-11-26T03:00:00Z")
    page = sitting.enter(phone)

    choose(page, 1, 0)
    expect(state(page, 1)).to_have_text("已保存")
    expect(page.locator("[data-clock]")).to_contain_text("59:")

    seen = sitting.seen()
    assert (seen["held"], seen["far_off"]) == ({"1": [0]}, False)
    phone.close()


def test_a_phone_that_keeps_nothing_says_so_and_saves_directly(browser: Browser, product: Product, shots):
    sitting, phone = begin(product), new_phone(browser)
    phone.add_init_script("Object.defineProperty(window, 'indexedDB', { get() { throw new Error('private'); } })")
    page = sitting.enter(phone)

    expect(page.locator("[data-trouble]")).to_contain_text("存不下答案")
    choose(page, 1, 1)
    expect(state(page, 1)).to_have_text("已保存")
    phone.set_offline(True)
    choose(page, 2, 1)
    expect(state(page, 2)).to_have_text("还没有保存，正在发送")
    phone.set_offline(False)
    expect(state(page, 2)).to_have_text("已保存")

    assert sitting.seen()["held"] == {"1": [1], "2": [1]}
    page.screenshot(path=shots / "sitting-private.png")
    phone.close()

"""One sitting on two phones and in two windows: the same paper, and nobody's answer overwritten unseen."""

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.product import Product
from tests.journeys.sitting import begin, choose, new_phone, option, settled, state
from tests.journeys.soundness import faults_of

pytestmark = pytest.mark.journey


def test_a_second_phone_takes_up_the_same_sitting_and_a_quarrel_is_for_the_person(
    browser: Browser, product: Product, shots
):
    sitting = begin(product)
    first, second = new_phone(browser), new_phone(browser)
    here = sitting.enter(first)
    choose(here, 1, 2)
    expect(state(here, 1)).to_have_text("已保存")

    there = sitting.enter(second)
    expect(option(there, 1, 2)).to_be_checked()
    expect(there.locator("[data-answered]")).to_have_text("1")

    second.set_offline(True)
    choose(there, 2, 0)
    expect(state(there, 2)).to_have_text("已存在本机，待发送")
    choose(here, 2, 3)
    expect(state(here, 2)).to_have_text("已保存")
    second.set_offline(False)

    quarrel = there.locator("#q2 [data-conflict]")
    expect(quarrel).to_be_visible()
    expect(quarrel).to_contain_text("A")
    expect(quarrel).to_contain_text("D")
    quarrel.scroll_into_view_if_needed()
    there.screenshot(path=shots / "sitting-two-phones.png")
    assert faults_of(there) == []
    quarrel.get_by_role("button", name="A").click()
    expect(quarrel).to_have_count(0)
    expect(state(there, 2)).to_have_text("已保存")

    seen = sitting.seen()
    assert (seen["held"]["1"], seen["held"]["2"]) == ([2], [0])
    assert [answer for position, answer, _late in seen["entries"] if position == 2].count([3]) == 1
    assert (seen["sittings"], seen["devices"]) == (1, 2)

    # The first phone hears of it with its next heartbeat, and says that its own answer was changed.
    here.evaluate("dispatchEvent(new Event('online'))")
    here.reload()
    settled(here)
    expect(option(here, 2, 0)).to_be_checked()
    expect(here.locator("#q2 [data-conflict]")).to_contain_text("D")
    for context in (first, second):
        context.close()


def test_two_windows_of_one_phone_stay_in_step(browser: Browser, product: Product):
    sitting, phone = begin(product), new_phone(browser)
    left = sitting.enter(phone)
    right = sitting.enter(phone)

    choose(left, 3, 1)
    expect(option(right, 3, 1)).to_be_checked()
    phone.set_offline(True)
    choose(right, 4, 2)
    expect(state(left, 4)).to_have_text("已存在本机，待发送")
    expect(left.locator("[data-delivery]")).to_have_text("1 条待发送")
    phone.set_offline(False)
    expect(left.locator("[data-delivery]")).to_have_text("全部已送达")

    seen = sitting.seen()
    assert (seen["held"], seen["devices"]) == ({"3": [1], "4": [2]}, 1)
    phone.close()

"""How a sitting ends without a network: the bell, handing in, signing out; and what a phone never holds."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.product import Product
from tests.journeys.sitting import OpenSitting, begin, choose, new_phone, option, state, write
from tests.journeys.soundness import faults_of

pytestmark = pytest.mark.journey
CACHED = """async () => {
  const found = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      found.push([name, request.url, await (await cache.match(request)).text()]);
    }
  }
  return found;
}"""
KEPT_PAGES = "caches.open('kept-pages').then(cache => cache.keys()).then(keys => keys.length)"
JOURNALLED = """() => new Promise(done => {
  const asked = indexedDB.open("journal");
  asked.onsuccess = () => {
    const all = asked.result.transaction("entries").objectStore("entries").getAll();
    all.onsuccess = () => done(all.result.filter(entry => entry.list === "entries").length);
  };
})"""


def hand_in(page: Page) -> None:
    page.locator("button[value=submit]").click()
    page.locator("dialog").get_by_role("button", name="确定交卷").click()


def received(page: Page, sitting: OpenSitting) -> dict:
    expect(page).to_have_url(re.compile(r"/receipt/$"))
    seen = sitting.seen()
    assert seen["receipt"]
    expect(page.locator("main")).to_contain_text(seen["receipt"])
    return seen


def test_what_is_open_and_marked_is_named_before_handing_in_and_the_receipt_comes_at_once(
    browser: Browser, product: Product, shots
):
    sitting, phone = begin(product), new_phone(browser)
    page = sitting.enter(phone)
    choose(page, 1, 0)
    choose(page, 5, 0, 2)
    write(page, 7, "先做支气管舒张试验")
    page.locator("#q3 [data-mark]").click()
    expect(page.locator("#q3 [data-mark]")).to_have_attribute("aria-pressed", "true")

    page.locator("button[value=submit]").click()
    dialog = page.locator("dialog")
    expect(dialog.locator("[data-unanswered-list] li")).to_have_text(["2", "3", "4", "6"])
    expect(dialog.locator("[data-marked-list] li")).to_have_text(["3"])
    page.screenshot(path=shots / "sitting-hand-in.png")
    assert faults_of(page) == []
    dialog.get_by_role("button", name="确定交卷").click()

    seen = received(page, sitting)
    assert seen["held"] == {"1": [0], "5": [0, 2], "7": "先做支气管舒张试验"}
    assert seen["closed_by"] == "person"
    assert page.evaluate(KEPT_PAGES) == 0
    phone.close()


def test_handing_in_without_a_network_is_kept_and_goes_out_by_itself(browser: Browser, product: Product, shots):
    sitting, phone = begin(product), new_phone(browser)
    page = sitting.enter(phone)
    phone.set_offline(True)
    choose(page, 1, 2)
    hand_in(page)

    expect(page.locator("[data-trouble]")).to_contain_text("交卷已记在这台手机上")
    expect(option(page, 2, 0)).to_be_disabled()
    page.screenshot(path=shots / "sitting-submit-offline.png")
    assert faults_of(page) == []
    page.get_by_role("button", name="先不交卷").click()
    expect(option(page, 2, 0)).to_be_enabled()
    choose(page, 2, 0)
    hand_in(page)
    expect(page.locator("[data-trouble]")).to_contain_text("交卷已记在这台手机上")
    page.reload()
    expect(option(page, 2, 0)).to_be_disabled()
    phone.set_offline(False)

    assert received(page, sitting)["held"] == {"1": [2], "2": [0]}
    phone.close()


def test_the_bell_rings_without_a_network(browser: Browser, product: Product, shots):
    sitting, phone = begin(product, seconds=75), new_phone(browser)
    page = sitting.enter(phone)
    choose(page, 1, 0)
    expect(state(page, 1)).to_have_text("已保存")
    phone.set_offline(True)
    choose(page, 2, 1)

    expect(page.locator("[data-trouble]")).to_contain_text("时间到", timeout=100_000)
    expect(page.locator("[data-trouble]")).to_contain_text("1 条待发送")
    expect(option(page, 3, 0)).to_be_disabled()
    page.screenshot(path=shots / "sitting-bell-offline.png")
    assert faults_of(page) == []
    # Until the grace is over too, and the sitting has been closed by the worker.
    page.wait_for_timeout(8_000)
    phone.set_offline(False)
    expect(page.locator("[data-trouble]")).to_contain_text("打铃后才送到")
    page.screenshot(path=shots / "sitting-late.png")

    seen = received(page, sitting)
    assert (seen["held"], seen["closed_by"]) == ({"1": [0]}, "bell")
    assert seen["entries"] == [[1, [0], False], [2, [1], True]]
    assert seen["late_given_in_time"]
    phone.close()


def test_signing_out_warns_of_what_waits_keeps_it_and_clears_the_pages(browser: Browser, product: Product, shots):
    sitting, phone = begin(product), new_phone(browser)
    page = sitting.enter(phone)
    # The server answers pages, but takes no answers just now; and the browser does not send behind the page's back.
    page.evaluate("Object.defineProperty(ServiceWorkerRegistration.prototype, 'sync', { value: undefined })")
    phone.route("**/exams/sync/", lambda route: route.fulfill(status=503, body="{}"))
    choose(page, 1, 1)
    expect(state(page, 1)).to_have_text("已存在本机，待发送")
    page.goto(f"{product.url}/account/logout/")

    expect(page.locator("[data-outbox]")).to_contain_text("1 条还没送达")
    page.screenshot(path=shots / "sitting-sign-out.png")
    assert faults_of(page) == []
    page.locator("form[data-signs-out] button").click()
    page.wait_for_url(re.compile(r"/account/login/|/$"))
    assert page.evaluate(KEPT_PAGES) == 0
    assert page.evaluate(JOURNALLED) > 0

    phone.unroute("**/exams/sync/")
    page.goto(f"{product.url}/account/login/")
    for _second in range(60):
        if page.evaluate(JOURNALLED) == 0:
            break
        page.wait_for_timeout(1_000)
    assert sitting.seen()["held"] == {"1": [1]}
    phone.close()


def test_no_right_answer_and_no_page_of_a_person_lies_on_the_phone(browser: Browser, product: Product, shots):
    sitting, phone = begin(product), new_phone(browser)
    page = sitting.enter(phone)
    for address in ("/", "/me/", "/exams/"):
        page.goto(product.url + address)
    page.goto(product.url + sitting.path)
    choose(page, 1, 0)
    expect(state(page, 1)).to_have_text("已保存")

    cached = page.evaluate(CACHED)
    pages = [address.removeprefix(product.url) for name, address, _text in cached if "/static/" not in address]
    assert sorted(pages) == [sitting.path, "/offline/"]
    assert [address for _name, address, text in cached if re.search('讲解|"right"|data-right', text)] == []

    phone.set_offline(True)
    page.goto(f"{product.url}/me/")
    expect(page.get_by_role("heading", level=1)).to_have_text("现在没有网络")
    page.screenshot(path=shots / "offline-page.png", full_page=True)
    assert faults_of(page) == []
    page.locator("[data-kept] a").click()
    expect(option(page, 1, 0)).to_be_checked()
    phone.close()

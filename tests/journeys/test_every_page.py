"""Every page of the phone site, as each role: no axe violation, no layout wider than the screen, no foreign words."""

import re
from collections.abc import Iterator
from pathlib import Path
from random import randrange
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from playwright.sync_api import Page, Response

from tests.journeys.product import Product
from tests.journeys.soundness import faults_of

pytestmark = pytest.mark.journey

ROLES = [
    "doctor",
    "mentor",
    "institution_manager",
    "course_editor",
    "scheme_manager",
    "county_auditor",
    "city_auditor",
    "province_auditor",
    "line_auditor",
    "administrator",
]
ELSEWHERE = re.compile(
    r"^/(admin|documents|media|static|account/logout|_dev|healthz|verify/keys)|\.(ics|pdf|xlsx|zip|csv)$|/(file|pdf|badge)/$|download"
)
MOST = 60


def pattern_of(url: str) -> str:
    """Return an address with its numbers and codes taken out: one page of a kind is enough."""
    path = urlsplit(url).path
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+", "N", path)


def pages_from(page: Page, product: Product) -> Iterator[tuple[str, Response]]:
    """Visit what can be reached by links, and yield one address of each kind of page while it is open."""
    waiting, seen = [f"{product.url}/"], {"/"}
    visited = 0
    while waiting and visited < MOST:
        url = waiting.pop(0)
        answer = page.goto(url)
        assert answer is not None
        # Work asked for in the office is watched there: the admin has its own look.
        if ELSEWHERE.search(urlsplit(page.url).path):
            continue
        visited += 1
        for href in page.eval_on_selector_all("a[href]", "links => links.map(link => link.getAttribute('href'))"):
            target = urldefrag(urljoin(page.url, href)).url
            kind = pattern_of(target)
            if target.startswith(product.url) and kind not in seen and not ELSEWHERE.search(urlsplit(target).path):
                seen.add(kind)
                waiting.append(target)
        yield url, answer


@pytest.mark.parametrize("role", ["visitor", *ROLES])
def test_every_page_is_sound(role: str, product: Product, phone: Page, shots: Path):
    if role != "visitor":
        product.sign_in(phone, role)
    faults: dict[str, list[str]] = {}
    for number, (url, answer) in enumerate(pages_from(phone, product)):
        phone.screenshot(
            path=shots / f"{role}-{number:02d}{pattern_of(url).replace('/', '_')[:60]}.png", full_page=True
        )
        found = faults_of(phone) + ([f"status {answer.status}"] if answer.status >= 400 else [])
        if found:
            faults[url] = found

    assert faults == {}


# Another number every time: one number may ask for a code once a minute.
UNKNOWN = f"197{randrange(10**8):08d}"


def ask_for_code(page: Page, product: Product, phone: str) -> None:
    page.goto(f"{product.url}/account/login/")
    page.get_by_label("手机号").fill(phone)
    page.get_by_role("button", name="获取验证码").click()


def wrong_code(page: Page, product: Product) -> None:
    page.locator("input[name=code]").fill("000000")
    page.get_by_role("button", name="登录", exact=True).click()


def wrong_phone(page: Page, product: Product) -> None:
    ask_for_code(page, product, "123")


def wrong_password(page: Page, product: Product) -> None:
    page.goto(f"{product.url}/account/login/password/")
    page.get_by_label("手机号").fill(UNKNOWN)
    page.get_by_label("登录密码").fill("wrong")
    page.get_by_role("button", name="登录", exact=True).click()


def unknown_certificate(page: Page, product: Product) -> None:
    page.goto(f"{product.url}/verify/")
    page.locator("input[name=number]").fill("WF-0000")
    page.locator("input[name=name]").fill("张三")
    page.locator("main form button").first.click()


# What a visitor may run into, in order: the code page stays for the wrong code.
STATES = {
    "code": lambda page, product: ask_for_code(page, product, UNKNOWN),
    "wrong code": wrong_code,
    "wrong phone": wrong_phone,
    "wrong password": wrong_password,
    "unknown certificate": unknown_certificate,
    "404": lambda page, product: page.goto(f"{product.url}/nothing-here/"),
    "405": lambda page, product: page.goto(f"{product.url}/notices/read/"),
    "components": lambda page, product: page.goto(f"{product.url}/_dev/components/"),
}
# The page of components names its classes.
MAY_BE_FOREIGN = {"components"}


def test_every_state_a_visitor_meets_is_sound(product: Product, phone: Page, shots: Path):
    faults: dict[str, list[str]] = {}
    for name, reach in STATES.items():
        reach(phone, product)
        phone.screenshot(path=shots / f"state-{name.replace(' ', '-')}.png", full_page=True)
        if found := [each for each in faults_of(phone) if name not in MAY_BE_FOREIGN or "foreign" not in each]:
            faults[name] = found

    assert faults == {}

"""Pages of the office: who sits at the desk, and how a page looks there and on a phone."""

import re
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.journeys.browser import slowed
from tests.journeys.conftest import PHONE
from tests.journeys.product import Product

DESK = {"width": 1280, "height": 900}
# What a page of the coverage shows beside the admin's own frame.
MAIN = ".coverage"
# The class of the demo with the most trainees; other journeys open newer ones.
LARGEST_CLASS = "潍坊市乡村医生名册"
LATIN = {"Excel", "xlsx", "PDF", "SHA", "csv", "UTC"}


def office_of(browser: Browser, product: Product, role: str) -> Page:
    """Return a page at a desk that ``role`` is signed in to."""
    context = browser.new_context(viewport=DESK, locale="zh-CN", accept_downloads=True)  # type: ignore[arg-type]
    context.set_default_timeout(30_000)
    page = slowed(context.new_page())
    product.sign_in(page, role)
    return page


def open_class(page: Page, product: Product) -> None:
    """Open the figures of the demo's largest class as they stand today."""
    page.goto(f"{product.url}/admin/coverage/")
    page.locator(".coverage__table tbody tr").filter(has_text=LARGEST_CLASS).locator("th a").click()
    page.wait_for_load_state()


def pictured(page: Page, shots: Path, name: str) -> None:
    """Keep a picture at desk and phone width, and refuse a page wider than the phone, and words left in English."""
    page.screenshot(path=shots / f"{name}.png", full_page=True)
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    # The admin's menu slides away.
    page.wait_for_timeout(400)
    page.screenshot(path=shots / f"{name}-phone.png", full_page=True)
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    page.set_viewport_size(DESK)  # type: ignore[arg-type]
    assert wide <= 0, f"{name}: {wide} px wider than the screen"
    foreign = set(re.findall(r"(?<![\w./:@-])[A-Za-z]{3,}(?![\w./:@-])", page.inner_text(MAIN)))
    assert foreign - LATIN == set(), f"{name}: {foreign - LATIN}"

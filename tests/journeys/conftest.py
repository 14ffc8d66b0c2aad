"""One product and one browser for all journeys."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

from tests.journeys.browser import browser_path, slowed
from tests.journeys.product import BROWSER_FLAGS, Product, running

PHONE = {"width": 360, "height": 740}
# A busy machine answers late; what never comes still fails.
expect.set_options(timeout=20_000)


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """The whole product with its demo, web server, worker and beat; PRODUCT_URL and DATA_DIR name one that runs."""
    if url := os.environ.get("PRODUCT_URL"):
        yield Product(url=url, data=Path(os.environ["DATA_DIR"]), environment={**os.environ, "DEBUG": "1"})
        return
    with running(tmp_path_factory.mktemp("product")) as started:
        yield started


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """What drives browsers; there is one to a process."""
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """A real Chromium."""
    started = playwright.chromium.launch(executable_path=browser_path(), args=BROWSER_FLAGS)
    yield started
    started.close()


@pytest.fixture
def shots() -> Path:
    """Where journeys leave pictures of what a person sees."""
    folder = Path("build/screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """A page on a small phone."""
    context = browser.new_context(viewport=PHONE, locale="zh-CN", has_touch=True, is_mobile=True)
    context.set_default_timeout(30_000)
    yield slowed(context.new_page())
    context.close()


@pytest.fixture
def desktop(browser: Browser) -> Iterator[Page]:
    """A page on an office screen."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="zh-CN", accept_downloads=True)
    context.set_default_timeout(30_000)
    yield slowed(context.new_page())
    context.close()

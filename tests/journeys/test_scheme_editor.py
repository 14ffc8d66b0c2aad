"""A scheme manager edits a scheme with a group, sees the figures follow, saves, and opens a class on it."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from tests.journeys.browser import slowed
from tests.journeys.product import Product
from tests.journeys.test_whole_run import choose, save

pytestmark = pytest.mark.journey

# A draft that nobody runs: what other journeys' classes ask for stays as it is.
SCHEME = "基层呼吸病首席医师提高班"
TRIED_ON = "首席医师培训班（第一期） · 基层慢病（呼吸病）首席医师培训"
CLASS = "首席医师提高班（试算后开班）"
FIGURE = re.compile(r"这个班 (\d+) 人，今天就能结业的有 (\d+) 人")


@pytest.fixture(scope="module")
def office(browser: Browser, product: Product):
    """The scheme manager at a desk."""
    context = browser.new_context(locale="zh-CN", viewport={"width": 1280, "height": 900})
    context.set_default_timeout(60_000)
    page = slowed(context.new_page())
    product.sign_in(page, "scheme_manager")
    yield page
    context.close()


def figure(office: Page) -> tuple[int, int]:
    """Return how many are in the class, and how many would be complete."""
    out = office.locator("[data-preview-out]")
    expect(out).to_contain_text(FIGURE)
    people, complete = FIGURE.search(out.inner_text()).groups()  # type: ignore[union-attr]
    return int(people), int(complete)


def row(office: Page, title: str):
    """Return the fields of the requirement called ``title``."""
    names = office.locator("input[name^='requirements-'][name$='-title']")
    for index in range(names.count()):
        if names.nth(index).input_value().startswith(title):
            prefix = names.nth(index).get_attribute("name").removesuffix("title")  # type: ignore[union-attr]
            return lambda field: office.locator(f"[name='{prefix}{field}']")
    raise AssertionError(title)


def open_editor(office: Page, product: Product) -> None:
    office.goto(f"{product.url}/admin/training_scheme/")
    office.get_by_role("link", name=SCHEME).first.click()
    expect(office.locator("#id_preview_class")).to_be_visible()
    # The requirements come after it.
    office.wait_for_load_state()


def open_class(office: Page, product: Product) -> None:
    office.goto(f"{product.url}/admin/training_class/")
    office.get_by_role("link", name=CLASS).first.click()
    expect(office.locator("main")).to_contain_text(CLASS)


def test_1_the_figures_follow_what_is_typed(office: Page, product: Product, shots):
    open_editor(office, product)
    office.locator("#id_preview_class").select_option(label=TRIED_ON)
    people, complete = figure(office)
    assert people >= complete > 0

    # All three of the group instead of two, and more lectures than there have ever been.
    row(office, "临床能力三选二")("target").fill("3")
    row(office, "参加杏林大学堂讲座")("target").fill("500")
    expect(office.locator("[data-preview-out]")).to_contain_text("今天就能结业的有 0 人")
    expect(office.locator("[data-preview-out]")).to_contain_text("不再算结业")
    # Whoever types into the last requirement still sees them.
    last = office.locator("input[name^='requirements-'][name$='-title']").last
    last.scroll_into_view_if_needed()
    last.focus()
    expect(office.locator(".scheme-preview__figure")).to_be_in_viewport(ratio=1)
    expect(last).to_be_in_viewport()
    office.screenshot(path=shots / "scheme-editor-sticky.png")
    office.screenshot(path=shots / "scheme-editor-preview.png", full_page=True)

    # What nobody could meet is said before it is saved.
    row(office, "临床能力三选二")("target").fill("4")
    expect(office.locator("[data-preview-out]")).to_contain_text("里面只有 3 项")
    row(office, "临床能力三选二")("target").fill("1")
    row(office, "参加杏林大学堂讲座")("target").fill("1")
    expect(office.locator("[data-preview-out]")).to_contain_text(FIGURE)


def test_2_a_draft_is_saved_where_it_is(office: Page, product: Product, shots):
    office.locator("#id_note").fill("三选一，讲座一次")
    save(office)
    expect(office).to_have_url(re.compile(r"/training_scheme/$"))
    expect(office.locator("body")).to_contain_text("新开的班用第 1 版")


def test_3_a_class_opens_on_it(office: Page, product: Product, shots):
    office.goto(f"{product.url}/admin/training_class/new/")
    office.locator("#id_scheme").select_option(label=SCHEME)
    office.locator("#id_name").fill(CLASS)
    today = timezone.localdate()
    office.locator("#id_starts_on").fill((today - timedelta(days=1)).isoformat())
    office.locator("#id_ends_on").fill((today + timedelta(days=60)).isoformat())
    choose(office, "organiser", "潍坊市第二人民医院")
    save(office)
    expect(office).not_to_have_url(re.compile("/new/$"))
    open_class(office, product)
    expect(office.locator("main")).to_contain_text("第 1 版")
    office.screenshot(path=shots / "scheme-editor-class.png", full_page=True)


def test_4_editing_on_makes_the_second_version_and_the_class_keeps_its_own(office: Page, product: Product):
    open_editor(office, product)
    row(office, "参加杏林大学堂讲座")("target").fill("2")
    save(office)
    expect(office.locator("body")).to_contain_text("新开的班用第 2 版")
    open_class(office, product)
    expect(office.locator("main")).to_contain_text("第 1 版")

"""An editor writes a question of several parts with a picture; a second person approves it."""

import io
import re

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.journeys.browser import slowed
from tests.journeys.product import Product

pytestmark = pytest.mark.journey

CODE = "journey-a3"


@pytest.fixture
def office(browser: Browser):
    """Return a page of its own for each of the two."""
    opened = []

    def open_page() -> Page:
        context = browser.new_context(locale="zh-CN", viewport={"width": 1280, "height": 900})
        context.set_default_timeout(60_000)
        opened.append(context)
        return slowed(context.new_page())

    yield open_page
    for context in opened:
        context.close()


def picture() -> dict[str, object]:
    file = io.BytesIO()
    Image.new("RGB", (60, 40), "teal").save(file, "PNG")
    return {"name": "chest.png", "mimeType": "image/png", "buffer": file.getvalue()}


def part(page: Page, place: int):
    return page.locator("[data-part]:visible").nth(place)


def fill(page: Page, place: int, stem: str, right: str) -> None:
    part(page, place).locator("[name$=-stem]").fill(stem)
    part(page, place).locator("[name$=-options]").fill("慢阻肺\n支气管哮喘\n肺炎")
    part(page, place).locator("[name$=-right]").fill(right)


def test_a_question_with_parts_is_written_checked_and_approved(office, product: Product, shots):
    editor = office()
    product.sign_in(editor, "course_editor")
    editor.goto(f"{product.url}/admin/exams/questions/new/")
    expect(editor.locator("[data-parts]")).to_be_hidden()
    expect(editor.locator("[name=options]")).to_be_visible()
    editor.locator("[name=code]").fill(CODE)
    editor.locator("[name=subject]").select_option(index=1)
    editor.locator("[name=kind]").select_option("a3")
    expect(editor.locator("[name=options]")).to_be_hidden()
    expect(editor.locator("[data-part]:visible")).to_have_count(1)
    expect(part(editor, 0).locator("[name$=-stage]")).to_be_hidden()

    editor.locator("[name=stem]").fill("患者男，62 岁。胸片如下：\n")
    editor.locator("[data-media-file]").set_input_files(picture())
    editor.locator("[data-media-alt]").fill("胸部正位片")
    editor.locator("[data-media-send]").click()
    marker = re.compile(r"如下：\n!\[胸部正位片\]\(media:[0-9a-f]{32}\)$")
    expect(editor.locator("[name=stem]")).to_have_value(marker)

    fill(editor, 0, "第二问？", "B")
    editor.locator("[data-part-add]").click()
    fill(editor, 1, "第一问？", "AB")
    editor.locator("[data-part-add]").click()
    part(editor, 2).locator("[data-part-away]").click()
    part(editor, 1).locator("[data-part-up]").click()
    editor.screenshot(path=shots / "question-form.png", full_page=True)
    editor.locator("#w-editor-form button[type=submit]").first.click()

    expect(part(editor, 0).locator(".error-message")).to_contain_text("只能有一个正确答案")
    expect(part(editor, 0).locator("[name$=-stem]")).to_have_value("第一问？")
    part(editor, 0).locator("[name$=-right]").fill("A")
    editor.locator("#w-editor-form button[type=submit]").first.click()
    expect(editor.locator(".messages")).to_be_visible()

    reviewer = office()
    product.sign_in(reviewer, "scheme_manager")
    reviewer.goto(f"{product.url}/admin/exams/reviews/")
    reviewer.get_by_role("link", name=CODE).click()
    expect(reviewer.locator("main img[alt=胸部正位片]")).to_have_js_property("naturalWidth", 60)
    read = reviewer.locator("main").inner_text()
    assert read.index("第一问？") < read.index("第二问？")
    reviewer.screenshot(path=shots / "question-review.png", full_page=True)
    reviewer.locator("button[value=approved]").click()
    expect(reviewer.get_by_role("link", name=CODE)).to_have_count(0)

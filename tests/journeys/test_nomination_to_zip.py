"""A class from nomination to ZIP: two doctors are nominated, one completes, and two people issue the certificate.

nominate → approve → exempt with reasons → dry run → hand in → send back → hand in again → approve → issue → ZIP and
print-ready PDF → the doctor's phone.
"""

import io
import re
import zipfile
from datetime import timedelta

import pypdf
import pypdfium2
import pytest
import zxingcpp
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from tests.journeys.product import Product
from tests.journeys.soundness import faults_of
from tests.journeys.test_class_of_nominees import DUE, SCHEME, doctors, follow, phone_of, signed_in
from tests.journeys.test_whole_run import choose, finish_job, save

__all__ = ["doctors"]

pytestmark = pytest.mark.journey

CLASS = "首席医师培训班（从推荐到发证）"
WHY = "已在市二院进修三个月，成绩合格，培训领导小组会议同意免修"
SENT_BACK = "请先核对身份证号再报"


@pytest.fixture(scope="module")
def office(browser: Browser, product: Product):
    """Who runs the class and hands the list in."""
    page = signed_in(browser, product, "scheme_manager")
    yield page
    page.context.close()


@pytest.fixture(scope="module")
def second(browser: Browser, product: Product):
    """Who approves the list."""
    page = signed_in(browser, product, "second_scheme_manager")
    yield page
    page.context.close()


def open_class(page: Page, product: Product) -> None:
    page.goto(f"{product.url}/admin/training_class/")
    page.get_by_role("link", name=CLASS).first.click()
    page.wait_for_load_state()


def hand_in(page: Page, product: Product) -> None:
    """Look the dry run over and hand the list in."""
    open_class(page, product)
    page.locator("a[href*='/certificate/issue/']").click()
    expect(page.locator("main")).to_contain_text("1 人将获得证书，1 人不发")
    page.locator("main form[method=post] button[type=submit]").last.click()
    expect(page).to_have_url(re.compile(r"/certificate_batch/\d+/$"))


def open_waiting(page: Page, product: Product) -> None:
    """Open the list that waits from the first page of the admin."""
    page.goto(f"{product.url}/admin/")
    page.locator("[aria-labelledby=lists-panel]").get_by_role("link", name=CLASS).first.click()
    expect(page.locator("form[action$='/approve/']")).to_have_count(1)


def fetch(page: Page, form: str) -> bytes:
    """Have the list's certificates put into one file, wait for it and download it."""
    page.locator(f"form[action$='/{form}/'] button").click()
    expect(page).to_have_url(re.compile(r"/jobs/\d+/"))
    link = page.locator("a[href$='/file/']").first
    expect(link).to_be_visible(timeout=120_000)
    with page.expect_download() as download:
        link.click()
    content = download.value.path().read_bytes()
    page.get_by_role("link", name="继续").click()
    expect(page).to_have_url(re.compile(r"/certificate_batch/\d+/$"))
    return content


def test_1_a_class_begins_today_and_two_doctors_are_nominated(
    office: Page, browser: Browser, product: Product, doctors, shots
):
    county, *pair = doctors
    today = timezone.localdate()
    office.goto(f"{product.url}/admin/training_class/new/")
    office.locator("#id_scheme").select_option(label=SCHEME)
    office.locator("#id_name").fill(CLASS)
    choose(office, "organiser", "潍坊市第二人民医院")
    choose(office, "due_roster", DUE)
    office.locator("#id_starts_on").fill(today.isoformat())
    office.locator("#id_ends_on").fill((today + timedelta(days=60)).isoformat())
    office.locator("#id_apply_until").fill((today + timedelta(days=9)).isoformat())
    office.locator("#id_places").fill("2")
    save(office)
    expect(office).not_to_have_url(re.compile("/new/$"))
    open_class(office, product)
    follow(office, "各县名额")
    office.get_by_label(county, exact=True).fill("2")
    office.locator("button[name=do][value=save]").press("Enter")
    expect(office).to_have_url(re.compile(r"/training_class/\d+/$"))

    institution = signed_in(browser, product, "institution_manager")
    institution.goto(f"{product.url}/admin/training_nominations/")
    follow(institution, CLASS)
    for name, _phone in pair:
        institution.get_by_label(name).check()
    institution.get_by_role("button", name="推荐勾选的人").press("Enter")
    for name, _phone in pair:
        expect(institution.get_by_role("row", name=re.compile(name))).to_contain_text("已推荐")
    institution.screenshot(path=shots / "to-zip-1-nominated.png", full_page=True)
    institution.context.close()


def test_2_both_are_approved_and_begin_at_once(office: Page, product: Product, doctors, shots):
    open_class(office, product)
    follow(office, "报名")
    for name, _phone in doctors[1:]:
        office.get_by_label(name, exact=True).check()
    with office.expect_navigation():
        office.locator("button[name=do][value=approve]").press("Enter")
    open_class(office, product)
    for name, _phone in doctors[1:]:
        expect(office.get_by_role("row", name=re.compile(name))).to_contain_text("在训")


def test_3_the_first_is_exempted_from_what_is_left_each_with_a_reason(office: Page, product: Product, doctors, shots):
    follow(office, doctors[1][0])
    trainee = office.url
    asked = office.locator("#id_requirement option").evaluate_all("options => options.map(each => each.value)")
    for value in filter(None, asked):
        office.goto(trainee)
        office.locator("details", has=office.locator("#id_requirement")).locator("summary").click()
        office.locator("#id_requirement").select_option(value)
        office.locator("form[action$='/exempt/'] input[name=reason]").fill(WHY)
        with office.expect_navigation():
            office.locator("form[action$='/exempt/'] button[type=submit]").press("Enter")
    office.goto(trainee)
    expect(office.locator("main").get_by_text(WHY).first).to_be_visible()
    expect(office.locator("main p").first).to_contain_text("已完成")
    office.screenshot(path=shots / "to-zip-3-exempted.png", full_page=True)


def test_4_the_dry_run_says_who_will_not_and_why_and_the_list_is_handed_in(
    office: Page, product: Product, doctors, shots
):
    open_class(office, product)
    office.locator("a[href*='/certificate/issue/']").click()
    row = office.get_by_role("row", name=re.compile(doctors[2][0]))
    expect(row).to_contain_text("还没有完成")
    office.screenshot(path=shots / "to-zip-4-dry-run.png", full_page=True)
    hand_in(office, product)
    expect(office.locator("form[action$='/approve/']")).to_have_count(0)
    office.screenshot(path=shots / "to-zip-4-handed-in.png", full_page=True)


def test_5_the_second_is_told_and_sends_the_list_back_and_the_first_is_told(
    office: Page, second: Page, product: Product, doctors, shots
):
    second.goto(f"{product.url}/notices/")
    expect(second.locator("main")).to_contain_text(CLASS)
    open_waiting(second, product)
    second.go_back()
    second.screenshot(path=shots / "to-zip-5-first-page.png", full_page=True)
    second.go_forward()
    second.locator("#send-back").fill(SENT_BACK)
    second.get_by_role("button", name="退回名单").press("Enter")
    expect(second.locator("main")).to_contain_text(SENT_BACK)
    second.screenshot(path=shots / "to-zip-5-sent-back.png", full_page=True)

    office.goto(f"{product.url}/notices/")
    expect(office.locator("main")).to_contain_text(SENT_BACK)
    office.screenshot(path=shots / "to-zip-5-told.png", full_page=True)


def test_6_handed_in_again_it_is_approved_and_issued(office: Page, second: Page, product: Product, doctors, shots):
    hand_in(office, product)
    open_waiting(second, product)
    expect(second.locator("main")).to_contain_text(doctors[1][0])
    second.screenshot(path=shots / "to-zip-6-to-approve.png", full_page=True)
    second.locator("form[action$='/approve/'] button").click()
    finish_job(second)
    expect(second.locator("form[action$='/zip/'] button")).to_be_visible()
    second.screenshot(path=shots / "to-zip-6-issued.png", full_page=True)

    office.goto(f"{product.url}/notices/")
    expect(office.locator("main")).to_contain_text("已发放 1 张证书")
    office.screenshot(path=shots / "to-zip-6-told.png", full_page=True)
    office.goto(f"{product.url}/admin/certificate_batch/")
    expect(office.get_by_role("row", name=re.compile(re.escape(CLASS))).first).to_be_visible()
    office.screenshot(path=shots / "to-zip-6-lists.png", full_page=True)


def test_7_the_zip_and_the_file_for_printing_hold_the_certificate(second: Page, product: Product, doctors, shots):
    name = doctors[1][0]
    with zipfile.ZipFile(io.BytesIO(fetch(second, "zip"))) as archive:
        (entry,) = archive.namelist()
        pdf = archive.read(entry)
    printed = fetch(second, "print")

    assert entry.endswith(f"-{name}.pdf")
    assert len(pdf) <= 60_000
    (shots / "to-zip-7-certificate.pdf").write_bytes(pdf)
    for content, picture in ((pdf, "to-zip-7-certificate.png"), (printed, "to-zip-7-printed.png")):
        (page,) = pypdf.PdfReader(io.BytesIO(content)).pages
        text = page.extract_text().replace("\n", "")
        assert name in text
        assert "免修" in text, "what was waived is said"
        assert entry.removesuffix(f"-{name}.pdf") in text
        image = pypdfium2.PdfDocument(content)[0].render(scale=2).to_pil()
        image.save(shots / picture)
        (code,) = zxingcpp.read_barcodes(image)
        assert code.text.startswith(f"{product.url}/verify/")
    assert b"/ByteRange" in pdf, "the single certificate is signed"
    assert b"/ByteRange" not in printed, "what is only for the printer is not"


def test_8_the_doctor_finds_the_certificate_on_the_phone(browser: Browser, product: Product, doctors, shots):
    phone = phone_of(browser, product, doctors[1][1])
    phone.goto(f"{product.url}/certificates/")
    expect(phone.locator("main")).to_contain_text(SCHEME)
    phone.screenshot(path=shots / "to-zip-8-phone.png", full_page=True)
    assert faults_of(phone) == []
    with phone.expect_download() as download:
        phone.get_by_role("link", name=re.compile("下载")).first.click()
    assert download.value.path().read_bytes().startswith(b"%PDF")
    phone.context.close()

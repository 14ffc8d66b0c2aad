"""A certificate before whoever must trust it: by code, by name, by file, without a network; corrected and revoked."""

import re
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.journeys.browser import slowed
from tests.journeys.conftest import PHONE
from tests.journeys.product import Product
from tests.journeys.soundness import faults_of

pytestmark = pytest.mark.journey

# Of the demo's certificates one that stands and belongs to none of its logins, and one that was revoked.
FIND = """
from certificates.register.models import Certificate as C
valid = C.objects.valid().filter(doubts=None, supersedes=None, person__appointments=None).order_by('number')
for each in (valid[5], C.objects.filter(state='revoked').first()):
    print(each.pk, each.number, each.name, each.file, sep='|')
"""
RENAME = """
from lms.people.models import Person
person = Person.objects.get(certificates={pk})
person.name = '{name}'
person.save(update_fields=['name'])
"""


@dataclass(frozen=True)
class Paper:
    """A certificate in somebody's hands."""

    pk: str
    number: str
    name: str
    pdf: Path

    @property
    def code(self) -> str:
        """What the camera of a phone reads from the printed page."""
        page = pypdfium2.PdfDocument(self.pdf)[0]
        (code,) = zxingcpp.read_barcodes(page.render(scale=2).to_pil())
        return code.text


@pytest.fixture(scope="module")
def papers(product: Product) -> list[Paper]:
    lines = [line.split("|") for line in product.manage("shell", "-c", FIND).splitlines() if line.count("|") == 3]
    return [Paper(pk, number, name, product.data / "private" / file) for pk, number, name, file in lines]


@pytest.fixture(scope="module")
def valid(papers: list[Paper]) -> Paper:
    return papers[0]


@pytest.fixture(scope="module")
def revoked(papers: list[Paper]) -> Paper:
    return papers[1]


def open_page(browser: Browser, **options: object) -> Page:
    context = browser.new_context(locale="zh-CN", **{"viewport": PHONE, **options})
    context.set_default_timeout(60_000)
    return slowed(context.new_page())


@pytest.fixture
def clerk(browser: Browser):
    page = open_page(browser)
    yield page
    page.context.close()


@pytest.fixture(scope="module")
def office(browser: Browser, product: Product):
    page = open_page(browser, viewport={"width": 1280, "height": 900})
    product.sign_in(page, "scheme_manager")
    yield page
    page.context.close()


def keep_for_offline(page: Page, product: Product) -> BrowserContext:
    """Open the check once with a network, so that the phone keeps what it needs."""
    page.goto(f"{product.url}/verify/")
    expect(page.locator("html[data-kept=yes]")).to_have_count(1)
    page.context.set_offline(True)
    return page.context


def test_1_the_code_opens_the_text_as_issued(clerk: Page, valid: Paper, shots: Path):
    assert re.fullmatch(r"http.*/verify/[0-9a-f-]{36}/#\d+", valid.code)

    clerk.goto(valid.code)

    expect(clerk.locator("main")).to_contain_text("这张证书有效")
    for said in (valid.number, valid.name, "***", "发证单位密钥"):
        expect(clerk.locator("main")).to_contain_text(said)
    assert faults_of(clerk) == []
    clerk.screenshot(path=shots / "verify-1-code.png", full_page=True)


def test_2_number_and_name_together_open_it_and_one_alone_does_not(clerk: Page, product: Product, valid: Paper):
    clerk.goto(f"{product.url}/verify/")
    clerk.locator("input[name=number]").fill(valid.number)
    clerk.locator("input[name=name]").fill("张三")
    clerk.get_by_role("button", name="查验").click()
    expect(clerk.get_by_role("alert")).to_be_visible()
    expect(clerk.locator("main")).not_to_contain_text(valid.name)

    clerk.locator("input[name=name]").fill(valid.name)
    clerk.get_by_role("button", name="查验").click()

    expect(clerk.locator("main")).to_contain_text("这张证书有效")
    expect(clerk.locator("main")).to_contain_text(valid.name)


def test_3_the_file_is_hashed_on_the_phone_and_a_changed_one_is_not_the_one(
    clerk: Page, product: Product, valid: Paper, tmp_path: Path, shots: Path
):
    sent: list[str] = []
    clerk.on("request", lambda request: sent.append(request.post_data or ""))
    clerk.goto(f"{product.url}/verify/")
    expect(clerk.locator("form[data-file]")).to_be_visible()
    assert faults_of(clerk) == []
    clerk.locator("#pdf").set_input_files(valid.pdf)
    expect(clerk.locator("main")).to_contain_text("这张证书有效")
    expect(clerk.locator("main")).to_contain_text(valid.name)
    assert max(map(len, sent)) < 500

    content = bytearray(valid.pdf.read_bytes())
    content[len(content) // 2] ^= 1
    (changed := tmp_path / "changed.pdf").write_bytes(content)
    clerk.goto(f"{product.url}/verify/")
    expect(clerk.locator("form[data-file]")).to_be_visible()
    clerk.locator("#pdf").set_input_files(changed)

    expect(clerk.get_by_role("alert")).to_contain_text("这不是当初签发的文件")
    clerk.screenshot(path=shots / "verify-3-changed.png", full_page=True)


def test_4_without_a_network_the_signature_speaks(clerk: Page, product: Product, valid: Paper, revoked: Paper, shots):
    code, void = valid.code, revoked.code
    context = keep_for_offline(clerk, product)

    clerk.goto(code)

    expect(clerk.locator("main")).to_contain_text("现在没有网络")
    expect(clerk.locator("[data-answer=right]")).to_contain_text("签名正确")
    expect(clerk.locator("[data-answer=right]")).to_contain_text("没有网络无法得知")
    expect(clerk.locator("[data-fact=name]")).to_have_text(valid.name)
    expect(clerk.locator("[data-fact=number]")).to_have_text(valid.number)
    expect(clerk.locator("[data-since]")).to_contain_text("20")
    assert faults_of(clerk) == []
    clerk.screenshot(path=shots / "verify-4-offline.png", full_page=True)

    clerk.goto(f"{product.url}/verify/")
    expect(clerk.locator("[data-answer=nothing]")).to_be_visible()
    address, _mark, digits = code.partition("#")
    clerk.goto(f"{address}#{int(digits) ^ (1 << 700)}")
    expect(clerk.locator("[data-answer=false]")).to_be_visible()
    expect(clerk.locator("[data-text]")).to_be_hidden()

    clerk.goto(f"{product.url}/verify/")
    clerk.goto(void)
    expect(clerk.locator("[data-answer=revoked]")).to_be_visible()
    expect(clerk.locator("[data-fact=name]")).to_have_text(revoked.name)

    context.set_offline(False)
    clerk.goto(f"{product.url}/verify/")
    clerk.goto(code)
    expect(clerk.locator("main")).to_contain_text("这张证书有效")


def test_5_a_doubt_waits_for_a_person_who_decides(office: Page, product: Product, shots: Path):
    office.goto(f"{product.url}/admin/certificate/doubts/")
    expect(office.locator("main")).to_contain_text("经核实为他人代签到")
    office.screenshot(path=shots / "verify-5-doubts.png", full_page=True)
    link = office.locator("main table a[href$='/decide/']").first
    address = link.get_attribute("href")
    link.click()
    office.locator("input[name=reason]").fill("另有现场签到表为证")
    office.locator("input[name=sure]").check()
    office.get_by_role("button", name="保留证书").click()

    expect(office.locator("main")).to_contain_text("仍然有效")
    expect(office.locator(f"main a[href='{address}']")).to_have_count(0)


def test_6_a_wrong_name_is_corrected_by_a_new_certificate_and_the_chain_is_seen(
    office: Page, clerk: Page, product: Product, valid: Paper, shots: Path
):
    code, new_name = valid.code, f"{valid.name}㛃"
    product.manage("shell", "-c", RENAME.format(pk=valid.pk, name=new_name))
    office.goto(f"{product.url}/admin/certificate/{valid.pk}/reissue/")
    expect(office.locator("main del")).to_have_text(valid.name)
    expect(office.locator("main ins")).to_have_text(new_name)
    office.locator("input[name=reason]").fill("姓名漏字")
    office.get_by_role("button", name="继续").click()
    expect(office.locator("main ins")).to_have_text(new_name)
    office.screenshot(path=shots / "verify-6-correct.png", full_page=True)
    office.locator("input[name=sure]").check()
    office.get_by_role("button", name="换发新证书").click()
    expect(office).to_have_url(re.compile(rf"/admin/certificate/(?!{valid.pk}/)\d+/$"))

    clerk.goto(code)
    expect(clerk.locator("main")).to_contain_text("旧证无效")
    expect(clerk.locator("main")).to_contain_text("姓名漏字")
    clerk.screenshot(path=shots / "verify-6-old.png", full_page=True)
    assert faults_of(clerk) == []
    clerk.locator("main .notice a").first.click()
    expect(clerk.locator("main")).to_contain_text("这张证书有效")
    expect(clerk.locator("main")).to_contain_text(new_name)
    expect(clerk.locator("main")).to_contain_text(valid.number)

    clerk.goto(f"{product.url}/verify/")
    expect(clerk.locator("form[data-file]")).to_be_visible()
    clerk.locator("#pdf").set_input_files(valid.pdf)
    expect(clerk.locator("main")).to_contain_text("旧证无效")


def test_7_a_revocation_is_seen_with_its_reason(office: Page, clerk: Page, product: Product, shots: Path):
    newer = office.locator("a[href*='/verify/']").first.get_attribute("href")
    assert newer
    office.locator("a[href$='/revoke/']").first.click()
    office.locator("input[name=reason]").fill("学时登记有误")
    office.locator("input[name=sure]").check()
    office.locator("main form[method=post] button[type=submit]").last.click()
    expect(office.locator("main")).to_contain_text("学时登记有误")

    clerk.goto(product.url + re.sub(r"^https?://[^/]+", "", newer))

    expect(clerk.locator("main")).to_contain_text("撤销")
    expect(clerk.locator("main")).to_contain_text("学时登记有误")
    clerk.screenshot(path=shots / "verify-7-revoked.png", full_page=True)

"""An auditor of one county, from the tree to a signed report; and the province's auditor, who compares the counties."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO

import pytest
from asn1crypto import pem, x509
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import PdfSignatureStatus, SignatureCoverageLevel, validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from tests.journeys.office import MAIN, office_of, open_class, pictured
from tests.journeys.product import Product
from tests.journeys.test_audit_work import press
from tests.journeys.test_coverage_programme import FIGURES, figure, open_programme, tab

pytestmark = pytest.mark.journey

SEED, SAMPLE, FINDING = "2026 513 264", "寿光市秋季抽查", "带教记录与排班不符"
ANSWERS = {"已查看证据": "是", "已电话核实": "是", "已现场核查": "无法核查", "培训由本人参加": "属实"}


@pytest.fixture(scope="module")
def auditor(browser: Browser, product: Product):
    """The auditor of one county, who goes all the way."""
    page = office_of(browser, product, "county_auditor")
    yield page
    page.context.close()


@pytest.fixture(scope="module")
def province(browser: Browser, product: Product):
    """The auditor of the province."""
    page = office_of(browser, product, "province_auditor")
    yield page
    page.context.close()


def seen(page: Page, shots, name: str) -> None:
    pictured(page, shots, f"county-{name}")


def test_1_from_the_tree_to_the_people_of_a_town(auditor: Page, product: Product, shots):
    open_programme(auditor, product)
    lines = auditor.locator(".coverage__table tbody tr")
    rows = [row for row in lines.all() if row.locator("td.number a").count()]
    rows[0].locator("th a").click()
    auditor.wait_for_load_state()
    covered = figure(auditor, "已覆盖")
    seen(auditor, shots, "1-town")
    auditor.locator(FIGURES).filter(has_text="已覆盖").first.click()
    expect(auditor.locator(".programme__people tbody tr")).to_have_count(min(covered, 50))
    seen(auditor, shots, "1-people")


def test_2_from_a_person_to_a_record_and_its_evidence(auditor: Page, shots):
    auditor.locator(".programme__people tbody a").first.click()
    auditor.wait_for_load_state()
    expect(auditor.locator(MAIN)).to_contain_text("何时起应训")
    seen(auditor, shots, "2-person")
    auditor.locator(".coverage__records a").first.click()
    auditor.wait_for_load_state()
    expect(auditor.locator(MAIN)).to_contain_text("潍坊市乡村医生培训台账")
    seen(auditor, shots, "2-evidence")


def test_3_a_sample_is_drawn_by_a_seed_that_is_printed(auditor: Page, product: Product, shots):
    open_class(auditor, product)
    seen(auditor, shots, "3-class")
    auditor.locator("main").get_by_role("link", name="抽查取样").click()
    auditor.get_by_label("标题").fill(SAMPLE)
    auditor.get_by_label("抽查人数").fill("3")
    auditor.get_by_label("种子").fill(SEED)
    seen(auditor, shots, "3-draw")
    press(auditor, "开始抽取")
    expect(auditor).to_have_url(re.compile(r"/coverage/samples/\d+/$"))
    expect(auditor.locator(MAIN)).to_contain_text(SEED)
    seen(auditor, shots, "3-sample")


def test_4_one_person_is_checked(auditor: Page, shots):
    auditor.locator("main .audit-lines a").first.click()
    auditor.wait_for_load_state()
    for row, answer in ANSWERS.items():
        auditor.get_by_role("group", name=row).get_by_label(answer, exact=True).check()
    seen(auditor, shots, "4-checklist")
    press(auditor, "保存核查结果")
    expect(auditor.locator(MAIN)).to_contain_text("1 / 3")
    seen(auditor, shots, "4-progress")


def test_5_a_finding_is_written(auditor: Page, shots):
    auditor.locator("main .audit-lines a").first.click()
    auditor.wait_for_load_state()
    auditor.locator("main").get_by_role("link", name="提出问题").click()
    auditor.get_by_label("标题").fill(FINDING)
    auditor.get_by_label("发现的情况").fill("带教记录写的是上午查房，排班表上当天休息，请说明。")
    auditor.get_by_label("较重").check()
    auditor.get_by_label("整改期限").fill((timezone.localdate() + timedelta(days=7)).isoformat())
    seen(auditor, shots, "5-raise")
    press(auditor, "提出问题")
    expect(auditor.locator(MAIN)).to_contain_text("待机构回复")
    seen(auditor, shots, "5-finding")


def test_6_a_report_is_frozen_and_its_signature_is_good(auditor: Page, product: Product, tmp_path, shots):
    open_class(auditor, product)
    auditor.get_by_role("button", name="封存报告").click()
    expect(auditor.get_by_text("报告已封存")).to_be_visible()
    if not re.search(r"/coverage/reports/[0-9a-f-]{36}/$", auditor.url):
        auditor.goto(f"{product.url}/admin/coverage/reports/")
        auditor.locator(".coverage__table th a").first.click()
        auditor.wait_for_load_state()
    seen(auditor, shots, "6-report")
    with auditor.expect_download() as taken:
        auditor.get_by_role("link", name="签名文件（PDF）").click()
    file = tmp_path / "report.pdf"
    taken.value.save_as(file)
    found = judged(file.read_bytes(), trusting(product))
    assert found.bottom_line
    assert found.coverage == SignatureCoverageLevel.ENTIRE_FILE


def judged(file: bytes, trusted: ValidationContext) -> PdfSignatureStatus:
    """Return what is found of the one signature, in a thread where no browser is driven: the judge has its own loop."""
    (signature,) = PdfFileReader(BytesIO(file)).embedded_signatures
    with ThreadPoolExecutor() as elsewhere:
        return elsewhere.submit(validate_pdf_signature, signature, trusted).result()


def trusting(product: Product) -> ValidationContext:
    """Return what somebody trusts who trusts the authority behind the installation's key, and nobody else."""
    blocks = pem.unarmor((product.data / "issuer" / "certificates.pem").read_bytes(), multiple=True)
    authority = [x509.Certificate.load(content) for _kind, _headers, content in blocks][-1]
    return ValidationContext(trust_roots=[authority], allow_fetching=False)


def test_7_the_report_is_whole(auditor: Page, shots):
    auditor.get_by_role("button", name="核验名单、数字和文件").click()
    expect(auditor.get_by_text("名单、数字和文件都与封存时一致")).to_be_visible()
    seen(auditor, shots, "7-checked")


def test_8_the_province_compares_its_counties(province: Page, product: Product, shots):
    open_programme(province, product)
    seen(province, shots, "8-province")
    tab(province, "排名与对比")
    labels = province.locator(".programme__bars label")
    names = [labels.nth(n).inner_text().strip() for n in range(3)]
    for name in names:
        labels.filter(has_text=name).get_by_role("checkbox").check()
    province.get_by_role("button", name="对比勾选的地方").click()
    table = province.locator(".programme__matrix")
    expect(table).to_contain_text("个百分点")
    assert table.locator("thead th").all_inner_texts()[1:] == names
    seen(province, shots, "8-comparison")

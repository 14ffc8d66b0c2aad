"""A county's auditor goes from a programme to the evidence of one record; the city compares its counties."""

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.office import MAIN, office_of, pictured
from tests.journeys.product import Product
from tests.journeys.test_whole_run import choose

pytestmark = pytest.mark.journey

VILLAGE = re.compile("乡村医生三年全覆盖 ")
FIGURES = ".coverage__figures a"


@pytest.fixture(scope="module")
def county(browser: Browser, product: Product):
    """The auditor of one county."""
    page = office_of(browser, product, "county_auditor")
    yield page
    page.context.close()


@pytest.fixture(scope="module")
def city(browser: Browser, product: Product):
    """The auditor of the whole city."""
    page = office_of(browser, product, "city_auditor")
    yield page
    page.context.close()


@pytest.fixture(scope="module")
def manager(browser: Browser, product: Product):
    """Who sets programmes up."""
    page = office_of(browser, product, "scheme_manager")
    yield page
    page.context.close()


def seen(page: Page, shots, name: str) -> None:
    pictured(page, shots, f"programme-{name}")


def tab(page: Page, words: str) -> None:
    page.get_by_role("navigation", name="这个地方的各个页面").get_by_role("link", name=words, exact=True).click()
    page.wait_for_load_state()


def open_programme(page: Page, product: Product) -> None:
    page.goto(f"{product.url}/admin/coverage/programmes/")
    page.get_by_role("link", name=VILLAGE).first.click()
    page.wait_for_load_state()


def figure(page: Page, label: str) -> int:
    return int(page.locator(FIGURES).filter(has_text=label).locator("strong").inner_text().replace(",", ""))


def test_1_the_county_sees_its_own_figures(county: Page, product: Product, shots):
    county.goto(f"{product.url}/admin/coverage/programmes/")
    expect(county.locator(MAIN)).to_contain_text("乡村医生三年全覆盖")
    seen(county, shots, "1-list")
    open_programme(county, product)
    assert 0 < figure(county, "已覆盖") < figure(county, "应训")
    expect(county.locator(MAIN)).to_contain_text("规则第 1 版")
    expect(county.locator(MAIN)).not_to_contain_text("青州市")
    seen(county, shots, "2-tree")
    county.get_by_text("怎么统计的").click()
    expect(county.locator(MAIN)).to_contain_text("演示，待核实")
    seen(county, shots, "3-rule")


def test_2_groups_lead_to_exactly_their_people(county: Page, product: Product, shots):
    tab(county, "人员分类")
    seen(county, shots, "4-groups")
    row = county.locator("section", has=county.locator("#by-age")).locator("tbody tr").first
    number = int(row.locator("td.number a").first.inner_text())
    row.locator("td.number a").first.click()
    expect(county.locator(MAIN)).to_contain_text(f"共 {number} 人")
    assert county.locator(".programme__people tbody tr").count() == min(number, 50)
    seen(county, shots, "5-people")


def test_3_a_person_leads_to_records_and_their_evidence(county: Page, product: Product, shots):
    open_programme(county, product)
    county.locator(FIGURES).filter(has_text="已覆盖").first.click()
    county.locator(".programme__people tbody a").first.click()
    expect(county.locator(MAIN)).to_contain_text("何时起应训")
    seen(county, shots, "6-person")
    county.locator(".coverage__records a").first.click()
    expect(county.locator(MAIN)).to_contain_text("潍坊市乡村医生培训台账")
    seen(county, shots, "7-evidence")


def test_4_the_trend_shows_the_target_line_and_the_plan(county: Page, product: Product, shots):
    open_programme(county, product)
    tab(county, "走势")
    expect(county.get_by_role("img", name=re.compile("覆盖率的走势"))).to_be_visible()
    expect(county.locator(".programme__forecast")).to_contain_text("目标线")
    seen(county, shots, "8-trend")


def test_5_who_can_be_covered_fastest_is_taken_along(county: Page, product: Product, shots):
    tab(county, "最快可覆盖")
    seen(county, shots, "9-fastest")
    county.get_by_role("button", name=re.compile("导出")).click()
    expect(county.locator("main")).to_contain_text(re.compile("已导出|个名字|人"), timeout=60_000)
    assert "/jobs/" in county.url


def test_6_a_foreign_county_is_not_found(county: Page, city: Page, product: Product):
    open_programme(city, product)
    city.get_by_role("link", name="青州市").first.click()
    city.wait_for_load_state()
    answer = county.goto(city.url)
    assert answer is not None
    assert answer.status == 404


def test_7_the_city_ranks_and_compares_its_counties(city: Page, product: Product, shots):
    open_programme(city, product)
    seen(city, shots, "10-city")
    tab(city, "排名与对比")
    boxes = city.locator(".programme__bars input[type=checkbox]")
    for n in range(3):
        boxes.nth(n).check()
    city.get_by_role("button", name="对比勾选的地方").click()
    table = city.locator(".programme__matrix")
    expect(table).to_contain_text("个百分点")
    assert table.locator("thead th").count() == 4
    seen(city, shots, "11-comparison")


def test_8_a_manager_counts_a_rule_and_puts_it_in_force(manager: Page, product: Product, shots):
    manager.goto(f"{product.url}/admin/coverage/programmes/")
    manager.get_by_role("link", name="新建计划").click()
    manager.get_by_label("计划名称").fill("公卫医师派驻培训")
    manager.get_by_label("计划第一天").fill("2026-01-01")
    manager.get_by_label("计划最后一天").fill("2035-12-31")
    choose(manager, "keeper", "潍坊市卫生健康委员会")
    choose(manager, "division", "潍坊市")
    seen(manager, shots, "12-new")
    manager.get_by_role("button", name="保存").click()
    expect(manager.locator("body")).to_contain_text("接下来写明哪些人应训")
    manager.get_by_role("button", name="看看会包括多少人").click()
    expect(manager.locator(MAIN)).to_contain_text("请填写这一项")
    seen(manager, shots, "13-faults")
    manager.get_by_label("文件", exact=True).fill("潍卫基层〔2026〕9号")
    manager.get_by_label("条款").fill("第三条")
    manager.get_by_label("乡村医生").first.check()
    manager.locator("input[name=covered_by][value=minutes]").check()
    manager.get_by_label("计划期内应达到的小时数").fill("2")
    manager.get_by_role("button", name="看看会包括多少人").click()
    expect(manager.locator(".programme__preview")).to_contain_text(re.compile(r"应训 \d+ 人"))
    seen(manager, shots, "14-preview")
    manager.get_by_role("button", name="确定生效").click()
    expect(manager.locator("body")).to_contain_text("第 1 版已生效")
    seen(manager, shots, "15-rules")


def test_9_a_day_that_is_over_has_every_page_and_a_sample_is_drawn_from_it(county: Page, product: Product, shots):
    # No day that the night counts, nor one that another journey chooses.
    over = (date.today().replace(day=1) - timedelta(days=9)).isoformat()
    open_programme(county, product)
    county.get_by_label("另一天的数字").fill(over)
    county.get_by_role("button", name="查看", exact=True).click()
    county.get_by_role("link", name="继续").click()
    expect(county).to_have_url(re.compile(rf"@{over}/"))
    due = figure(county, "应训")
    seen(county, shots, "16-day")
    for words in ("人员分类", "走势", "排名与对比", "各机构"):
        tab(county, words)
        expect(county.locator(MAIN)).to_contain_text(f"{over} 日终")
    seen(county, shots, "17-day-institutions")
    tab(county, "数字")
    county.locator(FIGURES).filter(has_text="应训").first.click()
    expect(county.locator(MAIN)).to_contain_text(f"共 {due} 人")
    county.get_by_role("link", name="抽查取样").click()
    expect(county.locator(MAIN)).to_contain_text(over)
    county.get_by_label("抽查人数").fill("2")
    seen(county, shots, "18-draw")
    county.get_by_role("button", name="开始抽取").click()
    expect(county).to_have_url(re.compile(r"/samples/\d+/$"))
    expect(county.locator(MAIN)).to_contain_text(over)
    seen(county, shots, "19-sample")
    county.goto(f"{county.url}1/")
    county.get_by_role("link", name="学习记录与证据").click()
    expect(county).to_have_url(re.compile(rf"@{over}/person/"))

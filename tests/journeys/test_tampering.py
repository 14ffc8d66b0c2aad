"""An auditor keeps a head; an operator changes a record past the triggers; the auditor and the command find out."""

import sqlite3
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.browser import slowed
from tests.journeys.product import Product

pytestmark = pytest.mark.journey

CHANGE = "UPDATE records_learningrecord SET minutes = {} WHERE id = 7"
FORGET = ("DELETE FROM records_sealedrun", "DELETE FROM records_treehead")
TABLES = ("records_learningrecord", "records_sealedrun", "records_treehead")


@pytest.fixture
def mended(product: Product):
    """The records as they were, for the journeys that come after."""
    database = sqlite3.connect(product.data / "xinglin.sqlite3", timeout=60)
    ((minutes,),) = database.execute("SELECT minutes FROM records_learningrecord WHERE id = 7").fetchall()
    database.close()
    yield
    as_operator(product, CHANGE.format(minutes), *FORGET)
    last_head(product).unlink(missing_ok=True)
    product.manage("seal_records")


@pytest.fixture
def office(browser: Browser):
    """A page on a desk."""
    context = browser.new_context(locale="zh-CN", viewport={"width": 1280, "height": 900})
    context.set_default_timeout(60_000)
    yield slowed(context.new_page())
    context.close()


def as_operator(product: Product, *statements: str) -> None:
    """Run SQL past the triggers."""
    database = sqlite3.connect(product.data / "xinglin.sqlite3", timeout=60)
    names = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN (?, ?, ?)"
    triggers = database.execute(names, TABLES).fetchall()
    for name, _sql in triggers:
        database.execute(f"DROP TRIGGER {name}")
    for statement in [*statements, *(sql for _name, sql in triggers)]:
        database.execute(statement)
    database.commit()
    database.close()


def last_head(product: Product) -> Path:
    """Where the head that was signed last is kept outside the database."""
    return product.data / "seal" / "last-head.txt"


def check(page: Page, product: Product, head: str) -> None:
    page.goto(f"{product.url}/admin/seals/check/")
    page.locator("[name=text]").fill(head)
    page.locator("form[enctype] button[type=submit]").click()


def test_a_tampered_database_is_found_out(office: Page, product: Product, mended, tmp_path, shots):
    # The demo is sealed once it is loaded. The auditor prints its head and takes it home.
    product.sign_in(office, "city_auditor")
    office.goto(f"{product.url}/admin/seals/")
    office.locator("table.listing a").first.click()
    expect(office.locator("svg.seal__qr")).to_be_visible()
    head = office.locator("pre").first.inner_text()
    office.screenshot(path=shots / "tree-head.png", full_page=True)
    drawer = tmp_path / "head.txt"
    drawer.write_text(head)
    check(office, product, head)
    expect(office.get_by_text("现在的学习记录接得上这个树头")).to_be_visible()
    assert "接得上您带来的树头" in product.manage("verify_records", "--head", str(drawer))

    # One record is changed: the command names it.
    as_operator(product, CHANGE.format(999))
    with pytest.raises(subprocess.CalledProcessError) as found:
        product.manage("verify_records")
    assert "7 号学习记录被改过" in found.value.stderr

    # All seals are to be made anew over the changed record: the head outside the database keeps them from being signed.
    as_operator(product, *FORGET)
    with pytest.raises(subprocess.CalledProcessError) as found:
        product.manage("seal_records")
    assert "SEAL_LAST_FILE" in found.value.stderr
    with pytest.raises(subprocess.CalledProcessError):
        product.manage("verify_records")

    # Whoever may write that file too has them signed: only the head from the drawer tells.
    last_head(product).unlink()
    product.manage("seal_records")
    assert "都与封存时一样" in product.manage("verify_records")
    check(office, product, head)
    expect(office.get_by_text("现在的学习记录接不上这个树头")).to_be_visible()
    office.screenshot(path=shots / "tampered.png", full_page=True)
    with pytest.raises(subprocess.CalledProcessError) as found:
        product.manage("verify_records", "--head", str(drawer))
    assert "接不上您带来的树头" in found.value.stderr

"""Every page of the phone site, as each role: no axe violation, no layout wider than the screen, no foreign words."""

import re
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from playwright.sync_api import Page

from tests.journeys.product import ROOT, Product

pytestmark = pytest.mark.journey

AXE = ROOT / "node_modules/axe-core/axe.min.js"
ROLES = [
    "doctor",
    "mentor",
    "institution_manager",
    "course_editor",
    "scheme_manager",
    "county_auditor",
    "city_auditor",
    "administrator",
]
ELSEWHERE = re.compile(
    r"^/(admin|documents|media|static|account/logout|_dev|healthz)|\.(ics|pdf|xlsx|zip|csv)$|/file/$|download"
)
# Abbreviations that Chinese doctors write in Latin letters.
LATIN = {"xinglin", "totp", "mmrc", "copd", "gold", "https", "http"}
MOST = 60


def pattern_of(url: str) -> str:
    """Return an address with its numbers and codes taken out: one page of a kind is enough."""
    path = urlsplit(url).path
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+", "N", path)


def pages_from(page: Page, product: Product) -> list[str]:
    """Visit what can be reached by links and return one address of each kind of page."""
    waiting, seen = [f"{product.url}/"], {"/"}
    visited: list[str] = []
    while waiting and len(visited) < MOST:
        url = waiting.pop(0)
        page.goto(url)
        visited.append(url)
        for href in page.eval_on_selector_all("a[href]", "links => links.map(link => link.getAttribute('href'))"):
            target = urldefrag(urljoin(page.url, href)).url
            kind = pattern_of(target)
            if target.startswith(product.url) and kind not in seen and not ELSEWHERE.search(urlsplit(target).path):
                seen.add(kind)
                waiting.append(target)
    return visited


def faults_of(page: Page) -> list[str]:
    """Return what is wrong with the page as it stands, in a line each."""
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run().then(result => result.violations)")
    faults = [f"{v['id']}: {v['help']} ({v['nodes'][0]['html'][:160]})" for v in found]
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    if wide > 0:
        faults.append(f"{wide} px wider than the screen")
    small = page.evaluate(
        """[...document.querySelectorAll('main a[class*=button], main button, main select')]
           .filter(e => e.offsetParent && e.getBoundingClientRect().height < 44).map(e => e.outerHTML.slice(0, 120))"""
    )
    faults += [f"target under 44 px: {html}" for html in small]
    size = page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")
    if size < 18:
        faults.append(f"body text of {size} px")
    words = set(re.findall(r"(?<![\w./:@-])[A-Za-z]{4,}(?![\w./:@-])", page.inner_text("body")))
    foreign = sorted(word for word in words if word.lower() not in LATIN)
    if foreign:
        faults.append(f"foreign words: {foreign}")
    return faults


@pytest.mark.parametrize("role", ["visitor", *ROLES])
def test_every_page_is_sound(role: str, product: Product, phone: Page, shots: Path):
    if role != "visitor":
        product.sign_in(phone, role)
    faults: dict[str, list[str]] = {}
    for number, url in enumerate(pages_from(phone, product)):
        answer = phone.goto(url)
        assert answer is not None
        phone.screenshot(
            path=shots / f"{role}-{number:02d}{pattern_of(url).replace('/', '_')[:60]}.png", full_page=True
        )
        found = faults_of(phone) + ([f"status {answer.status}"] if answer.status >= 400 else [])
        if found:
            faults[url] = found

    assert faults == {}

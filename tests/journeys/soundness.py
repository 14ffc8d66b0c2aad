"""What is wrong with a page as it stands: for axe, for eyes over fifty, for thumbs, for readers of Chinese."""

import re

from playwright.sync_api import Page

from tests.journeys.product import ROOT

AXE = ROOT / "node_modules/axe-core/axe.min.js"
# Names that Chinese doctors write in Latin letters: drugs' classes, scales, guidelines; and our own name.
LATIN = {"xinglin", "totp", "mmrc", "copd", "gold", "https", "http", "laba", "lama", "saba", "sama", "spo2", "mmhg"}
# Beside axe's own choice of rules: text contrast of 7:1.
RULES = '{rules: {"color-contrast-enhanced": {enabled: true}}}'
TARGET, SMALLEST_TEXT, BODY_TEXT = 44, 17, 18

# Everything that is pressed. A link inside a sentence is as high as its line; a box is as large as its label; what is
# only for screen readers has no size. A list's title reaches over its whole row.
SMALL_TARGETS = """least => {
  const within = element => {
    const sentence = element.closest("p, li, dd, td, figcaption, .rich");
    return element.tagName === "A" && sentence && getComputedStyle(element).display === "inline"
      && sentence.textContent.trim() !== element.textContent.trim();
  };
  return [...document.querySelectorAll("a[href], button, select, textarea, summary, input:not([type=hidden])")]
    .filter(element => element.offsetParent && !element.matches(".skip, audio *, video *") && !within(element))
    .filter(element => {
      const label = element.matches("[type=radio], [type=checkbox]") && element.closest("label");
      const {width, height} = (label || element).getBoundingClientRect();
      return width > 2 && Math.min(width, height) < least;
    })
    .map(element => element.outerHTML.slice(0, 120));
}"""
SMALL_TEXT = """least => {
  const found = new Set(), walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || !element.checkVisibility() || element.closest(".tabbar")) continue;
    const size = parseFloat(getComputedStyle(element).fontSize);
    if (size < least) found.add(`${size} px: ${element.outerHTML.slice(0, 100)}`);
  }
  return [...found];
}"""

# Chinese puts no comma at the start of a line. Each element is tried with one at every place of its first lines.
HANGING_COMMAS = """selector => {
  const found = [], range = document.createRange();
  const top = (node, at) => {
    range.setStart(node, at);
    range.setEnd(node, at + 1);
    return range.getBoundingClientRect().top;
  };
  for (const element of document.querySelectorAll(selector)) {
    const said = element.textContent;
    for (let place = 1; place < 60; place += 1) {
      element.textContent = "\u75c5".repeat(place) + "\uff0c" + "\u53f2".repeat(6);
      const node = element.firstChild;
      if (top(node, place) > top(node, place - 1)) found.push(`comma after ${place}: ${said.slice(0, 40)}`);
    }
    element.textContent = said;
  }
  return found;
}"""


def hanging_commas(page: Page, selector: str) -> list[str]:
    """Return where a line would begin with a comma, whatever stood in the elements of ``selector``."""
    found: list[str] = page.evaluate(HANGING_COMMAS, selector)
    return found


def faults_of(page: Page) -> list[str]:
    """Return what is wrong with the page as it stands, in a line each."""
    page.evaluate(AXE.read_text())
    found = page.evaluate(f"axe.run({RULES}).then(result => result.violations)")
    faults = [f"{v['id']}: {v['help']} ({v['nodes'][0]['html'][:160]})" for v in found]
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    if wide > 0:
        faults.append(f"{wide} px wider than the screen")
    faults += [f"target under {TARGET} px: {html}" for html in page.evaluate(SMALL_TARGETS, TARGET)]
    faults += [f"text under {SMALLEST_TEXT} px: {text}" for text in page.evaluate(SMALL_TEXT, SMALLEST_TEXT)]
    size = page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")
    if size < BODY_TEXT:
        faults.append(f"body text of {size} px")
    words = set(re.findall(r"(?<![\w./:@-])[A-Za-z]{4,}(?![\w./:@-])", page.inner_text("body")))
    foreign = sorted(word for word in words if word.lower() not in LATIN)
    if foreign:
        faults.append(f"foreign words: {foreign}")
    return faults

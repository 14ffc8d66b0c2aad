"""Sittings in real browsers whose network is cut and restored, while the parts of the product die."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from random import Random
from typing import Any

from playwright.async_api import BrowserContext, Page, async_playwright
from playwright.async_api import Error as PlaywrightError

from tests.journeys.browser import browser_path
from tests.journeys.product import BROWSER_FLAGS

PHONE = {"width": 360, "height": 740}
CUT_SECONDS, BETWEEN_SECONDS = (3, 7), (6, 10)
PATIENCE_MS = 120_000
# What the page says of each question: whether its answer is called saved, and which places are chosen.
SAYS = """() => [...document.querySelectorAll('[data-question]')].map(each => ({
  position: Number(each.dataset.question),
  saved: Boolean(each.querySelector('[data-state].is-held')),
  shown: [...each.querySelectorAll(`[name="chosen-${each.dataset.question}"]:checked`)].map(box => Number(box.value)),
}))"""


@dataclass
class Screen:
    """One browser in one sitting, and what its screen has said."""

    sitting: int
    page: Page
    context: BrowserContext
    chance: Random
    # Every answer that the screen has ever called saved.
    saved: set[tuple[int, tuple[int, ...]]] = field(default_factory=set)
    last: dict[int, tuple[int, ...]] = field(default_factory=dict)
    cuts: int = 0
    receipt_page: str = ""
    trouble: str = ""

    async def sit(self, over: asyncio.Event) -> None:
        """Answer until it is ``over``, now and then without a network; then hand in as a person does."""
        cutting = asyncio.create_task(self._cut(over))
        while not over.is_set():
            await self._answer()
            await self.look()
            await asyncio.sleep(self.chance.uniform(0.5, 1.5))
        await cutting
        try:
            await self._hand_in()
        except PlaywrightError as fault:
            # The judge misses the receipt; this says what the screen said instead.
            shown = await self.page.locator(".exam-bar, [data-trouble]").all_inner_texts()
            self.trouble = f"{fault.message.splitlines()[0]} {shown}"

    async def _hand_in(self) -> None:
        await self.page.locator("[data-delivery].badge--done").wait_for(timeout=PATIENCE_MS)
        await self.look()
        await self.page.locator("form[data-sitting] button[value=submit]").click()
        await self.page.locator("dialog[open] button[value=yes]").click()
        await self.page.wait_for_url("**/receipt/", timeout=PATIENCE_MS)
        self.receipt_page = await self.page.locator("main").inner_text()

    async def _answer(self) -> None:
        questions = self.page.locator("[data-question]")
        question = questions.nth(self.chance.randrange(await questions.count()))
        boxes = question.locator("input[name^='chosen-']")
        await boxes.nth(self.chance.randrange(await boxes.count())).click(force=True)

    async def look(self) -> None:
        """Note what the screen calls saved, and what is chosen."""
        for said in await self.page.evaluate(SAYS):
            place, shown = said["position"], tuple(said["shown"])
            # A box may have been unticked again: then nothing is what is chosen.
            if shown or place in self.last:
                self.last[place] = shown
            if shown and said["saved"]:
                self.saved.add((place, shown))

    async def _cut(self, over: asyncio.Event) -> None:
        while not over.is_set():
            await asyncio.sleep(self.chance.uniform(*BETWEEN_SECONDS))
            await self.context.set_offline(True)
            self.cuts += 1
            await asyncio.sleep(self.chance.uniform(*CUT_SECONDS))
            await self.context.set_offline(False)

    def said(self) -> dict[str, Any]:
        """Return what the screen has said, for the judge."""
        return {
            "sitting": self.sitting,
            "saved": sorted(self.saved),
            "last": sorted(self.last.items()),
            "receipt_page": self.receipt_page,
        }


@contextlib.asynccontextmanager
async def screens(url: str, laid: list[dict[str, Any]]) -> AsyncIterator[list[Screen]]:
    """Open the sittings in ``laid`` in browsers; none where the page does not keep answers on the phone."""
    if not laid:
        yield []
        return
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=browser_path(), args=BROWSER_FLAGS)
        opened = [await _open(await browser.new_context(viewport=PHONE, locale="zh-CN"), url, each) for each in laid]
        yield [screen for screen in opened if await screen.page.locator("form[data-door]").count()]
        await browser.close()


async def _open(context: BrowserContext, url: str, laid: dict[str, Any]) -> Screen:
    await context.add_cookies([{"name": "sessionid", "value": laid["session"], "url": url}])
    page = await context.new_page()
    await page.goto(f"{url}/exams/sittings/{laid['sitting']}/", timeout=PATIENCE_MS)
    return Screen(laid["sitting"], page, context, Random(laid["sitting"]))

"""A sitting for a journey: made in the running product, opened on phones, looked up in its database afterwards."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Locator, Page, Playwright, expect

from tests.journeys.browser import browser_path, slowed
from tests.journeys.conftest import PHONE
from tests.journeys.product import BROWSER_FLAGS, Product

# Four of one best answer, one of several, one of two, one in words; the first option of the version is right.
MAKE = """
import json, secrets, uuid
from datetime import timedelta
from django.test import Client
from django.utils import timezone
from courses.exams.actions import create_exam
from courses.exams.models import Question, QuestionReview, QuestionVersion, Sitting, SittingItem
from lms.people.models import Organisation, Person
from lms.records.models import Subject
now, name = timezone.now(), uuid.uuid4().hex[:8]
subject = Subject.objects.create(code=name, name="呼吸病" + name)
def write(kind, place, options, right, parts=()):
    question = Question.objects.create(code=f"{{name}}-{{place}}", subject=subject)
    version = QuestionVersion.objects.create(
        question=question, number=1, kind=kind, stem=f"第{{place}}道题问什么？", options=options, right=right,
        parts=list(parts), made_at=now, explanation="讲解不能提前看到")
    QuestionReview.objects.create(version=version, verdict="approved", at=now)
    return version
four = ["肺功能检查", "胸部平片", "血常规", "心电图"]
versions = [write("single", place, four, [0]) for place in range(1, 5)]
versions += [write("multiple", 5, four, [0, 2]), write("true_false", 6, ["对", "错"], [0]), write("short", 7, [], [])]
if {case}:
    part = lambda stem, stage: {{
        "stem": stem, "options": four, "right": [0], "explanation": "", "rubric": "", "stage": stage}}
    versions.append(write("case", 8, [], [], [part("首先做什么检查？", 1), part("接下来密封的问题是什么？", 2)]))
exam = create_exam(
    code=name, title="呼吸病考试" + name, organiser=Organisation.objects.first(), lines=[], at=now, published=False,
    opens_at=now - timedelta(days=1), closes_at=now + timedelta(days=1), duration_minutes=60, review="after_window")
exam.published = True
exam.save(update_fields=["published"])
person = Person.objects.create(name="赵" + name[:2], phone="195" + str(secrets.randbelow(10**8)).zfill(8))
sitting = Sitting.objects.create(
    exam=exam, person=person, attempt=1, seed=1, started_at=now - timedelta(minutes=1),
    deadline_at=now + timedelta(seconds={seconds}), nonce=secrets.token_hex(16))
items = [(version, part) for version in versions for part in range(version.part_count)]
SittingItem.objects.bulk_create(
    SittingItem(sitting=sitting, position=place, version=version, part=part,
                order=list(range(len(version.part(part).options))))
    for place, (version, part) in enumerate(items, start=1))
client = Client()
client.force_login(person)
print("MADE", json.dumps([sitting.pk, client.cookies["sessionid"].value]))
"""
LOOK = """
import json
from courses.exams import queries
from courses.exams.models import AnswerEntry, Signal, Sitting
sitting = Sitting.objects.get(pk={pk})
rows = AnswerEntry.objects.filter(sitting=sitting).order_by("pk")
print("SEEN", json.dumps({{
    "sittings": Sitting.objects.filter(person=sitting.person).count(),
    "held": {{place: each.text or each.chosen for place, each in queries.held(sitting).items()}},
    "entries": [[each.position, each.text or each.chosen, each.late] for each in rows],
    "devices": rows.order_by().values("device").distinct().count(),
    "late_given_in_time": all(each.estimated_at <= sitting.deadline_at for each in rows if each.late),
    "far_off": any(
        abs((each.estimated_at - each.received_at).total_seconds()) > 7200 for each in rows if each.estimated_at),
    "signals": sorted(set(Signal.objects.filter(sitting=sitting).values_list("kind", flat=True))),
    "receipt": sitting.receipt, "closed_by": sitting.closed_by,
}}))
"""


@dataclass(frozen=True)
class OpenSitting:
    """A sitting of one person that is open in the running product, and the person's session."""

    product: Product
    pk: int
    session: str

    @property
    def path(self) -> str:
        return f"/exams/sittings/{self.pk}/"

    def seen(self) -> dict[str, Any]:
        """Return what the database holds."""
        return told(self.product.manage("shell", "-c", LOOK.format(pk=self.pk)), "SEEN")

    def enter(self, context: BrowserContext) -> Page:
        """Open the paper on a phone, signed in, and wait until it would also open without a network."""
        context.add_cookies([{"name": "sessionid", "value": self.session, "url": self.product.url}])
        page = slowed(context.new_page())
        page.goto(self.product.url + self.path)
        settled(page)
        return page


def told(printed: str, mark: str) -> Any:
    (line,) = [line for line in printed.splitlines() if line.startswith(mark)]
    return json.loads(line.removeprefix(mark))


def begin(product: Product, *, seconds: int = 3600, case: bool = False) -> OpenSitting:
    """Make a sitting that ends in ``seconds``."""
    pk, session = told(product.manage("shell", "-c", MAKE.format(seconds=seconds, case=case)), "MADE")
    return OpenSitting(product, pk, session)


def new_phone(browser: Browser) -> BrowserContext:
    context = browser.new_context(viewport=PHONE, locale="zh-CN", has_touch=True, is_mobile=True)
    context.set_default_timeout(90_000)
    return context


@contextmanager
def owned_phone(playwright: Playwright, folder: Path) -> Iterator[BrowserContext]:
    """A phone whose browser can be closed and opened again: what it keeps lies in ``folder``."""
    context = playwright.chromium.launch_persistent_context(
        folder, executable_path=browser_path(), args=BROWSER_FLAGS, viewport=PHONE, locale="zh-CN", is_mobile=True
    )
    context.set_default_timeout(90_000)
    try:
        yield context
    finally:
        context.close()


def settled(page: Page) -> None:
    expect(page.locator("html[data-kept=yes]")).to_have_count(1)


def option(page: Page, position: int, place: int) -> Locator:
    return page.locator(f"#q{position} input[name^=chosen][value='{place}']")


def choose(page: Page, position: int, *places: int) -> None:
    for place in places:
        tick(option(page, position, place))


def tick(box: Locator) -> None:
    """Choose what is not chosen yet, as a finger does: by its label, where nothing lies over it."""
    if not box.is_checked():
        box.locator("xpath=ancestor::label").click()
    expect(box).to_be_checked()


def write(page: Page, position: int, text: str) -> None:
    page.locator(f"#q{position} textarea").fill(text)


def state(page: Page, position: int) -> Locator:
    return page.locator(f"#q{position} [data-state]")

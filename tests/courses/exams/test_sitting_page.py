"""The page of a sitting, as the server writes it: what it holds for its scripts, and what it never holds."""

import base64
import re
from dataclasses import dataclass

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.template import Context, Template
from django.urls import reverse

from courses.exams import actions, keys
from courses.exams.rules.tokens import read_token, stage_key
from tests.factories.exams import ready_exam
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock(at, time_machine):
    time_machine.move_to(at, tick=False)


@pytest.fixture
def sitting(at):
    return actions.start_sitting(exam=ready_exam(), person=PersonFactory(), at=at, seed=3)


@pytest.fixture
def page(client, sitting):
    client.force_login(sitting.person)
    return client.get(reverse("exams:sitting", args=[sitting.pk]))


def test_the_page_may_be_kept_on_the_phone_and_nowhere_between(page):
    assert page["X-Keep-Offline"] == "yes"
    assert "no-store" in page["Cache-Control"]


def test_no_other_page_of_a_sitting_may_be_kept(client, sitting, at):
    client.force_login(sitting.person)
    pages = ["exams:list", "exams:exam", "exams:submit"]
    others = [client.get(reverse(name, args=[] if name == "exams:list" else [sitting.exam_id])) for name in pages[:2]]
    others.append(client.get(reverse("exams:submit", args=[sitting.pk])))
    actions.submit_sitting(sitting=sitting, at=at)
    others.append(client.get(reverse("exams:receipt", args=[sitting.pk])))

    assert [answer.status_code for answer in others] == [200, 200, 200, 200]
    assert not any("X-Keep-Offline" in answer.headers for answer in others)


def test_the_page_gives_its_scripts_the_token_of_this_sitting(page, sitting):
    (token,) = re.findall(r'data-token="([^"]*)"', page.content.decode())

    claim = read_token(keys.for_tokens(), token)

    assert (claim.sitting_id, claim.person_id, claim.nonce) == (sitting.pk, sitting.person_id, sitting.nonce)


def test_the_page_loads_no_script_that_saves_by_itself(page):
    text = page.content.decode()

    assert "hx-post" not in text
    assert "htmx" not in re.sub(r'<meta name="htmx-config"[^>]*>', "", text)


def test_every_word_the_scripts_say_is_on_the_page(page, settings):
    told = set(re.findall(r'data-word="([\w-]+)"', page.content.decode()))
    scripts = (settings.BASE_DIR / "courses/exams/static/exams").glob("*.js")
    spoken = {name for path in scripts for name in re.findall(r'\bword\("([\w-]+)"', path.read_text())}

    assert spoken - told == set()


@dataclass(frozen=True)
class Shown:
    """A question as the paper shows it, as far as its template asks."""

    position: int
    stage: int
    version_id: int = 7
    kind_label: str = "案例分析题"
    stem: str = "密封的题干"
    points: int = 1
    options: tuple = ()
    is_multiple: bool = True
    seen: int = 0


SEALED = "{% load sealed_stage %}{% sealed_stage first %}"


def opened(sealed, sitting, stage):
    whole = base64.b64decode(sealed)
    key = stage_key(keys.for_stages(), sitting.nonce, 7, stage)
    return AESGCM(key).decrypt(whole[:12], whole[12:], None).decode()


def test_a_later_stage_lies_in_the_page_unreadable_and_opens_with_its_own_key(sitting):
    items = [Shown(1, 1, stem="第一阶段"), Shown(2, 2), Shown(3, 2, stem="同一阶段"), Shown(4, 3, stem="再后面")]

    sealed = Template(SEALED).render(Context({"sitting": sitting, "items": items, "first": items[1]}))

    assert "密封" not in base64.b64decode(sealed).decode(errors="ignore")
    html = opened(sealed, sitting, 2)
    assert re.findall(r'data-question="(\d)"', html) == ["2", "3"]
    assert ("密封的题干" in html, "同一阶段" in html, "再后面" in html) == (True, True, False)
    with pytest.raises(InvalidTag):
        opened(sealed, sitting, 3)


def test_a_seal_is_another_each_time(sitting):
    items = [Shown(2, 2)]
    context = Context({"sitting": sitting, "items": items, "first": items[0]})

    assert Template(SEALED).render(context) != Template(SEALED).render(context)

"""The bank of the demo's exam, held to what a paper asks of it."""

import io
import json
import re
from collections import Counter
from pathlib import Path

import filetype
import pytest
from PIL import Image

from lms.demo.exams.examinees import AMBIGUOUS, DEFENDED, MISTAKEN, RIGHT, TYPED
from lms.demo.exams.papers import ON_SITE, SHORT_CASE, WHOLE
from lms.demo.exams.picture import flow_volume

FOLDER = Path(__file__).parents[3] / "lms" / "demo" / "content" / "exam"
BANK = json.loads((FOLDER / "bank.json").read_text(encoding="utf-8"))
BY_CODE = {row["code"]: row for row in BANK}
FIELDS = {"code", "subject", "unit", "kind", "difficulty", "stem", "options", "right", "explanation"}
PARTS = [(row, part) for row in BANK for part in row.get("parts", [])]
ASKED = [(row, part.get("options") or row["options"], part["right"]) for row, part in PARTS] + [
    (row, row["options"], row["right"]) for row in BANK if "parts" not in row and row["kind"] != "short"
]
ONE = [(options, right[0]) for row, options, right in ASKED if row["kind"] in ("single", "a2", "a3")]


@pytest.mark.parametrize("row", BANK, ids=lambda row: row["code"])
def test_question_is_whole(row):
    texts = [row["stem"], row["explanation"], *row["options"]]

    assert FIELDS <= row.keys() <= FIELDS | {"parts", "rubric"}
    assert row["unit"] in ("", "A1", "A2", "B1")
    assert 1 <= row["difficulty"] <= 3
    assert all(text.strip() == text for text in texts)
    assert ("parts" in row) == (row["kind"] in ("a3", "b1", "case"))
    assert ("rubric" in row) == (row["kind"] == "short")
    assert row["stem"] or row["kind"] == "b1"


@pytest.mark.parametrize(("row", "options", "right"), ASKED, ids=range(len(ASKED)))
def test_what_is_asked_has_an_answer_among_its_options(row, options, right):
    assert len(set(options)) == len(options) == (2 if row["kind"] == "true_false" else 5)
    assert right == sorted(set(right))
    assert set(right) <= set(range(len(options)))
    if row["kind"] == "multiple":
        assert 2 <= len(right) < len(options)
    elif row["kind"] != "case":
        assert len(right) == 1


@pytest.mark.parametrize(("row", "part"), PARTS, ids=range(len(PARTS)))
def test_part_is_explained(row, part):
    assert part["stem"]
    assert part["explanation"]


def test_stages_of_a_case_count_up_without_a_gap():
    for row in BANK:
        if row["kind"] == "case":
            stages = [part["stage"] for part in row["parts"]]
            assert stages == sorted(stages)
            assert set(stages) == set(range(1, max(stages) + 1))


def test_codes_and_texts_are_unique():
    texts = [row["stem"] for row in BANK if row["stem"]] + [part["stem"] for _row, part in PARTS]
    assert len(BY_CODE) == len(BANK) >= 60
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("paper", [WHOLE, SHORT_CASE, ON_SITE], ids=["whole", "case", "on-site"])
def test_bank_fills_the_papers(paper):
    there = Counter(row["kind"] for row in BANK)
    assert [kind for kind, count, _points in paper if there[kind] < count] == []


def test_right_answers_give_nothing_away_by_their_place_or_length():
    places = Counter(right for _options, right in ONE)
    longest = [right for options, right in ONE if max(range(len(options)), key=lambda n: len(options[n])) == right]

    assert max(places.values()) <= 0.3 * len(ONE)
    assert len(longest) <= 0.4 * len(ONE)


def test_media_named_in_the_texts_are_there():
    named = re.findall(r"\(media:([^)]+)\)", json.dumps(BANK, ensure_ascii=False))

    assert sorted(named) == ["flow-volume.png", "wheeze.mp3"]
    assert filetype.guess(FOLDER / "wheeze.mp3").mime == "audio/mpeg"
    assert (FOLDER / "wheeze.mp3").stat().st_size <= 40_000
    with Image.open(io.BytesIO(flow_volume())) as picture:
        assert picture.format == "PNG"
        assert picture.width <= 720


def test_the_key_that_is_typed_wrongly_is_right_in_the_bank():
    assert BY_CODE[MISTAKEN]["right"] == RIGHT != TYPED
    assert DEFENDED not in BY_CODE[AMBIGUOUS]["right"]

"""The demo's teaching content, held to the format the loader reads."""

import json
import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader

CONTENT = Path(__file__).parents[3] / "lms" / "demo" / "content"
MEDIA = CONTENT / "media"
SUBJECT_OF_COURSE = {"copd": "respiratory", "hypertension": "cardiovascular", "moxibustion": "tcm"}
ALLOWED_TAGS = {"h2", "h3", "p", "ul", "ol", "li", "b", "i"}
BLOCK_FIELDS = {
    "callout": {"tone", "text"},
    "image": {"file", "caption", "alt"},
    "audio": {"file", "title"},
    "document": {"file", "title"},
    "check": {"stem", "options", "explanation"},
}


class WellFormed(HTMLParser):
    """Collects what is wrong with a fragment: tags not allowed, attributes, tags left open."""

    def __init__(self):
        super().__init__()
        self.open, self.faults = [], []

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)
        if tag not in ALLOWED_TAGS or attrs:
            self.faults.append(self.get_starttag_text())

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}>")


def faults_of(html):
    parser = WellFormed()
    parser.feed(html)
    parser.close()
    return parser.faults + parser.open


def read(name):
    return json.loads((CONTENT / name).read_text(encoding="utf-8"))


def han(text):
    return len(re.findall(r"[\u4e00-\u9fff]", text))


def files(blocks):
    return [block["value"]["file"] for block in blocks if block["type"] in ("image", "audio", "document")]


COURSES = {code: read(f"courses/{code}.json") for code in SUBJECT_OF_COURSE}
LESSONS = [lesson for course in COURSES.values() for lesson in course["lessons"]]
BLOCKS = [block for lesson in LESSONS for block in lesson["blocks"]]
CHECKS = [block["value"] for block in BLOCKS if block["type"] == "check"]


@pytest.mark.parametrize("code", SUBJECT_OF_COURSE)
def test_course_is_whole(code):
    course = COURSES[code]

    assert course.keys() == {"code", "title", "summary", "audience", "subjects", "lessons"}
    assert course["code"] == code
    assert course["subjects"] == [SUBJECT_OF_COURSE[code]]
    assert [lesson["code"] for lesson in course["lessons"]] == [f"{code}-{n}" for n in (1, 2, 3)]
    assert course["title"]
    assert course["audience"]
    assert 0 < len(course["summary"]) <= 120


def test_no_course_file_is_left_out():
    assert {path.stem for path in (CONTENT / "courses").iterdir()} == SUBJECT_OF_COURSE.keys()


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson["code"])
def test_lesson_teaches_enough_and_not_too_much(lesson):
    types = Counter(block["type"] for block in lesson["blocks"])
    prose = [block["value"] for block in lesson["blocks"] if block["type"] == "text"]
    prose += [block["value"]["text"] for block in lesson["blocks"] if block["type"] == "callout"]

    assert lesson.keys() == {"code", "title", "summary", "minutes", "blocks"}
    assert lesson["title"]
    assert lesson["summary"]
    assert 15 <= lesson["minutes"] <= 60
    assert 900 <= sum(map(han, prose)) <= 1500
    assert types["callout"] >= 1
    assert 1 <= types["check"] <= 2


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson["code"])
def test_lesson_blocks_hold_the_fields_of_their_type_and_no_empty_text(lesson):
    for block in lesson["blocks"]:
        value = block["value"]
        if block["type"] == "text":
            assert han(value)
            assert faults_of(value) == []
            continue
        assert value.keys() == BLOCK_FIELDS[block["type"]]
        assert all(value.values())
        if block["type"] == "callout":
            assert value["tone"] in ("key", "warning")
            assert faults_of(value["text"]) == []


@pytest.mark.parametrize("check", CHECKS, ids=range(len(CHECKS)))
def test_check_question_has_one_right_option(check):
    texts = [option["text"] for option in check["options"]]

    assert 3 <= len(texts) <= 5
    assert all(texts)
    assert len(set(texts)) == len(texts)
    assert [option["right"] for option in check["options"]].count(True) == 1


def test_every_named_file_exists_and_every_file_is_named():
    named = files(BLOCKS)

    assert sorted(set(named)) == sorted(path.name for path in MEDIA.iterdir())


@pytest.mark.parametrize("path", sorted(MEDIA.glob("*.png")), ids=lambda path: path.name)
def test_picture_fits_a_phone(path):
    assert path.stat().st_size <= 60_000
    with Image.open(path) as picture:
        assert picture.width == 720
        assert picture.height <= 1100


@pytest.mark.parametrize("path", sorted(MEDIA.glob("*.pdf")), ids=lambda path: path.name)
def test_card_is_one_small_page(path):
    assert path.stat().st_size <= 120_000
    assert len(PdfReader(path).pages) == 1


QUESTIONS = read("questions.json")
SINGLES = [question for question in QUESTIONS if question["kind"] == "single"]
QUESTION_FIELDS = {
    "code",
    "course",
    "subject",
    "kind",
    "stem",
    "options",
    "right",
    "explanation",
    "difficulty",
}


def share(kind):
    return sum(question["kind"] == kind for question in QUESTIONS) / len(QUESTIONS)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question["code"])
def test_question_is_whole(question):
    texts = [question["stem"], question["explanation"], *question["options"]]

    assert question.keys() == QUESTION_FIELDS
    assert question["subject"] == SUBJECT_OF_COURSE[question["course"]]
    assert question["code"].startswith(f"{question['course']}-q")
    assert question["difficulty"] in (1, 2, 3)
    assert all(text.strip() == text and text for text in texts)
    assert len(set(question["options"])) == len(question["options"])
    assert not any(option.startswith(("以上", "都")) for option in question["options"])


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question["code"])
def test_question_has_the_right_options_of_its_kind(question):
    options, right = question["options"], question["right"]

    assert right == sorted(set(right))
    assert set(right) <= set(range(len(options)))
    match question["kind"]:
        case "single":
            assert len(options) in (4, 5)
            assert len(right) == 1
        case "multiple":
            assert len(options) in (4, 5)
            assert 2 <= len(right) <= 4
            assert len(right) < len(options)
        case kind:
            assert (kind, options, len(right)) == ("true_false", ["正确", "错误"], 1)


@pytest.mark.parametrize(("course", "least"), [("copd", 30), ("hypertension", 22), ("moxibustion", 22)])
def test_bank_is_large_enough_for_each_course(course, least):
    assert sum(question["course"] == course for question in QUESTIONS) >= least


def test_question_codes_and_stems_are_unique():
    for field in ("code", "stem"):
        assert len({question[field] for question in QUESTIONS}) == len(QUESTIONS)


def test_bank_mixes_its_kinds():
    assert 0.5 <= share("single") <= 0.7
    assert 0.15 <= share("multiple") <= 0.3
    assert 0.15 <= share("true_false") <= 0.3


def test_right_answers_give_nothing_away_by_their_place_or_length():
    places = Counter(question["right"][0] for question in SINGLES)
    longest = [
        question
        for question in SINGLES
        if max(range(len(question["options"])), key=lambda n: len(question["options"][n])) == question["right"][0]
    ]

    assert max(places.values()) <= 0.3 * len(SINGLES)
    assert len(longest) <= 0.3 * len(SINGLES)

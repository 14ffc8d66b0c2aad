import json
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from PIL import Image
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Revision

from courses.catalogue import actions
from courses.catalogue.models import Lesson
from lms.audit.models import Entry
from tests.factories.catalogue import CourseIndexPageFactory

pytestmark = pytest.mark.django_db
CONTENT = Path(__file__).parents[3] / "lms" / "demo" / "content"


@pytest.fixture
def media(tmp_path):
    Image.new("RGB", (40, 20), "white").save(tmp_path / "picture.png")
    (tmp_path / "card.pdf").write_bytes(b"%PDF-1.7\n...")
    (tmp_path / "talk.mp3").write_bytes(b"ID3\x04" + bytes(300))
    (tmp_path / "liar.pdf").write_bytes(b"MZ" + bytes(300))
    return tmp_path


def course(**changes):
    lesson = {
        "code": "copd-1",
        "title": "早发现",
        "summary": "认得出。",
        "minutes": 30,
        "blocks": [
            {"type": "text", "value": "<h2>问</h2><p onclick='x()'>先<script>alert(1)</script>问</p>"},
            {"type": "callout", "value": {"tone": "key", "text": "<p>记<style>p{}</style>住</p>"}},
            {"type": "image", "value": {"file": "picture.png", "caption": "流程", "alt": "四步"}},
            {"type": "audio", "value": {"file": "talk.mp3", "title": "录音"}},
            {"type": "document", "value": {"file": "card.pdf", "title": "卡片"}},
            {
                "type": "check",
                "value": {
                    "stem": "下一步？",
                    "options": [{"text": "输液", "right": False}, {"text": "肺功能", "right": True}],
                    "explanation": "只有肺功能能确诊。",
                },
            },
        ],
    }
    head = {"code": "copd", "title": "慢阻肺", "summary": "三堂课。", "audience": "医生", "subjects": ["respiratory"]}
    return {**head, "lessons": [lesson], **changes}


def counts():
    return [model.objects.count() for model in (Revision, Entry, Lesson, get_image_model(), get_document_model())]


def test_load_course_builds_pages_files_and_records(at, media):
    loaded = actions.load_course(course(), media, parent=CourseIndexPageFactory(), at=at, least_seconds=20)

    lesson = loaded.lessons.get()
    assert loaded.page.live
    assert (loaded.activity.title, [s.code for s in loaded.activity.subjects.all()]) == ("慢阻肺", ["respiratory"])
    assert (lesson.page.slug, lesson.page.live, lesson.least_seconds) == ("copd-1", True, 20)
    assert lesson.activity.planned_minutes == 30
    blocks = list(lesson.page.body)
    assert [block.block_type for block in blocks] == ["text", "callout", "image", "audio", "document", "check"]
    assert blocks[0].value.source == "<h2>问</h2><p>先问</p>"
    assert blocks[1].value["text"].source == "<p>记住</p>"
    assert blocks[2].value["image"].width == 40
    assert blocks[4].value["file"].filename == "card.pdf"


def test_load_course_twice_changes_nothing(at, media, work):
    index = CourseIndexPageFactory()
    actions.load_course(course(), media, parent=index, at=at)
    work()
    before = counts()

    actions.load_course(course(), media, parent=index, at=at)

    assert counts() == before
    assert work() == 0


def test_load_course_updates_what_has_changed_and_only_that(at, media):
    index = CourseIndexPageFactory()
    old = actions.load_course(course(), media, parent=index, at=at)
    changed = course(title="慢阻肺规范诊疗", subjects=["respiratory", "chronic"])
    changed["lessons"][0]["minutes"] = 35

    new = actions.load_course(changed, media, parent=index, at=at)

    assert new == old
    assert (new.activity.title, new.activity.planned_minutes) == ("慢阻肺规范诊疗", 35)
    assert new.activity.subjects.count() == 2
    assert get_image_model().objects.count() == 1


@pytest.mark.parametrize(
    "block",
    [
        pytest.param({"type": "document", "value": {"file": "liar.pdf", "title": "卡片"}}, id="file-that-lies"),
        pytest.param({"type": "embed", "value": "https://video.example"}, id="unknown-type"),
    ],
)
def test_load_course_refuses_a_block_that_is_not_what_it_says_and_writes_nothing(at, media, block):
    data = course()
    data["lessons"][0]["blocks"] = [block]
    index = CourseIndexPageFactory()

    with pytest.raises(ValidationError):
        actions.load_course(data, media, parent=index, at=at)

    assert index.get_children().count() == 0
    assert not Lesson.objects.exists()


@pytest.mark.parametrize("code", ["copd", "hypertension", "moxibustion"])
def test_the_demos_courses_load(at, code):
    data = json.loads((CONTENT / "courses" / f"{code}.json").read_text(encoding="utf-8"))

    loaded = actions.load_course(data, CONTENT / "media", parent=CourseIndexPageFactory(), at=at)

    assert loaded.lessons.published().count() == 3
    assert all(len(lesson.page.body) > 4 for lesson in loaded.lessons.published().select_related("page"))

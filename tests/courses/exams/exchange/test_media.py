import pytest

from courses.exams.exchange.drafts import Draft, DraftPart
from courses.exams.exchange.limits import MOST_MEDIUM
from courses.exams.exchange.media import attach, from_address, kind_of
from courses.exams.exchange.soundness import judge


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n", "png"),
        (b"\xff\xd8\xff\xe0", "jpg"),
        (b"RIFF1234WEBPVP8 ", "webp"),
        (b"ID3\x04", "mp3"),
        (b"\xff\xfb\x90", "mp3"),
        (b"\0\0\0\x20ftypM4A ", "m4a"),
        (b"OggS\0", "ogg"),
        (b"GIF89a", ""),
        (b"BM1234", ""),
        (b"<svg>", ""),
        (b"", ""),
    ],
)
def test_a_file_is_what_its_first_bytes_say(content, kind):
    assert kind_of(content) == kind


def test_a_file_that_is_too_large_is_refused():
    draft = Draft(3)

    assert attach(draft, "x.png", b"\x89PNG\r\n\x1a\n" + bytes(MOST_MEDIUM)) == ""
    assert [(each.row, each.code, each.data) for each in draft.faults] == [
        (3, "file_big", {"what": "x.png", "limit": 10})
    ]


def test_a_picture_inside_an_address_that_does_not_decode_is_refused():
    draft = Draft(3)

    assert from_address(draft, "data:image/png;base64,!!", "", {}) == ""
    assert [each.code for each in draft.faults] == ["file_kind"]


@pytest.mark.parametrize(
    ("draft", "code"),
    [
        (Draft(1, kind="short", rubric="三分"), "no_stem"),
        (Draft(1, kind="short", stem="长" * 5001, rubric="三分"), "long_stem"),
        (Draft(1, kind="short", stem="问", rubric="三分", difficulty=9), "bad_difficulty"),
        (Draft(1, kind="short", stem="问"), "no_rubric"),
        (Draft(1, kind="a3", stem="病例"), "no_parts"),
        (
            Draft(1, kind="b1", options=["甲", "乙"], stem="长" * 5001, parts=[DraftPart(1, "问", right=[0])]),
            "long_stem",
        ),
    ],
    ids=["no-text", "long", "difficulty", "no-rubric", "no-parts", "long-shared"],
)
def test_what_no_reader_finds_is_found_before_it_is_written(draft, code):
    judge(draft)

    assert [each.code for each in draft.faults] == [code]

"""Pictures and recordings judged by their content."""

import io

import pytest
from PIL import Image

from courses.exams import uploads
from courses.exams.uploads import MediaTooLarge, TooManyDots, UnknownMedia, examine

MP3 = b"ID3\x04\x00\x00\x00\x00\x00\x00" + bytes(300)


def picture(form="PNG", size=(40, 30), mode="RGB", **more):
    file = io.BytesIO()
    Image.new(mode, size, (10, 20, 30, 128)[: len(mode)]).save(file, form, **more)
    return file.getvalue()


def upload(content, size=None):
    return examine(io.BytesIO(content), len(content) if size is None else size)


@pytest.mark.parametrize(
    ("content", "kept"),
    [
        pytest.param(picture(), "image/png", id="png"),
        pytest.param(picture("JPEG"), "image/jpeg", id="jpeg"),
        pytest.param(picture("WEBP"), "image/jpeg", id="webp"),
        pytest.param(picture("WEBP", mode="RGBA"), "image/png", id="webp-seen-through"),
    ],
)
def test_a_picture_is_written_anew(content, kept):
    found = upload(content + b"<script>")

    assert (found.media_type, found.is_image, b"script" in found.content) == (kept, True, False)
    assert len(found.sha256) == 64


def test_a_large_picture_is_made_as_large_as_a_phone_needs_and_stands_upright():
    turned = Image.Exif()
    turned[0x0112] = 6
    found = upload(picture("JPEG", (3200, 1600), exif=turned))

    assert Image.open(io.BytesIO(found.content)).size == (800, 1600)
    assert not Image.open(io.BytesIO(found.content)).getexif()


def test_a_recording_is_kept_as_it_is():
    assert upload(MP3) == uploads.Upload(MP3, "audio/mpeg", "mp3")
    assert upload(MP3).is_image is False


@pytest.mark.parametrize(
    ("content", "size", "refusal"),
    [
        pytest.param(b"<svg xmlns='x'><script/></svg>", None, UnknownMedia, id="svg"),
        pytest.param(b"<html>", None, UnknownMedia, id="html"),
        pytest.param(b"", None, UnknownMedia, id="empty"),
        pytest.param(picture()[:60], None, UnknownMedia, id="cut-short"),
        pytest.param(picture("WEBP")[:-4], None, UnknownMedia, id="webp-cut-short"),
        pytest.param(picture()[:30] + picture()[-30:], None, UnknownMedia, id="broken"),
        pytest.param(picture(size=(8, 8)), None, UnknownMedia, id="a-dot"),
        pytest.param(picture("GIF"), None, UnknownMedia, id="gif"),
        pytest.param(picture(), 9 * uploads.MEGABYTE, MediaTooLarge, id="large"),
        pytest.param(MP3, 11 * uploads.MEGABYTE, MediaTooLarge, id="long"),
    ],
)
def test_anything_else_is_refused(content, size, refusal):
    with pytest.raises(refusal):
        upload(content, size)


def test_a_picture_that_would_fill_the_memory_is_refused(monkeypatch):
    monkeypatch.setattr(uploads, "MOST_PIXELS", 1000)

    with pytest.raises(TooManyDots, match="40"):
        upload(picture())

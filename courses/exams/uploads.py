"""Pictures and recordings that editors send for questions: judged by their content before they are kept."""

import hashlib
import io
from dataclasses import dataclass
from typing import IO

import filetype
from django.utils.translation import gettext_lazy
from PIL import Image, ImageOps, UnidentifiedImageError

from lms.kit.errors import Refusal

MEGABYTE = 1024 * 1024
MOST_BYTES = {"image": 8 * MEGABYTE, "audio": 10 * MEGABYTE}
MOST_PIXELS = 40_000_000
LEAST_SIDE = 16
# An X-ray fills a phone's screen with this, also when it is drawn larger with two fingers.
LONGEST_SIDE = 1600
_PICTURES = {"image/png": "PNG", "image/jpeg": "JPEG", "image/webp": "WEBP"}
_ENDS = {"PNG": b"IEND\xaeB`\x82", "JPEG": b"\xff\xd9"}
_RECORDINGS = {"audio/mpeg": "mp3", "audio/mp4": "m4a", "audio/ogg": "ogg"}


class UnknownMedia(Refusal):
    """A drawing in SVG may carry scripts; a video is not asked for."""

    code = "unknown_media"
    message = gettext_lazy(
        "This is neither a picture (PNG, JPEG, WebP) nor a recording (MP3, M4A, OGG) that can be opened. "
        "Save it as one of these and send that."
    )


class MediaTooLarge(Refusal):
    """Doctors load it over the network of a village."""

    code = "media_too_large"
    message = gettext_lazy("This file has %(megabytes)s MB; at most %(limit)s MB are possible. Save it smaller.")


class TooManyDots(Refusal):
    """A small file may hold a picture that fills the memory."""

    code = "media_too_many_dots"
    message = gettext_lazy("This picture is %(width)s by %(height)s dots large. Scale it to at most 40 million dots.")


@dataclass(frozen=True)
class Upload:
    """A file as it is kept."""

    content: bytes
    media_type: str
    ending: str

    @property
    def is_image(self) -> bool:
        """Whether it is a picture; otherwise it is a recording."""
        return self.media_type.startswith("image/")

    @property
    def sha256(self) -> str:
        """What tells the content apart from any other."""
        return hashlib.sha256(self.content).hexdigest()


def examine(file: IO[bytes], size: int) -> Upload:
    """Return what is in ``file``: a picture written anew and no larger than a phone needs, a recording as it is.

    :param size: bytes of the file; one that is too large is not read.
    :raises MediaTooLarge: more than eight megabytes of a picture, ten of a recording.
    :raises TooManyDots: a picture of more than forty million dots.
    :raises UnknownMedia: anything else than a whole picture or recording of a known kind.
    """
    found = filetype.guess_mime(file.read(300)) or ""
    file.seek(0)
    if found not in _PICTURES and found not in _RECORDINGS:
        raise UnknownMedia
    limit = MOST_BYTES[found.partition("/")[0]]
    if size > limit:
        raise MediaTooLarge(megabytes=-(-size // MEGABYTE), limit=limit // MEGABYTE)
    content = file.read()
    if found in _RECORDINGS:
        return Upload(content, found, _RECORDINGS[found])
    if not _is_whole(content, _PICTURES[found]):
        raise UnknownMedia
    try:
        with Image.open(io.BytesIO(content), formats=[_PICTURES[found]]) as image:
            if image.width * image.height > MOST_PIXELS:
                raise TooManyDots(width=image.width, height=image.height)
            if min(image.size) < LEAST_SIDE:
                raise UnknownMedia
            return _anew(image)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as fault:
        raise UnknownMedia from fault


def _is_whole(content: bytes, form: str) -> bool:
    # WeasyPrint has Pillow fill up with gray what was cut off on its way, so that is for us to notice.
    if form == "WEBP":
        return int.from_bytes(content[4:8], "little") + 8 <= len(content)
    return _ENDS[form] in content[-4096:]


def _anew(image: Image.Image) -> Upload:
    # A photo of a phone stands upright only by a note in the file, which goes with everything else it carried.
    upright = ImageOps.exif_transpose(image)
    seen_through = "A" in upright.getbands() or "transparency" in upright.info
    is_drawn = image.format == "PNG" or seen_through
    plain = upright.convert("RGBA" if seen_through else "RGB")
    plain.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    file = io.BytesIO()
    if is_drawn:
        plain.save(file, "PNG", optimize=True)
        return Upload(file.getvalue(), "image/png", "png")
    plain.save(file, "JPEG", quality=85)
    return Upload(file.getvalue(), "image/jpeg", "jpg")

"""Pictures that people send for a layout: judged by their content, decoded, and written anew before they are kept."""

import hashlib
import io
from dataclasses import dataclass
from typing import IO

import filetype
from django.utils.translation import gettext_lazy
from PIL import Image, UnidentifiedImageError

from lms.kit.errors import Refusal

MEGABYTE = 1024 * 1024
MOST_BYTES = 4 * MEGABYTE
# Three pictures and the words of the form; what is longer is not even read.
MOST_OF_A_FORM = 3 * MOST_BYTES + MEGABYTE
# A4 at 400 dots an inch.
MOST_PIXELS = 16_000_000
LEAST_SIDE = 20
# What a file really is, and how it is written anew.
FORMS = {"image/png": ("PNG", "png"), "image/jpeg": ("JPEG", "jpg")}
# How they end. WeasyPrint has Pillow fill up with gray what was cut off on its way, so that is for us to notice.
ENDS = {"PNG": b"IEND\xaeB`\x82", "JPEG": b"\xff\xd9"}


class PictureTooLarge(Refusal):
    """A picture is printed on every certificate."""

    code = "picture_too_large"
    message = gettext_lazy(
        "This picture has %(megabytes)s MB; at most %(limit)s MB are possible. Save it smaller, as a JPEG for example."
    )


class TooManyPixels(Refusal):
    """A small file may hold a picture that fills the memory."""

    code = "picture_too_many_pixels"
    message = gettext_lazy(
        "This picture is %(width)s by %(height)s dots large. Scale it to at most 16 million dots; A4 needs 8 million."
    )


class NoPicture(Refusal):
    """What cannot be decoded cannot be printed; a drawing in SVG may fetch things from elsewhere."""

    code = "no_picture"
    message = gettext_lazy("This is no PNG or JPEG picture that can be opened. Save it as PNG or JPEG and send that.")


@dataclass(frozen=True)
class Picture:
    """A picture as it is kept."""

    content: bytes
    form: str

    @property
    def name(self) -> str:
        """Where it is kept: its content says so, and tells whether it was altered."""
        return f"layouts/{hashlib.sha256(self.content).hexdigest()}.{self.form}"


def examine(file: IO[bytes], size: int) -> Picture:
    """Return the picture in ``file`` written anew: without what else the file carried, in colors that print.

    :param size: bytes of the file; one that is too large is not read.
    :raises PictureTooLarge: more than four megabytes.
    :raises TooManyPixels: more than sixteen million.
    :raises NoPicture: anything but a whole PNG or JPEG.
    """
    if size > MOST_BYTES:
        raise PictureTooLarge(megabytes=-(-size // MEGABYTE), limit=MOST_BYTES // MEGABYTE)
    content = file.read()
    kind = filetype.guess(content[:262])
    if kind is None or kind.mime not in FORMS:
        raise NoPicture
    form, ending = FORMS[kind.mime]
    if ENDS[form] not in content[-4096:]:
        raise NoPicture
    try:
        with Image.open(io.BytesIO(content), formats=[form]) as image:
            if image.width * image.height > MOST_PIXELS:
                raise TooManyPixels(width=image.width, height=image.height)
            if min(image.size) < LEAST_SIDE:
                raise NoPicture
            return Picture(_anew(image, form), ending)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as fault:
        raise NoPicture from fault


def _anew(image: Image.Image, form: str) -> bytes:
    seen_through = form == "PNG" and ("A" in image.getbands() or "transparency" in image.info)
    plain = image.convert("RGBA" if seen_through else "RGB")
    file = io.BytesIO()
    if form == "PNG":
        plain.save(file, "PNG", optimize=True)
    else:
        plain.save(file, "JPEG", quality=88)
    return file.getvalue()

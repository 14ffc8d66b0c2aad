"""Keeping photos and files of audit work: judged by content, sealed, beside what they show."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from typing import Any

from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _

from lms.coverage.models import Attachment
from lms.kit import sealing
from lms.kit.errors import Refusal
from lms.kit.proofs import MEDIA_TYPES, MEGABYTE, MOST_BYTES, media_type_of
from lms.people.models import Person

MOST_FILES = 6


class FileOfNoUse(Refusal):
    """The file is neither a picture nor a PDF, whatever its name says."""

    code = "attachment_of_no_use"
    message = _("%(name)s is neither a photo (JPEG, PNG) nor a PDF. Take a photo of it and choose that.")


class FileTooBig(Refusal):
    """The file is bigger than a photo or a scan needs to be."""

    code = "attachment_too_big"
    message = _("%(name)s has %(megabytes)s MB; %(limit)s MB is the limit. Choose a smaller one.")


class TooManyFiles(Refusal):
    """More files at once than anybody would look through."""

    code = "attachments_too_many"
    message = _("At most %(limit)s files at once. Send the others afterwards.")


@dataclass(frozen=True)
class Enclosure:
    """A file as it was sent: the name it had, and what is in it."""

    name: str
    content: bytes


def attach(enclosures: Iterable[Enclosure], *, by: Person, at: datetime, **beside: Any) -> list[Attachment]:
    """Keep files beside a sampled person (``sampled=``) or a step (``step=``), in the caller's transaction.

    :raises FileOfNoUse: one is neither a picture nor a PDF.
    :raises FileTooBig: one is too big.
    :raises TooManyFiles: there are too many at once.
    """
    sent = list(enclosures)
    if len(sent) > MOST_FILES:
        raise TooManyFiles(limit=MOST_FILES)
    for each in sent:
        _refuse(each)
    return [_keep(each, by, at, beside) for each in sent]


def _refuse(sent: Enclosure) -> None:
    if len(sent.content) > MOST_BYTES:
        megabytes = -(-len(sent.content) // MEGABYTE)
        raise FileTooBig(name=sent.name, megabytes=megabytes, limit=MOST_BYTES // MEGABYTE)
    if not media_type_of(sent.content):
        raise FileOfNoUse(name=sent.name)


def _keep(sent: Enclosure, by: Person, at: datetime, beside: dict[str, Any]) -> Attachment:
    media_type, sha256 = media_type_of(sent.content), hashlib.sha256(sent.content).hexdigest()
    name = f"{PurePath(sent.name).stem[:90] or sha256[:8]}.{MEDIA_TYPES[media_type]}"
    kept = Attachment(name=name, media_type=media_type, sha256=sha256, added_by=by, added_at=at, **beside)
    kept.file.save(f"{sha256[:16]}.sealed", ContentFile(sealing.seal_bytes(sent.content)), save=False)
    kept.save()
    return kept

"""What is done to every checked upload alike: its file kept, its report kept, its approval noted."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _

from lms.exchange.models import CheckedUpload
from lms.kit import sealing
from lms.kit.errors import Refusal
from lms.people.models import Person

State = CheckedUpload.State
# Nobody decides any more on what stands so.
SETTLED = (State.APPROVED, State.APPLIED)


class NotReady(Refusal):
    """The upload has errors or open questions, now or since it was checked."""

    code = "upload_not_ready"
    message = _("This file cannot be imported yet: it has errors or open questions. Nothing has been written.")


class AlreadyApproved(Refusal):
    """Answers come too late."""

    code = "upload_already_approved"
    message = _("This file is already being imported.")


def keep_file(upload: CheckedUpload, data: bytes) -> None:
    """Save a new upload with its file, as it came.

    The file is sealed: a roster is a list of ID numbers, and questions with their answers are what an exam stands on.
    """
    upload.file_name = upload.file_name[-150:]
    upload.sha256 = hashlib.sha256(data).hexdigest()
    upload.file.save(f"{upload.sha256[:16]}.sealed", ContentFile(sealing.seal_bytes(data)), save=False)
    upload.save()


def keep_report(
    upload: CheckedUpload, *, state: str, counts: Mapping[str, Any], marked: bytes | None, at: datetime
) -> None:
    """Save where an upload stands after a check. Whoever approved what it was before has to do so again.

    :param marked: the workbook with the errors marked, if there is one.
    """
    upload.state, upload.counts, upload.checked_at = state, counts, at
    upload.approved_at, upload.approved_by, upload.marked_file = None, None, ""
    if marked:
        content = ContentFile(sealing.seal_bytes(marked))
        upload.marked_file.save(f"{upload.sha256[:16]}-marked.sealed", content, save=False)
    upload.save()


def keep_approval(upload: CheckedUpload, *, by: Person, at: datetime, not_ready: type[NotReady] = NotReady) -> bool:
    """Note that an upload, locked by the caller, may be written; return whether nobody had said so before.

    :raises NotReady: it has errors or open questions.
    """
    if upload.state in SETTLED:
        return False
    if upload.state != State.CHECKED:
        raise not_ready
    upload.state, upload.approved_by, upload.approved_at = State.APPROVED, by, at
    upload.save(update_fields=["state", "approved_by", "approved_at"])
    return True

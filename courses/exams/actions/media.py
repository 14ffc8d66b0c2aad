"""Keeping pictures and recordings for questions."""

from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction

from courses.exams.models import QuestionMedia
from courses.exams.uploads import Upload
from lms.audit.actions import record
from lms.people.models import Person


@transaction.atomic
def keep_media(*, upload: Upload, alt: str, by: Person | None, at: datetime) -> QuestionMedia:
    """Keep ``upload``, or return what is kept already where somebody sent the same before.

    :param alt: what is seen or heard, in words; a marker may say it differently.
    """
    if kept := QuestionMedia.objects.filter(sha256=upload.sha256).first():
        return kept
    media = QuestionMedia(
        kind=QuestionMedia.Kind.IMAGE if upload.is_image else QuestionMedia.Kind.AUDIO,
        mime=upload.media_type,
        sha256=upload.sha256,
        size=len(upload.content),
        alt=alt.strip(),
        made_by=by,
        made_at=at,
    )
    media.file.save(f"{media.uid.hex}.{upload.ending}", ContentFile(upload.content), save=False)
    media.save(force_insert=True)
    record("exams.media.kept", actor=by, subject=media, at=at, size=media.size)
    return media

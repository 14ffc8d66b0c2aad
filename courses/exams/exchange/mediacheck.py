"""The pictures and sounds of a file against those of the bank."""

import io
import uuid
from collections.abc import Sequence

from PIL import Image

from courses.exams.exchange.drafts import Draft, Medium
from courses.exams.exchange.markers import key_of, settle_draft, texts_of, uids_in
from courses.exams.exchange.media import MIMES, kind_of
from courses.exams.models import QuestionMedia

_MOST_PIXELS = 40_000_000
_CHUNK = 500


def settle_media(drafts: Sequence[Draft]) -> None:
    """Name what the bank holds already by its uid, and refuse pictures that do not open and names nobody knows."""
    with_files = [draft for draft in drafts if draft.media]
    kept = _kept({key_of(medium.content) for draft in with_files for medium in draft.media.values()})
    opened: dict[str, bool] = {}
    for draft in with_files:
        for key, medium in draft.media.items():
            if not opened.setdefault(key, _opens(medium)):
                draft.fault("file_kind", "", what=medium.name[:60])
        settle_draft(
            draft, {key: kept[digest] for key in draft.media if (digest := key_of(draft.media[key].content)) in kept}
        )
    named = {uid for draft in drafts for text in texts_of(draft) for uid in uids_in(text)}
    unknown = named - _known(named) if named else set()
    if unknown:
        for draft in drafts:
            for uid in {uid for text in texts_of(draft) for uid in uids_in(text)} & unknown:
                draft.fault("media_unknown", "stem", what=uid)


def _kept(digests: set[str]) -> dict[str, str]:
    wanted, found = sorted(digests), {}
    for start in range(0, len(wanted), _CHUNK):
        rows = QuestionMedia.objects.filter(sha256__in=wanted[start : start + _CHUNK]).values_list("sha256", "uid")
        found.update({sha256: uid.hex for sha256, uid in rows})
    return found


def _known(uids: set[str]) -> set[str]:
    wanted, found = sorted(uids), set()
    for start in range(0, len(wanted), _CHUNK):
        chunk = [uuid.UUID(uid) for uid in wanted[start : start + _CHUNK]]
        found |= {uid.hex for uid in QuestionMedia.objects.filter(uid__in=chunk).values_list("uid", flat=True)}
    return found


def _opens(medium: Medium) -> bool:
    """Say whether a picture is whole and of a size that can be shown; a sound is taken by its first bytes."""
    if not MIMES.get(kind_of(medium.content), "").startswith("image/"):
        return True
    try:
        with Image.open(io.BytesIO(medium.content), formats=("PNG", "JPEG", "WEBP")) as picture:
            if picture.width * picture.height > _MOST_PIXELS:
                return False
            picture.verify()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return False
    return True

"""A record's proof in words: all of it for who checks it, and what its owner is told."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lms.records.models import Activity, LearningRecord

# Where a record came from: the first part of its source key.
SOURCES = {
    "catalogue": gettext_lazy("Online course: written when the lesson or the course was finished"),
    "live": gettext_lazy("Lecture: check-in with the changing code"),
    "credits": gettext_lazy("Certificate from elsewhere: checked by one person, approved by a second"),
    "exams": gettext_lazy("Exam: marked by the server"),
    "mentoring": gettext_lazy("Teaching session: logged by the mentor and confirmed by the mentee"),
    "demo": gettext_lazy("Demonstration data"),
}

LABELS = {
    "approved_by": gettext_lazy("approved by"),
    "attempt": gettext_lazy("attempt"),
    "check_in": gettext_lazy("check-in number"),
    "checked_by": gettext_lazy("checked by"),
    "checked_in_at": gettext_lazy("checked in"),
    "days": gettext_lazy("days"),
    "how": gettext_lazy("how"),
    "imported_from": gettext_lazy("taken over from"),
    "issuer": gettext_lazy("issued by"),
    "lessons": gettext_lazy("lessons finished"),
    "mode": gettext_lazy("mode"),
    "pairing": gettext_lazy("pairing number"),
    "reason": gettext_lazy("reason"),
    "receipt": gettext_lazy("receipt number"),
    "recognition": gettext_lazy("certificate from elsewhere, its number here"),
    "revision": gettext_lazy("version of the page"),
    "seconds": gettext_lazy("seconds spent"),
    "session": gettext_lazy("teaching session number"),
    "sha256": gettext_lazy("SHA-256 of the file"),
    "sitting": gettext_lazy("exam sitting number"),
    "started_at": gettext_lazy("begun"),
    "study": gettext_lazy("study number"),
    "topic": gettext_lazy("topic"),
}

# Values that are codes, by their key.
VALUES = {
    ("how", "code"): gettext_lazy("by the code on the screen"),
    ("how", "added"): gettext_lazy("entered by the organiser"),
    **{("mode", value): label for value, label in Activity.Mode.choices},
}

# What the owner of a record is told, in this order; ids and versions are for who checks it.
_TO_OWNER = (
    "topic",
    "issuer",
    "days",
    "started_at",
    "checked_in_at",
    "how",
    "seconds",
    "lessons",
    "attempt",
    "receipt",
    "reason",
)
_TO_THE_SECOND, _TO_THE_MINUTE = "Y-m-d H:i:s", "Y-m-d H:i"


def about(item: LearningRecord) -> dict[str, Any]:
    """Return what a page needs to show the proof of one record."""
    return {"item": item, "source": source_of(item), "evidence": list(evidence_of(item)), "score": score_of(item)}


def score_of(item: LearningRecord) -> str | None:
    """Return the score in points, ``None`` where there is none."""
    return None if item.score_hundredths is None else f"{item.score_hundredths / 100:g}"


def source_of(item: LearningRecord) -> str:
    """Return in words where a record came from."""
    return str(SOURCES.get(item.source_key.split(":", 1)[0], _("Other source")))


def evidence_of(item: LearningRecord) -> Iterator[tuple[str, str]]:
    """Yield the record's evidence as label and value, in its own order."""
    for key, value in item.evidence.items():
        yield str(LABELS.get(key, key.replace("_", " "))), word_for(key, value)


def told_to_owner(item: LearningRecord) -> Iterator[tuple[str, str]]:
    """Yield what the owner of a record is told of its evidence, as label and value; the score first."""
    if score := score_of(item):
        yield _("score"), score
    for key in _TO_OWNER:
        value = item.evidence.get(key)
        if value in (None, ""):
            continue
        if key == "seconds":
            minutes = -(-int(value) // 60)
            yield _("time spent reading"), ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
        else:
            yield str(LABELS[key]), word_for(key, value, _TO_THE_MINUTE)


def word_for(key: str, value: Any, moments: str = _TO_THE_SECOND) -> str:
    """Return one value of the evidence, codes spelled out.

    :param moments: the date format of instants.
    """
    known = VALUES.get((key, value)) if isinstance(value, str) else None
    return str(known) if known else in_words(value, moments)


def in_words(value: Any, moments: str = _TO_THE_SECOND) -> str:
    """Return one value of the evidence as a reader expects it: yes and no, local times, lists with commas."""
    if value is None or value == "":
        return _("not given")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dict):
        return "; ".join(f"{LABELS.get(key, key)}: {in_words(each, moments)}" for key, each in value.items())
    if isinstance(value, list):
        return ", ".join(in_words(each, moments) for each in value) or _("none")
    return _moment(value, moments) if isinstance(value, str) else str(value)


def _moment(text: str, pattern: str) -> str:
    """Return an instant written in ISO 8601 in local time; any other text as it is."""
    try:
        moment = datetime.fromisoformat(text) if "T" in text else None
    except ValueError:
        moment = None
    return date_format(timezone.localtime(moment), pattern) if moment and moment.tzinfo else text

"""A record's evidence in words a person can read."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.utils import formats, timezone
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from lms.records.models import LearningRecord

Fact = tuple[str | Promise, str]


def _instant(value: Any) -> str:
    moment = parse_datetime(str(value))
    return _when(moment) if moment else str(value)


def _when(moment: datetime) -> str:
    return formats.date_format(timezone.localtime(moment), "Y-m-d H:i")


def _time_spent(value: Any) -> str:
    minutes = -(-int(value) // 60)
    return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}


def _points(value: Any) -> str:
    return f"{int(value) / 100:g}"


_WORDS: Mapping[str, str | Promise] = {
    "code": _("by the code on the screen"),
    "added": _("entered by the organiser"),
}


def _word(value: Any) -> str:
    return str(_WORDS.get(str(value), value))


# What may stand in a record's evidence and be told to its owner; ids and versions are for the auditor only.
_TOLD: Mapping[str, tuple[str | Promise, Callable[[Any], str]]] = {
    "topic": (_("topic"), str),
    "started_at": (_("begun"), _instant),
    "checked_in_at": (_("checked in"), _instant),
    "how": (_("how"), _word),
    "seconds": (_("time spent reading"), _time_spent),
    "lessons": (_("lessons finished"), str),
    "attempt": (_("attempt"), str),
    "receipt": (_("receipt number"), str),
    "reason": (_("reason"), str),
}


def facts_of(record: LearningRecord) -> list[Fact]:
    """Return the evidence of ``record`` as pairs of a label and a text, in the order of the labels above."""
    told = [
        (label, say(record.evidence[key]))
        for key, (label, say) in _TOLD.items()
        if record.evidence.get(key) not in (None, "")
    ]
    if record.score_hundredths is not None:
        told.insert(0, (_("score"), _points(record.score_hundredths)))
    return told

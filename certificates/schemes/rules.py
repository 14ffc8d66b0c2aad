"""Pure rules of schemes: when a trainee is complete, and how what is missing is said."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

_WHERE = {
    "lesson": "/courses/",
    "course": "/courses/",
    "lecture": "/live/",
    "practical": "/live/",
    "exam": "/exams/",
    "teaching": "/mentoring/",
}


def completed_at(met: Iterable[datetime | None]) -> datetime | None:
    """Return when the last requirement was met, or ``None`` while any is open or there are none at all.

    >>> completed_at([datetime(2026, 5, 1), datetime(2026, 6, 1)])
    datetime.datetime(2026, 6, 1, 0, 0)
    >>> completed_at([datetime(2026, 5, 1), None]) is None
    True
    >>> completed_at([]) is None
    True
    """
    moments = list(met)
    known = [moment for moment in moments if moment is not None]
    return max(known) if moments and len(known) == len(moments) else None


def where_to(activity_kind: str) -> str:
    """Return the address where activities of a kind are found; the first page where the kind is open.

    >>> where_to("lecture"), where_to("")
    ('/live/', '/')
    """
    return _WHERE.get(activity_kind, "/")


def amount(measure: str, number: int) -> str:
    """Return ``number`` in the unit of ``measure`` as a reader expects it: credits come in hundredths."""
    if measure == "minutes":
        return ngettext("%(n)s minute", "%(n)s minutes", number) % {"n": number}
    if measure == "credits":
        return _("%(n)s credits") % {"n": f"{number / 100:.2f}".rstrip("0").rstrip(".")}
    if measure == "pass":
        return _("passed") if number else _("not passed yet")
    return ngettext("%(n)s time", "%(n)s times", number) % {"n": number}


def shortfall(measure: str, activity_kind: str, missing: int) -> str:
    """Return what is still missing in the fewest words, such as "1 lecture"."""
    if measure in {"minutes", "credits"}:
        return amount(measure, missing)
    if measure == "pass":
        return ngettext("%(n)s exam", "%(n)s exams", missing) % {"n": missing}
    return _counted(activity_kind, missing) % {"n": missing}


def _counted(activity_kind: str, n: int) -> str:
    say = _COUNTED.get(activity_kind)
    return say(n) if say else ngettext("%(n)s activity", "%(n)s activities", n)


# A desk asks often, and a look-up in the catalogue is dear: only the words that are wanted are looked up.
_COUNTED: Mapping[str, Callable[[int], str]] = {
    "lesson": lambda n: ngettext("%(n)s lesson", "%(n)s lessons", n),
    "course": lambda n: ngettext("%(n)s course", "%(n)s courses", n),
    "lecture": lambda n: ngettext("%(n)s lecture", "%(n)s lectures", n),
    "practical": lambda n: ngettext("%(n)s practical session", "%(n)s practical sessions", n),
    "exam": lambda n: ngettext("%(n)s exam", "%(n)s exams", n),
    "teaching": lambda n: ngettext("%(n)s teaching session", "%(n)s teaching sessions", n),
}

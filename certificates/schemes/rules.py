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
    """Return the address where activities of a kind are found; the courses where the kind is open.

    >>> where_to("lecture"), where_to("")
    ('/live/', '/courses/')
    """
    return _WHERE.get(activity_kind, "/courses/")


def amount(measure: str, number: int) -> str:
    """Return ``number`` in the unit of ``measure`` as a reader expects it: credits come in hundredths."""
    if measure == "minutes":
        return ngettext("%(n)s minute", "%(n)s minutes", number) % {"n": number}
    if measure == "credits":
        return _("%(n)s credits") % {"n": f"{number / 100:.2f}".rstrip("0").rstrip(".")}
    if measure == "pass":
        return _("passed") if number else _("not passed yet")
    return ngettext("%(n)s time", "%(n)s times", number) % {"n": number}


def shortfall(measure: str, activity_kind: str, missing: int, title: str) -> str:
    """Return what is still missing in the fewest words, such as "1 lecture".

    :param title: what the requirement is called, for those that a kind of activity alone does not name.
    """
    if _is_named_by_kind(measure, activity_kind):
        return _COUNTED[activity_kind](missing) % {"n": missing}
    if measure == "pass":
        return title
    return _("%(what)s: %(amount)s") % {"what": title, "amount": amount(measure, missing)}


def shortfalls(open_: Iterable[tuple[str, str, int, str]]) -> list[str]:
    """Return what is missing of several requirements, each given as :func:`shortfall` takes it; like is added to like.

    >>> shortfalls([("count", "lecture", 1, "A"), ("count", "", 1, "B"), ("count", "lecture", 2, "C")])
    ['3 lectures', 'B: 1 time']
    """
    merged: dict[tuple[str, str, str], int] = {}
    for measure, kind, missing, title in open_:
        key = ("count", kind, "") if _is_named_by_kind(measure, kind) else (measure, "", title)
        merged[key] = merged.get(key, 0) + missing
    return [shortfall(measure, kind, missing, title) for (measure, kind, title), missing in merged.items()]


def _is_named_by_kind(measure: str, activity_kind: str) -> bool:
    return (measure == "count" and activity_kind in _COUNTED) or (measure == "pass" and activity_kind == "exam")


# A desk asks often, and a look-up in the catalogue is dear: only the words that are wanted are looked up.
_COUNTED: Mapping[str, Callable[[int], str]] = {
    "lesson": lambda n: ngettext("%(n)s lesson", "%(n)s lessons", n),
    "course": lambda n: ngettext("%(n)s course", "%(n)s courses", n),
    "lecture": lambda n: ngettext("%(n)s lecture", "%(n)s lectures", n),
    "practical": lambda n: ngettext("%(n)s practical session", "%(n)s practical sessions", n),
    "exam": lambda n: ngettext("%(n)s exam", "%(n)s exams", n),
    "teaching": lambda n: ngettext("%(n)s teaching session", "%(n)s teaching sessions", n),
}

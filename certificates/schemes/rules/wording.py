"""How what is reached and what is missing is said."""

from collections.abc import Callable, Iterable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from certificates.schemes.rules.completion import GROUP_MEASURES

_WHERE = {
    "lesson": "/courses/",
    "course": "/courses/",
    "lecture": "/live/",
    "practical": "/live/",
    "exam": "/exams/",
    "teaching": "/mentoring/",
    # What is done elsewhere counts once its certificate is handed in.
    **dict.fromkeys(("placement", "degree", "assignment", "self_study", "other"), "/credits/outside/"),
}


def indent(depth: int) -> str:
    """Return the mark before the title of what is inside of groups.

    >>> indent(0), indent(2)
    ('', '› › ')
    """
    return "› " * depth


def where_to(activity_kind: str) -> str:
    """Return the address where activities of a kind are found; the courses where the kind is open.

    >>> where_to("lecture"), where_to("")
    ('/live/', '/courses/')
    """
    return _WHERE.get(activity_kind, "/courses/")


def amount(measure: str, number: int) -> str:
    """Return ``number`` in the unit of ``measure`` as a reader expects it: credits come in hundredths."""
    if measure == "credits":
        return _("%(n)s credits") % {"n": f"{number / 100:.2f}".rstrip("0").rstrip(".")}
    if measure in _REACHED_OR_NOT:
        return _REACHED_OR_NOT[measure](number)
    return _UNITS.get(measure, _times)(number) % {"n": number}


def shortfall(measure: str, activity_kind: str, missing: int, title: str) -> str:
    """Return what is still missing in the fewest words, such as "1 lecture".

    :param title: what the requirement is called, for those that a kind of activity alone does not name.
    """
    if _is_named_by_kind(measure, activity_kind):
        return _COUNTED[activity_kind](missing) % {"n": missing}
    if measure in _REACHED_OR_NOT:
        return title
    if measure in GROUP_MEASURES:
        return ngettext("%(what)s: %(n)s more of it", "%(what)s: %(n)s more of it", missing) % {
            "what": title,
            "n": missing,
        }
    return _("%(what)s: %(amount)s") % {"what": title, "amount": amount(measure, missing)}


def group(parts: int, target: int, missing: int) -> str:
    """Return how many of the ``parts`` of a group are needed, and how many are ``missing``.

    >>> group(3, 2, 1), group(3, 3, 0)
    ('2 of these 3, 1 to go', 'all of these 3')
    """
    data = {"parts": parts, "target": target, "n": missing}
    if target >= parts:
        needed = ngettext("this %(parts)s", "all of these %(parts)s", parts) % data
    else:
        needed = ngettext("%(target)s of these %(parts)s", "%(target)s of these %(parts)s", target) % data
    if not missing:
        return needed
    return _("%(needed)s, %(n)s to go") % {"needed": needed, "n": missing}


def exempt(reason: str) -> str:
    """Return that somebody is exempted, and why."""
    return _("exempted: %(reason)s") % {"reason": reason}


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
    counted = measure in {"count", "sessions"} and activity_kind in _COUNTED
    return counted or (measure == "pass" and activity_kind == "exam")


# A desk asks often, and a look-up in the catalogue is dear: only the words that are wanted are looked up.
_COUNTED: Mapping[str, Callable[[int], str]] = {
    "lesson": lambda n: ngettext("%(n)s lesson", "%(n)s lessons", n),
    "course": lambda n: ngettext("%(n)s course", "%(n)s courses", n),
    "lecture": lambda n: ngettext("%(n)s lecture", "%(n)s lectures", n),
    "practical": lambda n: ngettext("%(n)s practical session", "%(n)s practical sessions", n),
    "exam": lambda n: ngettext("%(n)s exam", "%(n)s exams", n),
    "teaching": lambda n: ngettext("%(n)s teaching session", "%(n)s teaching sessions", n),
}


def _times(n: int) -> str:
    return ngettext("%(n)s time", "%(n)s times", n)


def _parts(n: int) -> str:
    return ngettext("%(n)s part", "%(n)s parts", n)


_UNITS: Mapping[str, Callable[[int], str]] = {
    "minutes": lambda n: ngettext("%(n)s minute", "%(n)s minutes", n),
    "days": lambda n: ngettext("%(n)s day", "%(n)s days", n),
    "sessions": lambda n: ngettext("%(n)s teaching session", "%(n)s teaching sessions", n),
    **dict.fromkeys(GROUP_MEASURES, _parts),
}
# What is reached once or not at all.
_REACHED_OR_NOT: Mapping[str, Callable[[int], str]] = {
    "pass": lambda n: _("passed") if n else _("not passed yet"),
    "level": lambda n: _("reached") if n else _("not reached yet"),
}

"""What is asked for, what is missing, and what would close the gap, in words."""

from collections.abc import Callable, Iterable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from certificates.credits.asking import Asked, Missing, hours_of
from certificates.credits.rules import in_credits

# In the order in which they are said.
_THINGS: Mapping[str, Callable[[int], str]] = {
    "course": lambda n: ngettext("%(n)s course", "%(n)s courses", n),
    "lesson": lambda n: ngettext("%(n)s lesson", "%(n)s lessons", n),
    "lecture": lambda n: ngettext("%(n)s lecture", "%(n)s lectures", n),
    "practical": lambda n: ngettext("%(n)s practical session", "%(n)s practical sessions", n),
    "exam": lambda n: ngettext("%(n)s exam", "%(n)s exams", n),
}


def listed(parts: Iterable[str]) -> str:
    """Return ``parts`` as one list."""
    return pgettext("between items of a list", ", ").join(parts)


def credits_and_hours(hundredths: int, kinds: Mapping[str, int], hours: int) -> str:
    """Return credit in all, what of it is of single kinds, and hours, all in hundredths, in words; ``""`` for none."""
    parts = []
    if hundredths:
        said = _("%(credits)s credits") % {"credits": in_credits(hundredths)}
        each = listed(f"{kind} {in_credits(kinds[kind])}" for kind in sorted(kinds))
        parts.append(_("%(credits)s (of which %(kinds)s)") % {"credits": said, "kinds": each} if each else said)
    if hours:
        parts.append(_("%(hours)s hours") % {"hours": in_credits(hours)})
    return listed(parts)


def asked_text(asked: Asked, hour_minutes: int) -> str:
    """Return what is asked for in a year in words."""
    return credits_and_hours(asked.total, asked.kinds, hours_of(asked.minutes, hour_minutes))


def missing_text(missing: Missing, hour_minutes: int) -> str:
    """Return what is missing in words."""
    return credits_and_hours(missing.hundredths, missing.kinds, hours_of(missing.minutes, hour_minutes, up=True))


def things_text(by_kind: Mapping[str, int]) -> str:
    """Return so many things of each kind of activity in words, such as "2 courses, 1 exam"."""
    return listed(said(by_kind[kind]) % {"n": by_kind[kind]} for kind, said in _THINGS.items() if by_kind.get(kind))

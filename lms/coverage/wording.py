"""A programme's rule, its figures and its groups of people in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from certificates.credits.rules import in_credits
from lms.coverage.models import NodeFigure, ProgrammeVersion
from lms.coverage.rules import Measured
from lms.coverage.rules.dueness import AGE_BANDS
from lms.people.models import Division, Organisation, Person, Post

Dimension = NodeFigure.Dimension
# By which the people of a place are told apart, in the order of the page.
BREAKDOWNS = [Dimension.INSTITUTION_KIND, Dimension.POST, Dimension.TITLE, Dimension.AGE, Dimension.SEX]
DIMENSIONS: dict[str, Promise] = {
    "institution_kind": gettext_lazy("kind of institution"),
    "post": gettext_lazy("kind of post"),
    "title": gettext_lazy("professional title"),
    "age": gettext_lazy("age"),
    "sex": gettext_lazy("sex"),
    "month": gettext_lazy("covered in the month"),
    "credits": gettext_lazy("whole credits"),
}
FIGURES: dict[str, Promise] = {
    "due": gettext_lazy("due"),
    "started": pgettext_lazy("coverage", "started"),
    "covered": gettext_lazy("covered"),
    "open": gettext_lazy("not yet covered"),
    "overdue": gettext_lazy("overdue"),
    "on_leave": gettext_lazy("on leave"),
}
# Those a table has room for: what is open follows from due and covered.
IN_TABLES = ("due", "started", "covered", "overdue", "on_leave")
_CHOICES = {
    "institution_kind": dict(Organisation.Kind.choices),
    "post": dict(Post.Kind.choices),
    "sex": dict(Person.Sex.choices),
}
_AGES = {"<35": gettext_lazy("under 35"), "60+": gettext_lazy("60 and older")}


@dataclass(frozen=True)
class Figure:
    """One figure of a place: which, in words, and how many."""

    which: str
    label: str
    number: int


def figures(measured: Measured, names: tuple[str, ...] = tuple(FIGURES)) -> Iterator[Figure]:
    """Yield the figures of a place that open people."""
    for name in names:
        yield Figure(name, str(FIGURES[name]), getattr(measured, name))


def group(dimension: str, value: str) -> str:
    """Return one group of a breakdown in words."""
    known = _AGES if dimension == "age" else _CHOICES.get(dimension, {})
    return str(known.get(value, "") or value or _("not given"))


def in_order(dimension: str, found: list[tuple[str, Measured]]) -> list[tuple[str, Measured]]:
    """Return the groups of a breakdown in the order a reader expects: the youngest first, kinds as they are listed."""
    order = [band for _age, band in reversed(AGE_BANDS)] if dimension == "age" else list(_CHOICES.get(dimension, {}))
    place = {value: n for n, value in enumerate(order)}
    return sorted(found, key=lambda each: (each[0] == "", place.get(each[0], len(order)), each[0]))


def whom(version: ProgrammeVersion) -> str:
    """Return who is due by a rule, in a sentence."""
    if version.roster:
        told = _("everybody on the roster “%(roster)s” on the day") % {"roster": version.roster}
    else:
        told = _choices(version.post_kinds, Post.Kind) or _("everybody with a post")
    parts = [told, _("at: %(places)s") % {"places": _places(version)}]
    parts.append(_("in %(area)s") % {"area": "、".join([str(version.programme.division), *_further(version)])})
    if version.licence_group:
        parts.append(version.get_licence_group_display())
    return " · ".join(parts)


def _further(version: ProgrammeVersion) -> list[str]:
    """Return the names of further areas; the code of one that nobody knows."""
    codes = version.division_codes
    found = Division.objects.filter(code__in=codes).order_by("valid_from") if codes else ()
    names = {each.code: each.name for each in found}
    return [names.get(code, code) for code in codes]


def _places(version: ProgrammeVersion) -> str:
    return _choices(version.institution_kinds, Organisation.Kind) or _("every kind of institution")


def counts(version: ProgrammeVersion) -> str:
    """Return what covers somebody by a rule, in a sentence."""
    kind = version.CoveredBy(version.covered_by)
    if kind == kind.SCHEME:
        return _("who has completed the scheme “%(scheme)s”") % {"scheme": version.scheme}
    if kind == kind.CREDITS:
        said = {"credits": in_credits(version.target_credits_hundredths or 0), "authority": version.authority}
        return _("who has %(credits)s credits or more in the period (%(authority)s)") % said
    if kind == kind.MINUTES:
        return _("who has %(hours)s hours or more in the period") % {"hours": hours(version.target_minutes or 0)}
    return _("who holds a valid certificate of the kind “%(kind)s”") % {"kind": version.get_certificate_kind_display()}


def left(version: ProgrammeVersion | None, amount: int | None) -> str:
    """Return what somebody has left to do by a rule; a dash where nothing is known of it."""
    if version is None or amount is None:
        return "—"
    kind = ProgrammeVersion.CoveredBy
    if version.covered_by == kind.CREDITS:
        return _("%(n)s credits") % {"n": in_credits(max(amount, 0))}
    if version.covered_by == kind.MINUTES:
        return _("%(n)s hours") % {"n": hours(max(amount, 0))}
    return ngettext("%(n)s requirement", "%(n)s requirements", amount) % {"n": amount}


def plan(version: ProgrammeVersion) -> list[tuple[date, int]]:
    """Return the planned pace: the share to reach by each day, in tenths of a percent."""
    return sorted((date.fromisoformat(each["on"]), int(each["tenths"])) for each in version.plan)


def share(tenths: int | None) -> str:
    """Return tenths of a percent as text.

    >>> share(667), share(None)
    ('66.7%', '')
    """
    return "" if tenths is None else f"{tenths // 10}.{tenths % 10}%"


def hours(minutes: int) -> str:
    """Return minutes as hours with one decimal, where they are no whole hours.

    >>> hours(90), hours(120)
    ('1.5', '2')
    """
    tenths = (minutes * 10 + 30) // 60
    return f"{tenths // 10}.{tenths % 10}".removesuffix(".0")


def _choices(values: list[str], kind: type[Post.Kind] | type[Organisation.Kind]) -> str:
    labels = dict(kind.choices)
    return "、".join(str(labels.get(each, each)) for each in values)

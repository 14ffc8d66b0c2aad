"""The people of a roster with how far they are."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.coverage.exchange import lines
from lms.coverage.queries import Place, Question, names
from lms.feeds.datasets.base import DAY, Dataset, Field

_FIELDS = (
    Field("person_uid", gettext_lazy("person for programs"), gettext_lazy("stays the same when name or number change")),
    Field("name", gettext_lazy("name"), gettext_lazy("the name today")),
    Field("id_number", gettext_lazy("ID number"), gettext_lazy("masked")),
    Field("county", gettext_lazy("county"), gettext_lazy("of the institution")),
    Field("town", gettext_lazy("town"), gettext_lazy("of the institution")),
    Field("institution", gettext_lazy("institution"), gettext_lazy("the workplace that the roster names")),
    Field("joined_on", gettext_lazy("on the roster since"), gettext_lazy("first day on the roster"), DAY),
    Field("state", gettext_lazy("state"), gettext_lazy("how far the person was at the end of the day asked for")),
    Field("completed_on", gettext_lazy("completed on"), gettext_lazy("empty until then"), DAY),
)


def people(question: Question, place: Place) -> Dataset:
    """Return everybody due at ``place``."""
    return Dataset(
        name="people",
        title=_("People"),
        fields=_FIELDS,
        rows=_rows(question, place),
        count=names(question, place).count(),
        source=said_of(question, place),
    )


def said_of(question: Question, place: Place) -> list[str]:
    """Return what was asked, in words."""
    said = {
        _("training scheme"): f"{question.scheme.name} ({question.scheme.code})",
        _("roster"): question.roster.name,
        _("area or institution"): place.name,
        _("as of"): question.as_of.isoformat(),
    }
    return [f"{what}: {value}" for what, value in said.items()]


def _rows(question: Question, place: Place) -> Iterator[tuple[Any, ...]]:
    for each in lines(question, place):
        yield (str(each.uid), *each.texts[:5], each.joined_on, each.texts[5], each.covered_on)

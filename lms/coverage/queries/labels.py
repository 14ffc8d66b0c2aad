"""Names that tell the places of a list apart: of two with one name, each has its code behind."""

from collections import Counter
from collections.abc import Iterable

from django.db.models import QuerySet

from lms.coverage.queries.place import Place, inside
from lms.people.models import Division, Organisation


class Labels:
    """The divisions and institutions of one place by name, whether anybody is due there or not."""

    def __init__(self, place: Place) -> None:
        """Read the names. Two queries."""
        self._divisions = _told_apart(_divisions(place).values_list("pk", "name", "code"))
        self._institutions = _told_apart(_institutions(place).values_list("pk", "name", "code"))

    def division(self, pk: int, name: str = "") -> str:
        """Return the name of a division; one that is new since the names were read has ``name``."""
        return self._divisions.get(pk, name)

    def institution(self, pk: int, name: str) -> str:
        """Return the name of an institution; one that is new since the names were read has ``name``."""
        return self._institutions.get(pk, name)


def _divisions(place: Place) -> QuerySet[Division]:
    if place.division is None:
        return Division.objects.none()
    return Division.objects.filter(inside(place.division)).exclude(level=Division.Level.VILLAGE)


def _institutions(place: Place) -> QuerySet[Organisation]:
    if place.organisation:
        return Organisation.objects.filter(pk=place.organisation.pk)
    if place.division is None:
        return Organisation.objects.none()
    return Organisation.objects.filter(inside(place.division, "division__"))


def _told_apart(rows: Iterable[tuple[int, str, str]]) -> dict[int, str]:
    known = list(rows)
    often = Counter(name for name, _code in {(name, code) for _pk, name, code in known})
    return {pk: f"{name} ({code})" if often[name] > 1 else name for pk, name, code in known}

"""The units of a survey file, and the units of a syllabus they stand for."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from certificates.schemes.models import Syllabus

_NAMED_BY = ("authority", "name", "version")


def mapped(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``data`` with every unit pointing to the row of the syllabus unit whose code it gives as ``unit``.

    :param data: of the shape of a survey; ``syllabus`` names the syllabus by ``authority``, ``name`` and ``version``.
    """
    rows = _rows(data)
    units = [{**unit, "syllabus_unit": rows.get(_code(unit))} for unit in data.get("units", [])]
    return {**data, "units": units}


def unmapped(data: Mapping[str, Any]) -> Iterator[str]:
    """Yield a sentence for each unit that is not in the syllabus: its gap would lead nowhere."""
    rows = _rows(data)
    for code in dict.fromkeys(_code(unit) for unit in data.get("units", [])):
        if code and code not in rows:
            yield _(
                "The syllabus of the survey has no unit %(code)s. Load the syllabus first, or correct the code."
            ) % {"code": code}


def _rows(data: Mapping[str, Any]) -> dict[str, int]:
    named = data.get("syllabus")
    if not isinstance(named, Mapping):
        return {}
    syllabus = Syllabus.objects.filter(**{name: str(named.get(name, "")) for name in _NAMED_BY}).first()
    return dict(syllabus.units.values_list("code", "pk")) if syllabus else {}


def _code(unit: Mapping[str, Any]) -> str:
    return str(unit.get("unit") or "")

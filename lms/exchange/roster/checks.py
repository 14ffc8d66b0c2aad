"""What is wrong with the rows of a roster, apart from who they mean."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import Any, NamedTuple

from lms.exchange.roster.columns import offered
from lms.exchange.roster.table import Table
from lms.people.models import Division, Organisation, Person


@dataclass(frozen=True)
class Places:
    """The institutions a roster may name, looked up once."""

    by_code: Mapping[str, "Place"]
    by_name: Mapping[str, Sequence["Place"]]


class Place(NamedTuple):
    """One institution: enough of it to check a row."""

    pk: int
    code: str
    name: str
    home: int
    areas: frozenset[int]
    open: bool
    inside: bool


class Institutions(NamedTuple):
    """Of each row by id: where the person works, and who employs them, which is mostly the same."""

    workplaces: list[int]
    employers: list[int]


def check(table: Table, *, uploader: Person, today: date) -> Institutions:
    """Note every fault of the rows of ``table``; return their institutions, a workplace of 0 where there is none."""
    _check_each(table)
    _check_dates(table, today)
    _complete_births(table)
    _check_doubles(table, "id_number", "id_twice")
    _check_doubles(table, "phone", "phone_twice")
    places = _read_places(uploader)
    workplaces = _workplaces(table, places)
    return Institutions(workplaces, _employers(table, workplaces, places))


def _check_each(table: Table) -> None:
    """Check rows against themselves. A cell already found bad is empty here and is not reported twice."""
    columns, reported = table.columns, {(fault.row, fault.field) for fault in table.faults}
    said = {row for row, name in reported if name in ("id_number", "phone")}
    numbers = table.numbers
    nobody = _where(columns["id_number"], columns["phone"], lambda ids, phone: not ids and not phone)
    for index in nobody if "" in columns["id_number"] else ():
        if numbers[index] not in said:
            table.fault(index, "id_number", "identity_missing")
    kinds = "、".join(offered("kind"))
    for one, other, wrong, name, code, data in (
        ("kind", "kind", lambda kind, _kind: not kind, "kind", "kind_missing", {"offered": kinds}),
        ("licence_kind", "licence_number", lambda a, b: b and not a, "licence_kind", "licence_without_kind", {}),
        ("id_number", "born_on", _other_birth, "born_on", "birth_contradicts", {}),
        ("id_number", "sex", _other_sex, "sex", "sex_contradicts", {}),
    ):
        # Most columns have nothing to look for, and a look at the whole column says so.
        if (one != "id_number" and "" not in columns[one]) or not any(columns[other]):
            continue
        if name == "born_on" and _all_agree(columns[one], columns[other]):
            continue
        for index in _where(columns[one], columns[other], wrong):
            if (numbers[index], name) not in reported:
                table.fault(index, name, code, **data)


def _where(one: Sequence[str], other: Sequence[str], wrong: Callable[[str, str], object]) -> list[int]:
    """Return the rows whose two values are ``wrong`` together."""
    return [index for index, (a, b) in enumerate(zip(one, other, strict=True)) if wrong(a, b)]


def _all_agree(id_numbers: Sequence[str], births: Sequence[str]) -> bool:
    """Whether every row has both and they agree: 8 digits a row on either side."""
    return "".join(map(itemgetter(slice(6, 14)), id_numbers)) == "".join(births).replace("-", "")


def _other_birth(id_number: str, born: str) -> bool:
    return bool(id_number and born) and not id_number[6:14].startswith(born.replace("-", ""))


def _other_sex(id_number: str, sex: str) -> bool:
    return bool(id_number and sex) and (id_number[16] in "13579") != (sex == "M")


def _check_dates(table: Table, today: date) -> None:
    """Dates are text in year-month-day order, so they compare as text."""
    limit = today.isoformat()
    for name in ("born_on", "starts_on"):
        for index, day in enumerate(table.columns[name]):
            if day > limit:
                table.fault(index, name, "date_future")
    compact = limit.replace("-", "")
    for index, ids in enumerate(table.columns["id_number"]):
        if ids and ids[6:14] > compact:
            table.fault(index, "id_number", "id_date")


def _complete_births(table: Table) -> None:
    """Of a birth known by its month only, the day is in the ID number, or not known at all."""
    born = table.columns["born_on"]
    if 7 in set(map(len, born)):
        pairs = zip(born, table.columns["id_number"], strict=True)
        table.columns["born_on"] = [_day_in(ids) if len(day) == 7 else day for day, ids in pairs]


def _day_in(id_number: str) -> str:
    return f"{id_number[6:10]}-{id_number[10:12]}-{id_number[12:14]}" if id_number else ""


def _check_doubles(table: Table, name: str, code: str) -> None:
    values = table.columns[name]
    if len(set(values)) >= len(values) - values.count("") + (1 if "" in values else 0):
        return
    first: dict[str, int] = {}
    for index, value in enumerate(values):
        if value and first.setdefault(value, index) != index:
            table.fault(index, name, code, other=table.numbers[first[value]])


def _employers(table: Table, workplaces: Sequence[int], places: Places) -> list[int]:
    """Find who employs each row's person: the workplace, or whom the row names by name or code (县管乡用)."""
    named, found = table.columns["employer"], list(workplaces)
    answers = {value: _employer(value, places) for value in set(named) - {""}}
    for index, value in enumerate(named) if answers else ():
        answer = answers.get(value)
        if isinstance(answer, int):
            found[index] = answer
        elif answer:
            table.fault(index, *answer[:2], **answer[2])
    return found


def _employer(value: str, places: Places) -> "int | _Fault":
    coded = places.by_code.get(value.upper())
    known = [coded] if coded else list(places.by_name.get(_bare(value), ()))
    reachable = [each for each in known if each.open and each.inside]
    if not known:
        return "employer", "employer_unknown", {"value": value}
    if not reachable:
        return "employer", "employer_outside" if known[0].open else "employer_closed", {"name": known[0].name}
    if len(reachable) > 1:
        return "employer", "employer_ambiguous", {"count": len(reachable), "value": value}
    return reachable[0].pk


def _workplaces(table: Table, places: Places) -> list[int]:
    """Find each row's workplace. Rows that name the same one are looked at once."""
    columns = table.columns
    keys = list(zip(columns["workplace_code"], columns["workplace"], columns["division_code"], strict=True))
    distinct = set(keys)
    divisions = _read_divisions({division for _code, _name, division in distinct if division})
    answers = {key: _find(key, places, divisions) for key in distinct}
    faulty = {key for key, (_pk, faults) in answers.items() if faults}
    if faulty:
        said = {(fault.row, fault.field) for fault in table.faults}
        for index, key in enumerate(keys):
            for name, code, data in answers[key][1] if key in faulty else ():
                # Whatever is wrong with the name of the workplace, the workplace is not missing as well.
                about = "workplace" if code == "workplace_missing" else name
                if not {(table.numbers[index], name), (table.numbers[index], about)} & said:
                    table.fault(index, name, code, **data)
    return [answers[key][0] for key in keys]


_Fault = tuple[str, str, dict[str, Any]]
_Faults = list[_Fault]


def _find(key: tuple[str, str, str], places: Places, divisions: Mapping[str, Division]) -> tuple[int, _Faults]:
    """Return the institution that code, name and division of a row name together, and what is wrong with them."""
    code, name, division_code = key
    division = divisions.get(division_code)
    if division_code and division is None:
        return 0, [("division_code", "division_unknown", {"value": division_code})]
    if not code and not name:
        return 0, [("workplace_code", "workplace_missing", {})]
    found = _by_code(code, name, places) if code else _by_name(name, division, places)
    return (found.pk, _objections(found, division)) if isinstance(found, Place) else (0, [found])


def _by_code(code: str, name: str, places: Places) -> "Place | _Fault":
    place = places.by_code.get(code)
    if place is None:
        return "workplace_code", "workplace_unknown", {"value": code}
    if name and _bare(name) != _bare(place.name):
        return "workplace", "workplace_differs", {"code": code, "name": place.name, "value": name}
    return place


def _by_name(name: str, division: Division | None, places: Places) -> "Place | _Fault":
    known = places.by_name.get(_bare(name), ())
    near = [each for each in known if division is None or _near(each, division)]
    if not known:
        return "workplace", "workplace_name_unknown", {"value": name}
    if len(near) > 1:
        return "workplace_code", "workplace_ambiguous", {"count": len(near), "value": name}
    return near[0] if near else known[0]


def _objections(place: Place, division: Division | None) -> _Faults:
    if division is not None and not _near(place, division):
        return [("division_code", "workplace_elsewhere", {"name": place.name, "value": division.name})]
    if not place.open:
        return [("workplace_code", "workplace_closed", {"name": place.name})]
    return [] if place.inside else [("workplace_code", "workplace_outside", {"name": place.name})]


def _near(place: Place, division: Division) -> bool:
    """Whether one of the two areas holds the other: a township hospital may be given with its village's code."""
    above = (division.town_id, division.county_id, division.city_id, division.province_id)
    return division.pk in place.areas or place.home in above


def _bare(name: str) -> str:
    return name.replace(" ", "").replace("(", "（").replace(")", "）")


def _read_places(uploader: Person) -> Places:
    inside = set(Organisation.objects.visible_to(uploader).values_list("pk", flat=True))
    levels = ("division", *(f"division__{level}" for level in ("province", "city", "county", "town")))
    rows: Iterable[tuple[Any, ...]] = Organisation.objects.values_list("pk", "code", "name", "closed_on", *levels)
    by_code: dict[str, Place] = {}
    by_name: dict[str, list[Place]] = {}
    for pk, code, name, closed_on, *areas in rows:
        place = Place(pk, code, name, areas[0], frozenset(areas), closed_on is None, pk in inside)
        by_code[place.code.upper()] = place
        by_name.setdefault(_bare(place.name), []).append(place)
    return Places(by_code, by_name)


def _read_divisions(codes: set[str]) -> dict[str, Division]:
    wanted = sorted(codes)
    found: dict[str, Division] = {}
    for start in range(0, len(wanted), 5000):
        some = Division.objects.filter(valid_to=None, code__in=wanted[start : start + 5000])
        found.update({each.code: each for each in some})
    return found

"""A roster's rows, cleaned column by column.

Each distinct value of a column is cleaned once; a column is then a list of plain values, and everything that is
wrong stands in ``faults``.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

from lms.exchange import rules
from lms.exchange.faults import Fault
from lms.exchange.roster.columns import COLUMNS, WORDS, find, known_in, offered, plain
from lms.exchange.rules import Bad, Clean
from lms.exchange.sheets.reader import Grid, read_grid
from lms.exchange.sheets.refusals import Empty, NoHeader, TooManyRows
from lms.exchange.sheets.safety import MOST_ROWS
from lms.people.rules import sound_id_numbers

CLEANERS: dict[str, Callable[[Any], Clean]] = {
    "name": rules.name,
    "id_number": rules.id_number,
    "phone": rules.phone,
    "born_on": rules.birth,
    "starts_on": rules.day,
    "workplace": rules.words(150),
    "workplace_code": rules.code,
    "employer": rules.words(150),
    "division_code": rules.division_code,
    "department": rules.words(50),
    "licence_number": rules.licence_number,
    **{name: rules.one_of(WORDS[name], "、".join(offered(name))) for name in WORDS},
}


@dataclass
class Table:
    """The rows of a roster: ``columns[field][i]`` is a plain value of row ``numbers[i]`` of the file."""

    numbers: Sequence[int]
    columns: dict[str, list[str]]
    faults: list[Fault] = field(default_factory=list)
    extra: tuple[str, ...] = ()
    grid: Grid | None = None
    places: dict[str, int] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.numbers)

    def fault(self, index: int, column: str, code: str, /, **data: Any) -> None:
        """Note that something is wrong in the row at ``index``."""
        self.faults.append(Fault(self.numbers[index], column, code, data))


def read_table(data: bytes) -> Table:
    """Return the rows of a roster file, cleaned.

    :raises SheetRefused: the file cannot be read as a roster at all.
    """
    try:
        grid = read_grid(data, known_in, find)
    except NoHeader as refusal:
        refusal.data["columns"] = "、".join(column.title for column in COLUMNS if column.required)
        raise
    found = find(grid)
    kept = [index for index, row in enumerate(grid.rows) if any(row)]
    if len(kept) > MOST_ROWS:
        raise TooManyRows(limit=MOST_ROWS)
    rows = grid.rows if len(kept) == len(grid.rows) else [grid.rows[index] for index in kept]
    top = grid.header_row + 1
    table = Table([index + top for index in kept], {}, extra=found.extra, grid=grid, places=found.places)
    raw = list(zip(*rows, strict=False))
    for column in COLUMNS:
        place = found.places.get(column.field)
        if place is None:
            table.columns[column.field] = [""] * len(rows)
        else:
            table.columns[column.field] = _clean(table, column.field, raw[place])
            # Typed as a month, a date becomes the first of it in the sheet.
            if column.field == "born_on" and plain(grid.header[place]).endswith("年月"):
                table.columns["born_on"] = [day[:7] if day.endswith("-01") else day for day in table.columns["born_on"]]
    _refuse_formulas(table)
    _refuse_merged(table)
    return _people_only(table)


def _clean(table: Table, name: str, values: Sequence[Any]) -> list[str]:
    cleaner, distinct = CLEANERS[name], set(values)
    # In the order of the file, where there is one, the values lie side by side in memory.
    clean = _clean_already(name, values if len(distinct) == len(values) else distinct)
    if len(clean) == len(distinct):
        return list(values)
    cleaned: dict[Any, Clean] = {value: value for value in clean}
    cleaned |= {value: cleaner(value) for value in distinct - cleaned.keys()}
    suspect = [value for value in cleaned if type(value) is str and value[:1] == "="]
    cleaned |= {value: Bad("formula") for value in suspect if rules.is_formula(value)}
    column = list(map(cleaned.__getitem__, values))
    if any(type(each) is Bad for each in cleaned.values()):
        for index, each in enumerate(column):
            if isinstance(each, Bad):
                table.fault(index, name, each.code, **each.data)
                column[index] = ""
    return column  # type: ignore[return-value]


def _clean_already(name: str, distinct: Collection[Any]) -> Collection[str]:
    """Return the values that need no cleaning, found by looking at all of them at once."""
    texts = distinct if set(map(type, distinct)) == {str} else [value for value in distinct if type(value) is str]
    if name == "id_number":
        sound = sound_id_numbers(texts)
        return sound if all(map("1900".__le__, map(itemgetter(slice(6, 10)), sound))) else ()
    pattern = rules.CLEAN.get(name)
    return list(filter(pattern.fullmatch, texts)) if pattern else ()


def _refuse_formulas(table: Table) -> None:
    """A formula's value is what some program last computed: in a column that counts it is never trusted."""
    formulas = table.grid.formulas if table.grid else None
    if not formulas or not formulas.count:
        return
    at = {number: index for index, number in enumerate(table.numbers)}
    fields = {place + 1: name for name, place in table.places.items()}
    cells = {(row, name) for column, name in fields.items() for row in formulas.rows.get(column, ()) if row in at}
    # Whatever else is wrong with the value, the formula is what to mend.
    table.faults = [fault for fault in table.faults if (fault.row, fault.field) not in cells]
    for row, name in sorted(cells):
        table.columns[name][at[row]] = ""
        table.fault(at[row], name, "formula")


def _refuse_merged(table: Table) -> None:
    """Of merged cells only the first has the value; the others are empty, whatever the page looks like."""
    if table.grid is None or not table.grid.merges:
        return
    at = {number: index for index, number in enumerate(table.numbers)}
    cells = set()
    for (top, left), (bottom, right) in table.grid.merges:
        fields = [name for name, place in table.places.items() if left <= place <= right]
        for row in range(max(top + 1, table.numbers[0]), min(bottom + 1, table.numbers[-1]) + 1):
            cells |= {(row, name) for name in fields if row in at and (row, table.places[name]) != (top + 1, left)}
    table.faults = [fault for fault in table.faults if (fault.row, fault.field) not in cells]
    for row, name in sorted(cells):
        table.fault(at[row], name, "merged")


def _people_only(table: Table) -> Table:
    """Leave out rows that are nobody: blank ones without a word, a total or a signature with one fault."""
    if not ("" in table.columns["id_number"] and "" in table.columns["phone"]):
        return table
    numbers = zip(table.columns["id_number"], table.columns["phone"], strict=True)
    blank, stray = _nobodies(table, [index for index, two in enumerate(numbers) if not any(two)])
    if not blank and not stray:
        return table
    kept = [index for index in range(len(table)) if index not in blank and index not in stray]
    if not kept:
        raise Empty
    gone = {table.numbers[index] for index in (*blank, *stray)}
    said = [Fault(table.numbers[index], "name", "not_a_person") for index in stray]
    return Table(
        numbers=[table.numbers[index] for index in kept],
        columns={name: [values[index] for index in kept] for name, values in table.columns.items()},
        faults=[fault for fault in table.faults if fault.row not in gone] + said,
        extra=table.extra,
        grid=table.grid,
        places=table.places,
    )


def _nobodies(table: Table, numberless: Sequence[int]) -> tuple[set[int], set[int]]:
    """Return which of the rows without ID number and phone are blank, and which others mean no person."""
    blank: set[int] = set()
    stray: set[int] = set()
    grid = table.grid
    if grid is None:
        return blank, stray
    formulas = {fault.row for fault in table.faults if fault.code == "formula"}
    others = [values for name, values in table.columns.items() if name not in ("name", "id_number", "phone")]
    for index in numberless:
        cells = grid.rows[table.numbers[index] - grid.header_row - 1]
        # A number that is there, though wrong, is somebody's.
        somebody = any(rules.text(cells[table.places[name]]) for name in ("id_number", "phone"))
        named = table.columns["name"][index] and any(values[index] for values in others)
        if not any(map(rules.text, cells)):
            blank.add(index)
        elif not (somebody or named or table.numbers[index] in formulas):
            stray.add(index)
    return blank, stray

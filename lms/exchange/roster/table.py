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
from lms.exchange.roster.columns import COLUMNS, WORDS, find, known_in, offered
from lms.exchange.rules import Bad, Clean
from lms.exchange.sheets.reader import Grid, read_grid
from lms.exchange.sheets.refusals import Empty, NoHeader, TooManyRows
from lms.exchange.sheets.safety import MOST_ROWS
from lms.people.rules import sound_id_numbers

CLEANERS: dict[str, Callable[[Any], Clean]] = {
    "name": rules.name,
    "id_number": rules.id_number,
    "phone": rules.phone,
    "born_on": rules.day,
    "starts_on": rules.day,
    "workplace": rules.words(150),
    "workplace_code": rules.code,
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
    _refuse_formulas(table)
    return _without_blank_rows(table)


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


def _without_blank_rows(table: Table) -> Table:
    """Leave out rows of nothing but spaces; their missing names are no faults."""
    who = zip(*(table.columns[name] for name in ("name", "id_number", "phone")), strict=True)
    nobody = {index for index, three in enumerate(who) if not any(three)}
    grid = table.grid
    if not nobody or grid is None:
        return table
    top = grid.header_row + 1
    blank = {index for index in nobody if not any(rules.text(cell) for cell in grid.rows[table.numbers[index] - top])}
    if not blank:
        return table
    kept = [index for index in range(len(table)) if index not in blank]
    if not kept:
        raise Empty
    gone = {table.numbers[index] for index in blank}
    return Table(
        numbers=[table.numbers[index] for index in kept],
        columns={name: [values[index] for index in kept] for name, values in table.columns.items()},
        faults=[fault for fault in table.faults if fault.row not in gone],
        extra=table.extra,
        grid=grid,
        places=table.places,
    )

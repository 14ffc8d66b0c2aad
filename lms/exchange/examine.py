"""Looking a roster through: what is wrong, who is meant, what would be written. Reads only."""

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from lms.exchange.faults import Fault
from lms.exchange.queries import up_to_date_as_of
from lms.exchange.roster.checks import check
from lms.exchange.roster.matching import Answers, Matches, Question, match
from lms.exchange.roster.onfile import Onto
from lms.exchange.roster.plan import Plan, make_plan
from lms.exchange.roster.table import Table, read_table
from lms.exchange.rules import masked
from lms.exchange.sheets.refusals import SheetRefused
from lms.people.models import Person


@dataclass
class Examination:
    """What a look at a roster found. Only one without faults and questions may be written."""

    faults: list[Fault]
    table: Table | None = None
    matches: Matches | None = None
    plan: Plan | None = None
    extra: tuple[str, ...] = ()
    # Of each row by id, 0 where it is not known.
    workplaces: Sequence[int] = ()

    @property
    def questions(self) -> list[Question]:
        """What a person must answer first."""
        return self.matches.questions if self.matches else []

    @property
    def people(self) -> set[int]:
        """Who would be changed, or is asked about."""
        changed = {change.person for change in self.plan.changes if change.field != "missing"} if self.plan else set()
        losing = {holder.pk for holder in self.matches.take_phone_from.values()} if self.matches else set()
        return changed | losing | {question.person.pk for question in self.questions}

    @property
    def counts(self) -> dict[str, Any]:
        """The figures of the report, and which sheet of a workbook they speak of."""
        plan, grid = self.plan, self.table.grid if self.table else None
        return {
            **({"sheet": masked(grid.name)} if grid and grid.name else {}),
            "rows": len(self.table) if self.table else 0,
            "new": plan.new if plan else 0,
            "changed": plan.changed if plan else 0,
            "unchanged": plan.unchanged if plan else 0,
            "left_out": len(self.matches.left_out) if self.matches else 0,
            "missing": plan.missing if plan else 0,
            "faults": len(self.faults),
            "questions": len(self.questions),
        }


def examine(data: bytes, *, onto: Onto, uploader: Person, answers: Answers, today: date) -> Examination:
    """Look through a roster file for ``uploader``, whose scope bounds what it may name and change."""
    with _without_collector():
        return _examine(data, onto, uploader, answers, today)


@contextmanager
def _without_collector() -> Iterator[None]:
    """Keep Python from looking for cycles among millions of cells that have none: a fifth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _examine(data: bytes, onto: Onto, uploader: Person, answers: Answers, today: date) -> Examination:
    newest = up_to_date_as_of(onto.keeper, onto.name)
    if newest and onto.as_of < newest:
        return Examination(faults=[Fault(0, "", "roster_newer", {"day": newest.isoformat()})])
    try:
        table = read_table(data)
    except SheetRefused as refusal:
        return Examination(faults=[Fault(0, "", refusal.code, refusal.data)])
    institutions = check(table, uploader=uploader, today=max(today, onto.as_of))
    matches = match(table, institutions.workplaces, uploader=uploader, answers=answers, today=today)
    table.faults.sort(key=lambda fault: fault.row)
    found = Examination(table.faults, table, matches, extra=table.extra, workplaces=institutions.workplaces)
    if not table.faults:
        found.plan = make_plan(table, institutions, matches, onto)
    return found

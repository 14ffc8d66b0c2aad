"""What an import would write: new people, changes field by field, posts, licences and the roster's entries."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from lms.exchange.roster.checks import Institutions
from lms.exchange.roster.columns import word_of
from lms.exchange.roster.matching import Known, Matches
from lms.exchange.roster.newcomers import roll_of_new
from lms.exchange.roster.onfile import HeldLicence, HeldPost, Onto, entries_on, licences_of, posts_of
from lms.exchange.roster.table import Table
from lms.kit import sealing
from lms.people.actions.rolls import Roll
from lms.people.models import Licence, Organisation
from lms.people.rules import birth_date, mask_id_number, mask_phone, sex_code

_MOST_CHANGES = 50_000


class Change(NamedTuple):
    """One field that an import would change, as people may see it: ID numbers and phones masked."""

    row: int
    person: int
    field: str
    before: str
    after: str


@dataclass
class Plan:
    """What to write, and what to tell about it."""

    roll: Roll
    changes: list[Change] = field(default_factory=list)
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    missing: int = 0


def make_plan(table: Table, institutions: Institutions, matches: Matches, onto: Onto) -> Plan:
    """Return the plan for the rows that are decided; rows with an open question and rows left out are not in it."""
    undecided = {question.index for question in matches.questions} | matches.left_out
    every = range(len(table))
    rows: Sequence[int] = [index for index in every if index not in undecided] if undecided else every
    fresh = [index for index in rows if matches.people[index] is None]
    known = [index for index in rows if matches.people[index] is not None]
    starts = [day or onto.as_of.isoformat() for day in table.columns["starts_on"]]
    roll = roll_of_new(table, institutions, matches, starts, fresh)
    roll.phones_freed = [holder.pk for holder in matches.take_phone_from.values()]
    planner = _Planner(table, institutions, matches, onto, Plan(roll))
    if known:
        planner.compare(known)
    planner.enter(known)
    planner.plan.new, planner.plan.unchanged = len(fresh), len(known) - planner.plan.changed
    return planner.plan


class _Planner:
    def __init__(self, table: Table, institutions: Institutions, matches: Matches, onto: Onto, plan: Plan) -> None:
        self.table, self.matches, self.onto = table, matches, onto
        self.workplaces, self.employers = institutions
        self.columns = table.columns
        self.entries = entries_on(onto)
        self.plan = plan
        self.names: dict[int, str] = {}
        self.before: dict[int, list[HeldPost]] = {}

    def compare(self, rows: Sequence[int]) -> None:
        """Plan the rows of people on file: what differs, and only that."""
        ids = [self._person(index).pk for index in rows]
        posts, self.before = posts_of(ids)
        licences = licences_of(ids)
        for index in rows:
            person = self._person(index)
            before = len(self.plan.changes)
            self._compare_person(index, person)
            self._compare_post(index, person, posts.get(person.pk, ()))
            self._compare_licence(index, person, licences.get(person.pk, ()))
            self.plan.changed += len(self.plan.changes) > before

    def _person(self, index: int) -> Known:
        person = self.matches.people[index]
        assert person is not None  # noqa: S101 - the rows given are those of people on file
        return person

    def _change(self, index: int, person: Known, name: str, *, before: str, after: str) -> None:
        self.plan.changes.append(Change(self.table.numbers[index], person.pk, name, before, after))

    def _compare_person(self, index: int, person: Known) -> None:
        wanted = {name: self.columns[name][index] for name in ("name", "phone", "born_on", "sex", "education")}
        if index in self.matches.keep_phone:
            wanted["phone"] = ""
        new_hash, id_number = self.matches.hashes[index], self.columns["id_number"][index]
        if new_hash and new_hash != person.id_number_hash:
            wanted |= {"born_on": str(birth_date(id_number)), "sex": sex_code(id_number)}
        fields: dict[str, str] = {}
        for name, value in wanted.items():
            old = str(getattr(person, name) or "")
            if value and value != old:
                fields[name] = value
                self._change(index, person, name, before=_shown(name, old), after=_shown(name, value))
        if new_hash and new_hash != person.id_number_hash:
            fields["id_number"] = id_number
            old = sealing.unseal(person.id_number_sealed)
            after = mask_id_number(fields["id_number"])
            self._change(index, person, "id_number", before=mask_id_number(old), after=after)
        if fields:
            self.plan.roll.people_changed[person.pk] = fields

    def _compare_post(self, index: int, person: Known, posts: Sequence[HeldPost]) -> None:
        """Keep the post and correct it, or begin a new one and end the one it replaces."""
        kind, workplace = self.columns["kind"][index], self.workplaces[index]
        same = next((post for post in posts if post.workplace == workplace and post.kind == kind), None)
        if same is not None:
            self._correct_post(index, person, same)
            return
        entry = self.entries.get(person.pk)
        replaced = _replaced(posts, places={workplace, entry.workplace if entry else 0}, kind=kind)
        begins = self.columns["starts_on"][index] or self.onto.as_of.isoformat()
        last = max((post.starts_on for post in replaced), default=None)
        if last and begins <= last.isoformat():
            # The date is that of the post it replaces: it has not been changed with the workplace.
            begins = max(last, self.onto.as_of).isoformat()
        self.plan.roll.posts_ended |= dict.fromkeys([post.pk for post in replaced], begins)
        new: dict[str, Any] = {name: self.columns[name][index] for name in ("kind", "title", "department")}
        new |= {"workplace_id": workplace, "employer_id": self.employers[index]}
        for name, value in {**new, "starts_on": begins, "person": person.pk}.items():
            self.plan.roll.posts[name].append(value)
        old = "；".join(f"{post.workplace_name} {word_of('kind', post.kind)}" for post in replaced)
        self._change(index, person, "post", before=old, after=f"{self._place(workplace)} {word_of('kind', kind)}")

    def _correct_post(self, index: int, person: Known, post: HeldPost) -> None:
        wanted = {name: self.columns[name][index] for name in ("title", "department")}
        fields: dict[str, Any] = {
            name: value for name, value in wanted.items() if value and value != getattr(post, name)
        }
        starts_on, kept = self.columns["starts_on"][index], post.starts_on.isoformat()
        if starts_on and starts_on != kept:
            replaced = [each for each in self.before.get(person.pk, ()) if each.ends_on == post.starts_on]
            # A day from before both posts is the first one's, and says nothing of the move.
            if all(starts_on > each.starts_on.isoformat() for each in replaced):
                fields["starts_on"] = starts_on
                self.plan.roll.posts_ended |= dict.fromkeys([each.pk for each in replaced], starts_on)
        for name, value in fields.items():
            self._change(index, person, name, before=str(getattr(post, name)), after=value)
        # The workplace written as the employer is said as plainly as any other; an empty cell says nothing.
        employer = self.employers[index]
        if self.columns["employer"][index] and employer != post.employer:
            fields["employer_id"] = employer
            self._change(index, person, "employer", before=post.employer_name, after=self._place(employer))
        if fields:
            self.plan.roll.posts_changed[post.pk] = fields

    def _place(self, pk: int) -> str:
        if not self.names:
            named = {*self.workplaces, *self.employers}
            self.names = dict(Organisation.objects.filter(pk__in=named).values_list("pk", "name"))
        return self.names[pk]

    def _compare_licence(self, index: int, person: Known, licences: Sequence[HeldLicence]) -> None:
        kind, number = self.columns["licence_kind"][index], self.columns["licence_number"][index]
        if not kind:
            return
        held = [each for each in licences if each.kind == kind]
        if any(not number or each.number == number for each in held):
            return
        corrected = _corrected(held)
        if corrected is not None:
            self.plan.roll.licences_numbered[corrected.pk] = number
        else:
            for name, value in {"person": person.pk, "kind": kind, "number": number}.items():
                self.plan.roll.licences[name].append(value)
        after = f"{word_of('licence_kind', kind)} {number}".strip()
        self._change(index, person, "licence_number", before=corrected.number if corrected else "", after=after)

    def enter(self, rows: Sequence[int]) -> None:
        """Put people on the roster who are not on it, move those whose workplace changed, and see who is missing."""
        roll, day = self.plan.roll, self.onto.as_of.isoformat()
        entries = dict(self.entries)
        for index in rows:
            pk, workplace = self._person(index).pk, self.workplaces[index]
            entry = entries.pop(pk, None)
            if entry is not None and entry.workplace == workplace:
                continue
            if entry is not None:
                roll.entries_ended[entry.pk] = max(day, entry.joined_on.isoformat())
            roll.entries["person"].append(pk)
            roll.entries["workplace_id"].append(workplace)
        # Whoever a question is open about is not missing.
        asked = {question.person.pk for question in self.matches.questions}
        for pk, entry in entries.items():
            if pk in asked:
                continue
            self.plan.missing += 1
            if len(self.plan.changes) < _MOST_CHANGES:
                self.plan.changes.append(Change(0, pk, "missing", entry.person_name, ""))
            if self.onto.end_missing:
                roll.entries_ended[entry.pk] = max(day, entry.joined_on.isoformat())


def _replaced(posts: Sequence[HeldPost], *, places: Collection[int], kind: str) -> Sequence[HeldPost]:
    """Return the posts a row plainly replaces; a person may hold others beside.

    :param places: the row's workplace, and the one where this roster had the person before.
    """
    there = [post for post in posts if post.workplace in places]
    alike = [post for post in posts if post.kind == kind]
    return there or (alike if len(alike) == 1 else ())


def _corrected(held: Sequence[HeldLicence]) -> HeldLicence | None:
    """Return which of the licences of one kind another number belongs to; ``None`` is a licence beside them.

    A licence has one number. Of "other" ones somebody may hold many.
    """
    unnumbered = next((each for each in held if not each.number), None)
    only = held[0] if len(held) == 1 and held[0].kind != Licence.Kind.OTHER else None
    return unnumbered or only


def _shown(name: str, value: str) -> str:
    return mask_phone(value) if name == "phone" else word_of(name, value)

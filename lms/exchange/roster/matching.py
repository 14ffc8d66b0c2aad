"""Whom the rows of a roster mean: by ID number, then by mobile number; in doubt a question, never a guess."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q, QuerySet

from lms.exchange.roster.onfile import BATCH, batches, outside
from lms.exchange.roster.table import Table
from lms.kit import sealing
from lms.people.models import Appointment, Person, Post
from lms.people.rules import birth_date, sex_code

SAME, NEW, SKIP = "same", "new", "skip"
_FIELDS = (
    "pk",
    "id_number_hash",
    "phone",
    "name",
    "born_on",
    "sex",
    "education",
    "id_number_sealed",
    "is_superuser",
)


@dataclass(slots=True)
class Known:
    """Somebody on file, as far as an import looks at them."""

    pk: int
    id_number_hash: str | None
    phone: str | None
    name: str
    born_on: object
    sex: str
    education: str
    id_number_sealed: bytes | None
    is_superuser: bool


@dataclass(frozen=True)
class Question:
    """Something only a person can say of the row at ``index``: ``kind`` asks it about ``person``."""

    index: int
    kind: str
    person: Known


@dataclass
class Matches:
    """What became of each row: somebody on file, somebody new (``None``), left out, or an open question."""

    people: list[Known | None]
    hashes: list[str]
    left_out: set[int] = field(default_factory=set)
    questions: list[Question] = field(default_factory=list)
    # Rows whose number stays with, or moves away from, another person.
    keep_phone: set[int] = field(default_factory=set)
    take_phone_from: dict[int, Known] = field(default_factory=dict)


Answers = Mapping[tuple[int, str, int], str]


@dataclass
class _Files:
    by_hash: dict[str, Known]
    by_phone: dict[str, Known]
    guarded: set[int]
    # People the importer may not touch.
    outside: set[int]


def match(table: Table, workplaces: Sequence[int], *, uploader: Person, answers: Answers, today: date) -> Matches:
    """Return whom each row of ``table`` means. Faults of matching are noted in ``table``.

    :param answers: answers given before, by row number of the file, kind of question and person.
    """
    hashes = sealing.fingerprints(table.columns["id_number"])
    hashes = [each if ids else "" for each, ids in zip(hashes, table.columns["id_number"], strict=True)]
    files = _read_files(table, hashes, uploader, today)
    matches = Matches(people=[files.by_hash.get(each) for each in hashes], hashes=hashes)
    judge = _Judge(table, matches, files, answers)
    if files.by_phone:
        judge.by_phone()
    judge.by_name(workplaces)
    judge.reach()
    return matches


class _Judge:
    """Goes through the rows once for phones, once for names, and once for what the importer may not do."""

    def __init__(self, table: Table, matches: Matches, files: _Files, answers: Answers) -> None:
        self.table, self.matches, self.files, self.answers = table, matches, files, answers

    def by_phone(self) -> None:
        """Match by mobile number the rows that no ID number matched, and see who else holds a row's number."""
        known_by_id: dict[int, Known] = {}
        for index, phone in enumerate(self.table.columns["phone"]):
            holder = self.files.by_phone.get(phone) if phone else None
            known = self.matches.people[index]
            if holder is None or known is holder:
                continue
            if holder.pk in self.files.outside:
                self.table.fault(index, "phone", "phone_outside")
            elif known is not None:
                known_by_id[index] = holder
            else:
                self._phone_only(index, holder)
        if known_by_id:
            self._move_on(known_by_id)

    def _move_on(self, holders: Mapping[int, Known]) -> None:
        """Ask about each number whose holder does not give it up, by row.

        People in the file give theirs up by moving on to another. Who stays after all, by an answer, is asked about.
        """
        giving_up = {
            known.pk
            for known, phone in zip(self.matches.people, self.table.columns["phone"], strict=True)
            if known and phone and known.phone != phone
        }
        open_rows, stays = dict(holders), True
        while stays:
            stays = False
            for index, holder in list(open_rows.items()):
                known = self.matches.people[index]
                if holder.pk in giving_up or known is None:
                    continue
                del open_rows[index]
                self._moved_phone(index, holder)
                if index in self.matches.keep_phone or index in self.matches.left_out:
                    giving_up.discard(known.pk)
                    stays = True

    def _moved_phone(self, index: int, holder: Known) -> None:
        answer = self._ask(index, "phone_moved", holder)
        if answer == SAME:
            self.matches.take_phone_from[index] = holder
        elif answer == NEW:
            self.matches.keep_phone.add(index)

    def _phone_only(self, index: int, holder: Known) -> None:
        """No ID number on file matches: the number's holder may be this person or the number's last owner."""
        same_name = holder.name == self.table.columns["name"][index]
        no_contradiction = not (self.matches.hashes[index] and holder.id_number_hash)
        if same_name and no_contradiction:
            self.matches.people[index] = holder
            return
        answer = self._ask(index, "phone_same", holder)
        if answer == SAME:
            self.matches.people[index] = holder
        elif answer == NEW:
            self.matches.take_phone_from[index] = holder

    def by_name(self, workplaces: Sequence[int]) -> None:
        """Ask about rows of a name that already works there, where no ID number on both sides tells two apart."""
        names = self.table.columns["name"]
        unmatched = [index for index, known in enumerate(self.matches.people) if known is None]
        candidates = _namesakes(
            {names[index] for index in unmatched if not self.matches.hashes[index]},
            {names[index] for index in unmatched} if len(unmatched) <= BATCH else None,
        )
        if not candidates:
            return
        taken = {known.pk for known in self.matches.people if known}
        for index in unmatched:
            for candidate in candidates.get((names[index], workplaces[index]), ()):
                apart = self.matches.hashes[index] and candidate.id_number_hash
                if apart or candidate.pk in taken or self._decided(index):
                    continue
                if self._ask(index, "name_same", candidate) == SAME:
                    self.matches.people[index] = candidate
                    taken.add(candidate.pk)

    def _decided(self, index: int) -> bool:
        if index in self.matches.left_out or index in self.matches.take_phone_from or self.matches.people[index]:
            return True
        return any(question.index == index for question in self.matches.questions)

    def reach(self) -> None:
        """Refuse what the importer may not do, and rows that contradict what is on file."""
        seen: dict[int, int] = {}
        for index, known in enumerate(self.matches.people):
            if known is None or index in self.matches.left_out:
                continue
            if seen.setdefault(known.pk, index) != index and self._new_double(index):
                self.table.fault(index, "id_number", "person_twice", other=self.table.numbers[seen[known.pk]])
            if known.pk in self.files.outside:
                self.table.fault(index, "id_number", "person_outside")
            elif known.id_number_sealed and not self.matches.hashes[index]:
                self._check_birth(index, known)
        if self.files.guarded:
            self._guard()

    def _guard(self) -> None:
        """Leave role holders the keys to their accounts."""
        losing = dict(self.matches.take_phone_from)
        for index, (known, phone) in enumerate(zip(self.matches.people, self.table.columns["phone"], strict=True)):
            moves = known and phone and phone != known.phone and index not in self.matches.keep_phone
            if known and moves and index not in self.matches.left_out and known.pk in self.files.guarded:
                losing[index] = known
        for index, person in losing.items():
            if person.pk in self.files.guarded:
                self.table.fault(index, "phone", "phone_guarded")

    def _check_birth(self, index: int, known: Known) -> None:
        """What a row without an ID number says is held against the ID number on file."""
        born, sex = self.table.columns["born_on"][index], self.table.columns["sex"][index]
        if born in ("", str(known.born_on)) and sex in ("", known.sex):
            return
        id_number = sealing.unseal(known.id_number_sealed)
        if born and born != str(birth_date(id_number)):
            self.table.fault(index, "born_on", "birth_differs_on_file")
        if sex and sex != sex_code(id_number):
            self.table.fault(index, "sex", "sex_differs_on_file")

    def _new_double(self, index: int) -> bool:
        """Whether the row has not been told of its double already, for the same ID number or phone."""
        row = self.table.numbers[index]
        return not any(fault.row == row and fault.code in ("id_twice", "phone_twice") for fault in self.table.faults)

    def _ask(self, index: int, kind: str, person: Known) -> str:
        answer = self.answers.get((self.table.numbers[index], kind, person.pk), "")
        if answer == SKIP:
            self.matches.left_out.add(index)
        elif not answer:
            self.matches.questions.append(Question(index, kind, person))
        return answer


def _read_files(table: Table, hashes: Sequence[str], uploader: Person, today: date) -> _Files:
    people = list(_on_file(hashes, table.columns["phone"]))
    files = _Files(
        by_hash={each.id_number_hash: each for each in people if each.id_number_hash},
        by_phone={each.phone: each for each in people if each.phone},
        guarded=set(),
        outside=set(),
    )
    if uploader.is_superuser:
        return files
    holders = set(Appointment.objects.on_or_after(today).values_list("person", flat=True))
    files.guarded = {each.pk for each in people if each.is_superuser or each.pk in holders}
    files.outside = outside({each.pk for each in people}, viewer=uploader, today=today)
    return files


def _on_file(hashes: Sequence[str], phones: Sequence[str]) -> Iterator[Known]:
    """Return everybody who has one of the ID numbers or mobile numbers."""
    everybody: QuerySet[Person] = Person.objects.all()
    if everybody.count() <= 2 * len(hashes):
        # As many people as rows: reading all is quicker than asking for each.
        yield from (Known(*row) for row in everybody.values_list(*_FIELDS))
        return
    seen: set[int] = set()
    for column, values in (("id_number_hash__in", hashes), ("phone__in", phones)):
        for some in batches(sorted(set(values) - {""})):
            for row in everybody.filter(**{column: some}).values_list(*_FIELDS):
                if row[0] not in seen:
                    seen.add(row[0])
                    yield Known(*row)


def _namesakes(without_id: Collection[str], all_names: Collection[str] | None) -> dict[tuple[str, int], list[Known]]:
    """Return people by name and workplace whom only these tell apart from a row of the file.

    Those are people whose name stands in a row without an ID number, and people without an ID number on file.
    """
    found: dict[int, tuple[Known, set[int]]] = {}
    open_posts = Post.objects.filter(ends_on=None)
    wanted = [Q(person__name__in=some) for some in batches(sorted(without_id))]
    if all_names is None:
        wanted.append(Q(person__id_number_hash=None))
    elif all_names:
        wanted.append(Q(person__id_number_hash=None, person__name__in=all_names))
    for condition in wanted:
        rows = open_posts.filter(condition).values_list("workplace", *(f"person__{name}" for name in _FIELDS))
        for workplace, *row in rows:
            known, places = found.setdefault(row[0], (Known(*row), set()))
            places.add(workplace)
    by_both: dict[tuple[str, int], list[Known]] = {}
    for known, places in found.values():
        for place in places:
            by_both.setdefault((known.name, place), []).append(known)
    return by_both

"""Rows written many at a time: in order, whole, and gone again with their transaction."""

import pytest
from django.db import IntegrityError, transaction

from lms.audit.models import Entry
from lms.kit import bulk
from lms.people.models import Licence, Person
from tests.factories.people import PersonFactory

pytestmark = [pytest.mark.django_db, pytest.mark.database]

MANY = 11_000  # more than one statement of SQLite holds


@pytest.fixture
def person() -> Person:
    return PersonFactory()


def columns(person: Person, numbers: list[str]) -> dict[str, list[object]]:
    return {"person_id": [person.pk] * len(numbers), "kind": ["nurse"] * len(numbers), "number": list(numbers)}


def test_insert_writes_every_row_over_many_statements(person):
    numbers = [f"N{place}" for place in range(MANY)]

    with transaction.atomic():
        written = bulk.insert(Licence, columns(person, numbers), valid_from=None)

    assert written == MANY
    assert list(Licence.objects.order_by("pk").values_list("number", flat=True)) == numbers


def test_insert_keeps_marks_of_the_copy_format(person):
    awkward = ["a\tb", "a\\b", "a\nb", "a%sb", "a?b", "“引号”'\""]

    with transaction.atomic():
        bulk.insert(Licence, columns(person, awkward))

    assert list(Licence.objects.order_by("pk").values_list("number", flat=True)) == awkward


def test_insert_of_nothing_writes_nothing(person):
    assert bulk.insert(Licence, columns(person, [])) == 0


def test_a_double_in_the_last_row_leaves_none_of_them(person):
    numbers = [f"N{place}" for place in range(MANY)] + ["N0"]

    with pytest.raises(IntegrityError), transaction.atomic():
        bulk.insert(Licence, columns(person, numbers))

    assert not Licence.objects.exists()


def test_a_fault_that_somebody_catches_still_rolls_the_transaction_back(person):
    with transaction.atomic():
        with pytest.raises(IntegrityError):
            bulk.insert(Licence, columns(person, ["N1", "N1"]))
        assert transaction.get_connection().needs_rollback or transaction.get_connection().vendor == "postgresql"
        transaction.set_rollback(True)

    assert not Licence.objects.exists()


def test_update_sets_each_row_its_own_values(person):
    with transaction.atomic():
        bulk.insert(Licence, columns(person, ["N1", "N2", "N3"]))
        ids = list(Licence.objects.order_by("pk").values_list("pk", flat=True))
        bulk.update(Licence, ids[:2], {"number": ["M1", "M2"], "kind": ["other", "nurse"]})

    held = Licence.objects.order_by("pk").values_list("number", "kind")
    assert list(held) == [("M1", "other"), ("M2", "nurse"), ("N3", "nurse")]


def test_update_of_nothing_is_no_statement(person, django_assert_num_queries):
    with django_assert_num_queries(0):
        bulk.update(Licence, [], {"number": []})


def test_reserved_ids_are_above_all_that_are_taken(person):
    with transaction.atomic():
        ids = bulk.reserve_ids(Person, 3)

    assert len(set(ids)) == 3
    assert min(ids) > person.pk


def test_objects_are_inserted_as_they_are_and_know_their_keys(person, at):
    told = {"line": "第一行\n第二行\t\\", "n": 3}
    entries = [Entry(at=at, verb="test.thing.done", subject_id=str(n), data=told) for n in range(3)]

    bulk.create(entries)

    assert [each.subject_id for each in Entry.objects.filter(pk__in=[e.pk for e in entries]).order_by("pk")] == [
        "0",
        "1",
        "2",
    ]
    kept = Entry.objects.get(pk=entries[1].pk)
    assert (kept.at, kept.data, kept.actor_name) == (at, told, "")


def test_no_objects_are_no_rows():
    bulk.create([])

    assert not Entry.objects.exists()

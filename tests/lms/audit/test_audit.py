"""Who did what, for ever."""

import pytest
from django.db import IntegrityError, connection, transaction

from lms.audit.actions import record
from lms.audit.models import Entry
from tests.factories.audit import EntryFactory
from tests.factories.people import PersonFactory

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_an_entry_names_its_actor_and_subject_in_words(at):
    actor, subject = PersonFactory(name="张主任"), PersonFactory(name="王秀兰")

    record("people.person.changed", actor=actor, subject=subject, at=at, field="phone")

    entry = Entry.objects.get()
    assert (entry.actor_id, entry.actor_name) == (str(actor.pk), "张主任")
    assert (entry.subject_kind, entry.subject_id, entry.subject_name) == ("people.person", str(subject.pk), "王秀兰")
    assert (entry.at, entry.verb, entry.data) == (at, "people.person.changed", {"field": "phone"})


def test_the_system_itself_has_no_name(at):
    entry = record("kit.swept", actor=None, subject=None, at=at)

    assert (entry.actor_id, entry.actor_name, entry.subject_kind, entry.subject_id) == ("", "", "", "")


def test_an_entry_goes_with_its_transaction(at):
    with transaction.atomic():
        record("kit.swept", actor=None, subject=None, at=at)
        transaction.set_rollback(True)

    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param("UPDATE audit_entry SET verb = 'x' WHERE id = %s", id="update"),
        pytest.param("DELETE FROM audit_entry WHERE id = %s", id="delete"),
    ],
)
def test_the_database_refuses_to_change_an_entry(statement):
    entry = EntryFactory()

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, [entry.pk])

    assert Entry.objects.get().verb == "test.thing.done"

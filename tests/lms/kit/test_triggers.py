"""What tables that only grow refuse, whatever the statement."""

import pytest
from django.db import IntegrityError, connection, transaction

from tests.factories.audit import EntryFactory
from tests.factories.credits import CreditLineFactory
from tests.factories.exams import QuestionVersionFactory
from tests.factories.records import LearningRecordFactory, SealedRunFactory, TreeHeadFactory
from tests.factories.register import CertificateFactory

pytestmark = [pytest.mark.django_db, pytest.mark.database]
sqlite_only = pytest.mark.skipif("connection.vendor != 'sqlite'")
postgresql_only = pytest.mark.skipif("connection.vendor != 'postgresql'")

FACTORIES = [
    *(EntryFactory, LearningRecordFactory, CreditLineFactory, CertificateFactory, QuestionVersionFactory),
    *(SealedRunFactory, TreeHeadFactory),
]
grown = pytest.mark.parametrize("factory", FACTORIES, ids=lambda factory: factory._meta.model._meta.db_table)


def _reversal(factory, row):
    """A second row that holds the unique key a reversal or a replacement holds."""
    if factory is LearningRecordFactory:
        return factory(person=row.person, reverses=row, outcome="reversed")
    if factory is CreditLineFactory:
        return factory(reverses=row, record=row.record, rule=row.rule, hundredths=-50)
    return factory(supersedes=row)


def _run(statement, params=()):
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.fetchall() if cursor.description else []


def _refused(statement, params=()):
    with pytest.raises(IntegrityError), transaction.atomic():
        _run(statement, params)


def _table(factory):
    return factory._meta.model._meta.db_table


def _stored(row):
    """Return the row as the database holds it: its columns and their values."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {row._meta.db_table} WHERE id = %s", [row.pk])
        return dict(zip([column[0] for column in cursor.description], cursor.fetchone(), strict=True))


def _replace(row, **other):
    values = _stored(row) | other
    marks = ", ".join(["%s"] * len(values))
    return f"INSERT OR REPLACE INTO {row._meta.db_table} ({', '.join(values)}) VALUES ({marks})", list(values.values())


@sqlite_only
@grown
@pytest.mark.parametrize("new_id", [False, True], ids=["same-id", "same-other-key"])
def test_insert_or_replace_is_refused_by_the_trigger_alone(factory, new_id):
    if new_id and factory is EntryFactory:
        pytest.skip("an entry has no other key")
    row = factory()
    before = _stored(row)
    _run("PRAGMA recursive_triggers = OFF")
    try:
        _refused(*_replace(row, **({"id": row.pk + 1000} if new_id else {})))
    finally:
        _run("PRAGMA recursive_triggers = ON")

    assert _stored(row) == before


@sqlite_only
@grown
def test_insert_or_replace_is_refused_by_the_connection_alone(factory):
    row = factory()
    before = _stored(row)
    _run(f"DROP TRIGGER {_table(factory)}_no_replace")

    _refused(*_replace(row))

    assert _stored(row) == before


@sqlite_only
@pytest.mark.parametrize("factory", [LearningRecordFactory, CreditLineFactory, CertificateFactory])
def test_what_takes_a_row_back_is_not_replaced_either(factory):
    second = _reversal(factory, factory())
    before = _stored(second)
    # Every other key is new, so that only the one row it speaks of stands in the way.
    fresh = {"id": second.pk + 1000}
    fresh |= {"source_key": "another"} if factory is LearningRecordFactory else {}
    if factory is CertificateFactory:
        fresh |= {"number": "ANOTHER", "uid": "0" * 32, "traineeship_id": CertificateFactory().traineeship_id + 1000}

    _refused(*_replace(second, **fresh))

    assert _stored(second) == before


@sqlite_only
def test_every_unique_key_is_watched():
    """A key that the trigger does not know of would let a row be replaced through it."""
    for factory in FACTORIES:
        table = _table(factory)
        triggers = _run("SELECT sql FROM sqlite_master WHERE name LIKE %s", [f"{table}_no_replace%"])
        watched = " ".join(sql for (sql,) in triggers)
        for _seq, index, unique, *_rest in _run(f"PRAGMA index_list({table})"):
            columns = [column for _rank, _cid, column in _run(f"PRAGMA index_info({index})")]
            assert not unique or " AND ".join(f"{column} = NEW.{column}" for column in columns) in watched


@grown
def test_an_insert_that_turns_into_an_update_is_refused(factory):
    row, table = factory(), _table(factory)
    before = _stored(row)

    _refused(
        f"INSERT INTO {table} SELECT * FROM {table} WHERE id = %s ON CONFLICT (id) DO UPDATE SET id = excluded.id + 1",
        [row.pk],
    )

    assert _stored(row) == before


@postgresql_only
@grown
def test_truncate_is_refused(factory):
    row = factory()
    # What waits to be checked at the commit would keep PostgreSQL from coming to the trigger.
    _run("SET CONSTRAINTS ALL IMMEDIATE")

    _refused(f"TRUNCATE {_table(factory)} CASCADE")

    assert _stored(row)

"""What the database itself refuses about keys, signatures and status lists, on both databases."""

import pytest
from django.db import IntegrityError, connection, transaction

from certificates.register.models import LIST_SIZE
from tests.factories.register import KnownKeyFactory, SignatureFactory, StatusListFactory

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def refused(statement, *params):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, params)


@pytest.mark.parametrize("factory", [KnownKeyFactory, SignatureFactory])
def test_keys_and_signatures_stay_as_they_are(factory):
    row = factory()
    table, column = row._meta.db_table, "key_id"

    refused(f"UPDATE {table} SET {column} = {column} WHERE id = %s", row.pk)
    refused(f"DELETE FROM {table} WHERE id = %s", row.pk)


@pytest.mark.parametrize(
    "again",
    [
        pytest.param(lambda one: {"certificate": one.certificate}, id="certificate"),
        pytest.param(lambda one: {"status_list": one.status_list, "status_index": one.status_index}, id="entry"),
        pytest.param(lambda _: {"status_index": LIST_SIZE}, id="off-the-list"),
        pytest.param(lambda _: {"status_index": -1}, id="below"),
    ],
)
def test_a_signature_that_cannot_be(again):
    one = SignatureFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        SignatureFactory(**again(one))


@pytest.mark.parametrize("name", ["", "taken"])
def test_a_key_has_an_id_of_its_own(name):
    KnownKeyFactory(key_id="taken")

    with pytest.raises(IntegrityError), transaction.atomic():
        KnownKeyFactory(key_id=name)


@pytest.mark.parametrize(
    "change", [{"volume": 0}, {"next": LIST_SIZE + 1}, {"credential": "x"}, {"next": -1}, {"volume": 1, "again": True}]
)
def test_a_list_that_cannot_be(change):
    first = StatusListFactory()
    if change.pop("again", False):
        change["issuer"] = first.issuer

    with pytest.raises(IntegrityError), transaction.atomic():
        StatusListFactory(**change)


def test_their_names():
    one = SignatureFactory()

    assert str(one) == f"{one.certificate} · {one.key.key_id}"
    assert str(one.status_list) == f"{one.status_list.issuer} · 1"

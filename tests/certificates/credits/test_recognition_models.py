"""What the database refuses of certificates from elsewhere."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from certificates.credits.models import Recognition
from tests.certificates.people import manager_of
from tests.factories.credits import RecognitionFactory
from tests.factories.people import OrganisationFactory, PersonFactory, PostFactory

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def refused(act):
    with pytest.raises(IntegrityError), transaction.atomic():
        act()


@pytest.mark.parametrize(
    "fields",
    [
        {"title": ""},
        {"issuer_key": ""},
        {"number_key": ""},
        {"sha256": ""},
        {"media_type": ""},
        {"ended_on": date(2026, 9, 11)},
        {"class_hours_hundredths": 0},
        {"state": "checked"},
        {"state": "approved"},
        {"state": "refused"},
        {"state": "withdrawn"},
        {"state": "revoked"},
        {"state": "lost"},
        {"reason": "为什么"},
        {"checked": True, "minutes": 0},
    ],
)
def test_a_certificate_is_whole(fields):
    refused(lambda: RecognitionFactory(**fields))


def test_checker_and_approver_and_applicant_are_three(at):
    person, hand, first = PersonFactory(), PersonFactory(), PersonFactory()
    for applicant in (person, hand):
        refused(
            lambda who=applicant: RecognitionFactory(checked=True, person=person, handed_in_by=hand, checked_by=who)
        )
    waiting = RecognitionFactory(checked=True, person=person, handed_in_by=hand, checked_by=first)
    for second in (first, person, hand):
        refused(
            lambda who=second: Recognition.objects.filter(pk=waiting.pk).update(
                state="approved", approved_by=who, approved_at=at
            )
        )


def test_the_same_certificate_counts_once():
    RecognitionFactory(number="一号")
    refused(lambda: RecognitionFactory(number="一号"))


@pytest.mark.parametrize(
    "fields", [{"title": "别的班"}, {"number_key": "9"}, {"sha256": "1" * 64}, {"ended_on": date(2026, 9, 20)}]
)
def test_what_was_handed_in_never_changes(fields):
    kept = RecognitionFactory()
    refused(lambda: Recognition.objects.filter(pk=kept.pk).update(**fields))


def test_what_was_decided_is_not_decided_again(at):
    closed = RecognitionFactory(state="withdrawn", closed_by=PersonFactory(), closed_at=at)
    refused(lambda: Recognition.objects.filter(pk=closed.pk).update(state="handed_in", closed_by=None, closed_at=None))
    refused(lambda: Recognition.objects.filter(pk=closed.pk).delete())


def test_sqlite_replaces_none():
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL knows no INSERT OR REPLACE")
    RecognitionFactory()
    columns = ", ".join(f.column for f in Recognition._meta.fields)
    sql = f"INSERT OR REPLACE INTO credits_recognition ({columns}) SELECT {columns} FROM credits_recognition"
    with connection.cursor() as cursor:
        refused(lambda: cursor.execute(sql))


def test_a_certificate_is_seen_by_its_owner_and_in_scope_and_decided_on_by_others():
    home = OrganisationFactory()
    doctor = PostFactory(workplace=home).person
    waiting = RecognitionFactory(person=doctor)
    manager, stranger = manager_of(home), manager_of(OrganisationFactory())
    PostFactory(workplace=home, person=manager)
    own = RecognitionFactory(person=manager)
    seen = Recognition.objects

    assert set(seen.visible_to(doctor)) == {waiting}
    assert set(seen.visible_to(manager)) == {waiting, own}
    assert set(seen.visible_to(stranger)) == set()
    assert set(seen.visible_to(PersonFactory(is_superuser=True))) == {waiting, own}
    assert set(seen.run_by(manager)) == {waiting}
    assert set(seen.run_by(doctor)) == set()
    assert set(seen.run_by(PersonFactory(is_superuser=True))) == {waiting, own}
    assert set(seen.waiting()) == {waiting, own}


def test_queues_leave_out_what_one_had_a_part_in():
    home = OrganisationFactory()
    doctor = PostFactory(workplace=home).person
    first, second = manager_of(home), manager_of(home)
    mine = RecognitionFactory(person=doctor, handed_in_by=first)
    checked = RecognitionFactory(person=doctor, checked=True, checked_by=first)

    assert set(Recognition.objects.to_check_by(first)) == set()
    assert set(Recognition.objects.to_check_by(second)) == {mine}
    assert set(Recognition.objects.to_approve_by(first)) == set()
    assert set(Recognition.objects.to_approve_by(second)) == {checked}

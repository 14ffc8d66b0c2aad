"""What the database itself refuses, on both databases."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction

from certificates.register.models import Certificate
from tests.factories.people import AppointmentFactory, PersonFactory, PostFactory
from tests.factories.register import (
    BatchFactory,
    CertificateFactory,
    LayoutFactory,
    LayoutVersionFactory,
    NumberPatternFactory,
    NumberSeriesFactory,
    RecipientFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.database]
NOW = datetime(2026, 11, 20, tzinfo=UTC)


def _refused(statement, *params):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, params)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("number", "'X'"),
        ("uid", "'0123456789abcdef0123456789abcdef'"),
        ("kind", "'other'"),
        ("facts", "'{}'"),
        ("layout_version", "'x'"),
        ("file", "'x'"),
        ("sha256", "'x'"),
        ("size", "2"),
        ("issued_at", "'2020-01-01 00:00:00+00:00'"),
        ("batch_id", "NULL"),
        ("supersedes_id", "{other}"),
        ("person_id", "{person}"),
    ],
)
def test_frozen_columns_cannot_be_updated(column, value):
    certificate, other = CertificateFactory(batch=BatchFactory()), CertificateFactory()
    value = value.replace("{other}", str(other.pk)).replace("{person}", str(PersonFactory().pk))

    _refused(f"UPDATE register_certificate SET {column} = {value} WHERE id = %s", certificate.pk)

    assert Certificate.objects.get(pk=certificate.pk).number == certificate.number


def test_a_certificate_is_never_deleted():
    certificate = CertificateFactory()

    _refused("DELETE FROM register_certificate WHERE id = %s", certificate.pk)


@pytest.mark.parametrize("state", ["revoked", "superseded"])
def test_an_end_is_added_once_and_never_taken_back_or_changed(state):
    certificate = CertificateFactory()
    certificate.state, certificate.revoked_at, certificate.revoked_reason = state, NOW, "误发"
    certificate.revoked_by = certificate.issued_by
    certificate.save()

    _refused("UPDATE register_certificate SET revoked_reason = 'y' WHERE id = %s", certificate.pk)
    other = {"revoked": "superseded", "superseded": "revoked"}[state]
    _refused("UPDATE register_certificate SET state = %s WHERE id = %s", other, certificate.pk)
    _refused(
        "UPDATE register_certificate SET state = 'issued', revoked_at = NULL, revoked_by_id = NULL,"
        " revoked_reason = '' WHERE id = %s",
        certificate.pk,
    )


def test_one_valid_certificate_for_a_traineeship():
    certificate = CertificateFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        CertificateFactory(traineeship=certificate.traineeship)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"state": "revoked"}, id="revoked-without-anything"),
        pytest.param({"state": "revoked", "revoked_at": NOW}, id="revoked-without-reason"),
        pytest.param({"state": "superseded"}, id="superseded-without-anything"),
        pytest.param({"state": "other"}, id="no-such-state"),
        pytest.param({"revoked_reason": "x"}, id="reason-without-revocation"),
        pytest.param({"number": ""}, id="no-number"),
        pytest.param({"size": 0}, id="no-bytes"),
    ],
)
def test_certificates_are_whole(change):
    with pytest.raises(IntegrityError), transaction.atomic():
        CertificateFactory(**change)


def test_numbers_are_unique_and_a_certificate_is_superseded_once():
    certificate = CertificateFactory()
    CertificateFactory(supersedes=certificate)

    for change in ({"number": certificate.number}, {"supersedes": certificate}):
        with pytest.raises(IntegrityError), transaction.atomic():
            CertificateFactory(**change)


def test_series_and_batches_are_whole():
    series = NumberSeriesFactory()

    for make in (
        lambda: NumberSeriesFactory(prefix=series.prefix),
        lambda: NumberSeriesFactory(next=0),
        lambda: BatchFactory(approved_at=NOW),
        lambda: BatchFactory(withdrawn_at=NOW),
        lambda: BatchFactory(withdrawn_at=NOW, withdrawn_by=PersonFactory()),
        lambda: BatchFactory(withdrawn_reason="x"),
        lambda: BatchFactory(kind="credit"),
        lambda: BatchFactory(kind="pass"),
        lambda: BatchFactory(kind="honor"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            make()


def test_nobody_approves_their_own_list_and_no_batch_is_of_one_person_any_more():
    person = PersonFactory()

    for change in (
        {"approved_by": person, "approved_at": NOW},
        {"approved_by": person, "approved_at": NOW, "by_one_person": True},
        {"by_one_person": True},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            BatchFactory(made_by=person, **change)
    _refused("UPDATE register_batch SET by_one_person = %s WHERE id = %s", True, BatchFactory().pk)


def test_one_list_of_a_kind_waits_in_a_class():
    batch = BatchFactory(digest="x")

    with pytest.raises(IntegrityError), transaction.atomic():
        BatchFactory(cohort=batch.cohort, digest="y")
    BatchFactory(cohort=batch.cohort, digest="y", kind="appointment")


@pytest.mark.parametrize(
    "change", ["digest = 'y'", "proposal = '{}'", "reason = 'y'", "made_by_id = approved_by_id", "approved_at = NULL"]
)
def test_what_was_approved_is_frozen(change):
    batch = BatchFactory(approved_by=PersonFactory(), approved_at=NOW, proposal={"due": []}, digest="x")

    _refused(f"UPDATE register_batch SET {change} WHERE id = %s", batch.pk)


def test_recipients_and_versions_of_layouts_never_change():
    for table, row, column in (
        ("register_recipient", RecipientFactory(), "name"),
        ("register_layoutversion", LayoutVersionFactory(), "code"),
    ):
        _refused(f"UPDATE {table} SET {column} = 'x' WHERE id = %s", row.pk)
        _refused(f"DELETE FROM {table} WHERE id = %s", row.pk)


def test_layouts_versions_recipients_and_patterns_are_whole():
    version, recipient, pattern = LayoutVersionFactory(), RecipientFactory(), NumberPatternFactory()

    for make in (
        lambda: LayoutFactory(name=""),
        lambda: LayoutFactory(retired_at=NOW),
        lambda: LayoutVersionFactory(layout=version.layout, code="other"),
        lambda: LayoutVersionFactory(number=0),
        lambda: LayoutVersionFactory(code=""),
        lambda: RecipientFactory(batch=recipient.batch, person=recipient.person),
        lambda: NumberPatternFactory(issuer=pattern.issuer),
        lambda: NumberPatternFactory(pattern="WF-{serial:06}"),
        lambda: NumberPatternFactory(pattern="WF-{year}-"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            make()
    NumberPatternFactory(issuer=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        NumberPatternFactory(issuer=None)


def test_a_certificate_rests_on_a_class_or_on_a_ground():
    other = {"kind": "pass", "traineeship": None, "issuer": LayoutFactory().issuer, "facts": {"name": "x"}}
    made = CertificateFactory(**other, ground="exam:1", person=PersonFactory())

    for change in (
        {"traineeship": None, "person": PersonFactory(), "issuer": made.issuer, "facts": {}},
        {"ground": "exam:1"},
        {**other, "person": PersonFactory()},
        {**other, "person": made.person, "ground": "exam:1"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            CertificateFactory(**change)
    _refused("UPDATE register_certificate SET ground = 'exam:2' WHERE id = %s", made.pk)


def test_nobody_receives_two_certificates_of_one_batch():
    first = CertificateFactory(batch=BatchFactory())

    with pytest.raises(IntegrityError), transaction.atomic():
        CertificateFactory(batch=first.batch, traineeship__person=first.person)


def test_visible_to_owner_manager_and_stranger(django_user_model):
    certificate = CertificateFactory()
    workplace = PostFactory(person=certificate.person).workplace
    issuer = AppointmentFactory(role="scheme_manager", organisation=certificate.issuer).person
    employer = AppointmentFactory(role="institution_manager", organisation=workplace).person
    editor = AppointmentFactory(role="course_editor", organisation=certificate.issuer).person
    elsewhere = AppointmentFactory(role="scheme_manager").person

    def seen_by(person):
        return list(Certificate.objects.visible_to(person))

    for manager in (issuer, employer, elsewhere):
        give(manager, "register.view_certificate")
    assert seen_by(certificate.person) == seen_by(issuer) == seen_by(employer) == [certificate]
    assert seen_by(editor) == seen_by(elsewhere) == seen_by(PersonFactory()) == []


def give(person, *permissions):
    """Give ``person`` permissions that are otherwise held through a role's group."""
    from django.contrib.auth.models import Permission

    for permission in permissions:
        app, codename = permission.split(".")
        person.user_permissions.add(Permission.objects.get(content_type__app_label=app, codename=codename))

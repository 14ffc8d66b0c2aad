"""What the database itself refuses, on both databases."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction

from certificates.register.models import Certificate
from tests.factories.people import AppointmentFactory, PersonFactory, PostFactory
from tests.factories.register import BatchFactory, CertificateFactory, NumberSeriesFactory

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
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            make()


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

"""Issuing with a time-stamp authority, and what is written down of it."""

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from certificates.register.models import Certificate, KnownKey, Signature, StatusList
from certificates.register.sealing import Sealing
from certificates.register.signing import issuer_key, timestamps
from certificates.register.signing.timestamps import NoTimeStamp
from tests.certificates.register.conformity import faults
from tests.certificates.register.signing.authority import authority, make_clock
from tests.certificates.register.test_actions import files, issue, make_class
from tests.factories.people import OrganisationFactory, PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager():
    timestamps._stamper.cache_clear()
    return PersonFactory(name="王主任")


def test_what_later_checks_need_is_written_down(at, manager):
    (made,) = issue(make_class(at, complete=1), by=manager, at=at)
    signature = Signature.objects.get()

    assert (signature.certificate, signature.signed_at, signature.time_stamped) == (made, at, False)
    assert (signature.key.key_id, signature.key.jwk) == (issuer_key().key_id, issuer_key().jwk)
    assert (signature.key.first_used_by, signature.key.first_used_at, signature.key.trial) == (manager, at, False)
    assert signature.status_list.issuer == made.issuer


def test_a_certificate_carries_the_time_stamp(at, manager, settings, tmp_path):
    with authority(make_clock(tmp_path)) as (url, asked):
        settings.TIMESTAMP_URL = url
        (made,) = issue(make_class(at, complete=1), by=manager, at=at)

    assert len(asked) == 1
    assert made.signature.time_stamped
    assert made.size <= 60_000
    with made.open() as file:
        assert faults(file.read()) == []
        (signature,) = PdfFileReader(file).embedded_signatures
        (signer,) = signature.signed_data["signer_infos"]
        assert [each["type"].native for each in signer["unsigned_attrs"]] == ["signature_time_stamp_token"]


def test_certificates_are_issued_without_where_the_authority_is_gone(at, manager, settings):
    settings.TIMESTAMP_URL = "http://127.0.0.1:9/"

    made = issue(make_class(at, complete=2), by=manager, at=at)

    assert [each.signature.time_stamped for each in made] == [False, False]


def test_where_it_is_required_nothing_is_issued_and_nothing_is_left(at, manager, settings):
    settings.TIMESTAMP_URL, settings.TIMESTAMP_REQUIRED = "http://127.0.0.1:9/", True

    with pytest.raises(NoTimeStamp):
        issue(make_class(at, complete=1), by=manager, at=at)

    assert not Certificate.objects.exists()
    assert not KnownKey.objects.exists()
    assert not StatusList.objects.exists()
    assert files() == []


def test_nobody_issued_to_leaves_no_trace_of_a_key(at, manager):
    Sealing(OrganisationFactory(), by=manager, at=at).keep([])

    assert not KnownKey.objects.exists()

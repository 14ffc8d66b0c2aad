"""Certificates, in the words they were issued in."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_noop
from ninja import Field, Schema

from certificates.register.models import Certificate
from certificates.register.models.certificate import CertificateState
from lms.api.reading import Instant, Key, Text


class CertificateOut(Schema):
    """One certificate and how it stands."""

    number: str
    uid: UUID
    kind: str
    person_uid: UUID
    issuer_id: int
    state: str = Field(description=gettext_noop("issued, revoked or superseded"))
    issued_at: datetime
    revoked_at: datetime | None
    sha256: str = Field(description=gettext_noop("checksum of the PDF file"))

    @staticmethod
    def resolve_person_uid(certificate: Certificate) -> UUID:
        """Return the holder's number for programs."""
        return certificate.person.uid


class CertificateDetail(CertificateOut):
    """One certificate with its text; numbers in it are masked."""

    facts: dict[str, object]
    revoked_reason: str


class CertificateFilters(Schema):
    """Which certificates."""

    state: CertificateState | None = None
    kind: Text | None = None
    issuer: Key | None = None
    person: UUID | None = None
    issued_from: Instant | None = None
    issued_before: Instant | None = None

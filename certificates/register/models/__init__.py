"""Number series, batches and certificates with frozen facts."""

from certificates.register.models.batch import Batch, BatchQuerySet
from certificates.register.models.certificate import Certificate, CertificateQuerySet, CertificateState
from certificates.register.models.kinds import Kind, private_storage
from certificates.register.models.numbering import NumberSeries
from certificates.register.models.signing import LIST_SIZE, KnownKey, Signature, StatusList

__all__ = [
    "LIST_SIZE",
    "Batch",
    "BatchQuerySet",
    "Certificate",
    "CertificateQuerySet",
    "CertificateState",
    "Kind",
    "KnownKey",
    "NumberSeries",
    "Signature",
    "StatusList",
    "private_storage",
]

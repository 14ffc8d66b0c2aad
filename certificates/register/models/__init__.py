"""Number series, batches and certificates with frozen facts."""

from certificates.register.models.batch import Batch, BatchQuerySet
from certificates.register.models.certificate import Certificate, CertificateQuerySet, CertificateState
from certificates.register.models.kinds import Kind, private_storage
from certificates.register.models.numbering import NumberSeries

__all__ = [
    "Batch",
    "BatchQuerySet",
    "Certificate",
    "CertificateQuerySet",
    "CertificateState",
    "Kind",
    "NumberSeries",
    "private_storage",
]

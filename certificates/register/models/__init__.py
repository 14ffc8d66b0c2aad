"""Layouts, number patterns and series, batches and certificates with frozen facts."""

from certificates.register.models.batch import Batch, BatchQuerySet, Recipient
from certificates.register.models.certificate import Certificate, CertificateQuerySet, CertificateState
from certificates.register.models.kinds import Kind, private_storage
from certificates.register.models.layout import Layout, LayoutQuerySet, LayoutVersion
from certificates.register.models.numbering import NumberPattern, NumberSeries

__all__ = [
    "Batch",
    "BatchQuerySet",
    "Certificate",
    "CertificateQuerySet",
    "CertificateState",
    "Kind",
    "Layout",
    "LayoutQuerySet",
    "LayoutVersion",
    "NumberPattern",
    "NumberSeries",
    "Recipient",
    "private_storage",
]

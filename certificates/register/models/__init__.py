"""Layouts, number patterns and series, batches, certificates with frozen facts, and doubts about them."""

from certificates.register.models.batch import Batch, BatchQuerySet, Recipient
from certificates.register.models.certificate import Certificate, CertificateQuerySet, CertificateState
from certificates.register.models.doubt import Decision, Doubt, DoubtQuerySet
from certificates.register.models.footing import Footing
from certificates.register.models.kinds import Kind, private_storage
from certificates.register.models.layout import Layout, LayoutQuerySet, LayoutVersion
from certificates.register.models.numbering import NumberPattern, NumberSeries
from certificates.register.models.signing import LIST_SIZE, KnownKey, Signature, StatusList

__all__ = [
    "LIST_SIZE",
    "Batch",
    "BatchQuerySet",
    "Certificate",
    "CertificateQuerySet",
    "CertificateState",
    "Decision",
    "Doubt",
    "DoubtQuerySet",
    "Footing",
    "Kind",
    "KnownKey",
    "Layout",
    "LayoutQuerySet",
    "LayoutVersion",
    "NumberPattern",
    "NumberSeries",
    "Recipient",
    "Signature",
    "StatusList",
    "private_storage",
]

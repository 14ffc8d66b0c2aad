"""Certificates."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_noop
from ninja import Query, Router

from certificates.register.models import Certificate
from lms.api.paging import Page, Paging, page_of
from lms.api.reading import reads, viewer_of
from lms.api.shapes.certificates import CertificateDetail, CertificateFilters, CertificateOut

router = Router(tags=["certificates"])

_LOOKUPS = {
    "state": "state",
    "kind": "kind",
    "issuer": "issuer",
    "person": "person__uid",
    "issued_from": "issued_at__gte",
    "issued_before": "issued_at__lt",
}


@reads(
    router,
    "/certificates",
    "certificates",
    ability="certificates",
    response=Page[CertificateOut],
    summary=gettext_noop("Certificates"),
)
def certificates(request: HttpRequest, asked: Query[CertificateFilters], paging: Query[Paging]) -> dict[str, Any]:
    """The certificates issued by institutions inside the scope, or to people who work there."""
    given = asked.dict(exclude_none=True)
    wanted = {lookup: given[name] for name, lookup in _LOOKUPS.items() if name in given}
    visible = Certificate.objects.visible_to(viewer_of(request)).select_related("person")
    return page_of(visible.filter(**wanted), paging)


@reads(
    router,
    "/certificates/{uuid:uid}",
    "certificate",
    ability="certificates",
    response=CertificateDetail,
    summary=gettext_noop("One certificate"),
)
def certificate(request: HttpRequest, uid: UUID) -> Certificate:
    """One certificate with its text."""
    return get_object_or_404(Certificate.objects.visible_to(viewer_of(request)).select_related("person"), uid=uid)

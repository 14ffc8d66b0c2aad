"""A holder's own certificates, and the bytes for whoever may have them."""

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from certificates.register.models import Certificate
from lms.site.sending import hand_out
from lms.site.typing import person_of, signed_in


@never_cache
@require_GET
@signed_in
def index(request: HttpRequest) -> HttpResponse:
    """List one's own certificates, the newest first."""
    own = Certificate.objects.filter(person=person_of(request)).order_by("-issued_at", "-pk")
    own = own.select_related("superseded_by", "supersedes", "signature")
    return render(request, "certificates/register/index.html", {"certificates": own})


@never_cache
@require_GET
@signed_in
def pdf(request: HttpRequest, number: str) -> FileResponse:
    """Hand out the bytes that were issued: to the holder, and to managers in whose scope it lies."""
    certificate = get_object_or_404(Certificate.objects.visible_to(request.user), number=number)
    return hand_out(
        certificate.open(),
        name=f"{certificate.facts['kind_title']}-{certificate.name}-{certificate.number}.pdf",
        media_type="application/pdf",
    )

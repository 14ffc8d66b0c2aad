"""The register in the admin: one certificate, revoking and replacing it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods
from wagtail.admin.auth import permission_required

from certificates.register import actions
from certificates.register.doubts import matters
from certificates.register.footing import records_under
from certificates.register.forms import ReasonForm
from certificates.register.models import Certificate, Decision
from certificates.register.queries import chain
from lms.kit.errors import Refusal
from lms.site.typing import person_of

may_issue = permission_required("register.issue_certificate")
may_revoke = permission_required("register.revoke_certificate")
may_view = permission_required("register.view_certificate")


@require_GET
@may_view
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one certificate as it was issued, and the chain of corrections it belongs to."""
    certificate = visible(request, pk)
    records, hidden = records_under(certificate, request.user)
    context = {
        "certificate": certificate,
        "records": records,
        "hidden": hidden,
        "chain": chain(certificate),
        "matter": next(iter(matters(request.user, certificate=certificate)), None),
        "decisions": Decision.objects.filter(doubt__certificate=certificate)
        .select_related("decided_by", "doubt", "replacement")
        .order_by("decided_at", "pk"),
        "may_revoke": request.user.has_perm("register.revoke_certificate"),
        "may_issue": request.user.has_perm("register.issue_certificate"),
        **furniture(certificate.number, []),
    }
    return render(request, "certificates/register/admin/certificate.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@may_revoke
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the reason, then revoke."""
    return _with_reason(request, visible(request, pk), actions.revoke, _("Revoke"))


def _with_reason(
    request: HttpRequest, certificate: Certificate, act: Callable[..., Certificate], title: str
) -> HttpResponse:
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            result = act(certificate, by=person_of(request), reason=form.cleaned_data["reason"], at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Done: %(number)s.") % {"number": result.number})
            return redirect("certificate:inspect", result.pk)
    crumb = {"url": reverse("certificate:inspect", args=[certificate.pk]), "label": certificate.number}
    context = {"certificate": certificate, "form": form, "title": title, **furniture(title, [crumb])}
    template = "certificates/register/admin/reason.html"
    return render(request, template, context, status=422 if form.errors else 200)


def visible(request: HttpRequest, pk: int) -> Certificate:
    """Return the certificate ``pk`` if the viewer may see it; otherwise it is not found."""
    related = Certificate.objects.visible_to(request.user)
    related = related.select_related("person", "issued_by", "revoked_by", "traineeship__cohort__scheme")
    return get_object_or_404(related, pk=pk)


def furniture(title: str, between: list[dict[str, str]]) -> dict[str, Any]:
    """Return the way to a page and its heading, as the admin's frame shows them."""
    first = {"url": reverse("certificate:index"), "label": _("Certificates")}
    return {
        "breadcrumbs_items": [first, *between, {"url": "", "label": title}],
        "header_title": title,
        "header_icon": "doc-full",
    }

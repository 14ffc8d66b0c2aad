"""Correcting certificates in the admin, and deciding on those that wait for a person."""

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from certificates.register import actions
from certificates.register.correcting import correction_of, terms_of
from certificates.register.doubts import matters
from certificates.register.forms import CorrectionForm, ReasonForm
from certificates.register.models import Certificate
from certificates.register.views.office import furniture, may_issue, may_revoke, visible
from certificates.schemes.models import Cohort
from lms.kit.errors import Refusal
from lms.site.typing import person_of


@require_GET
@may_revoke
def waiting(request: HttpRequest) -> HttpResponse:
    """List the certificates that wait for a decision, the oldest doubt first; one class only, if one is asked for."""
    conditions = []
    if (cohort := request.GET.get("cohort", "")).isdigit():
        seen = get_object_or_404(Cohort.objects.visible_to(request.user), pk=cohort)
        conditions = [Q(certificate__traineeship__cohort=seen) | Q(certificate__batch__cohort=seen)]
    context = {"matters": matters(request.user, *conditions), **furniture(_("Certificates to decide on"), [])}
    return render(request, "certificates/register/admin/doubts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@may_revoke
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what speaks against one certificate, and keep it with a reason; revoking and replacing have own pages."""
    certificate = visible(request, pk)
    matter = next(iter(matters(request.user, certificate=certificate)), None)
    if matter is None:
        raise Http404
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.keep(certificate, by=person_of(request), reason=form.cleaned_data["reason"], at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%(number)s stays valid.") % {"number": certificate.number})
            return redirect("certificate:doubts")
    crumb = {"url": reverse("certificate:doubts"), "label": _("Certificates to decide on")}
    context = {"matter": matter, "certificate": certificate, "form": form, **furniture(certificate.number, [crumb])}
    template = "certificates/register/admin/decide.html"
    return render(request, template, context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@may_revoke
@may_issue
def reissue(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the old and the new text side by side and ask for the reason; show both again, then issue the new one."""
    certificate, now = visible(request, pk), timezone.now()
    form = CorrectionForm(request.POST or None, terms=terms_of(certificate, now))
    asked = request.method == "POST" and form.is_valid()
    if asked and form.cleaned_data["sure"]:
        try:
            return _corrected(request, certificate, form)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    correction = correction_of(certificate, at=now, said=form.said if asked else None)
    title = _("Replace by a new certificate")
    crumb = {"url": reverse("certificate:inspect", args=[certificate.pk]), "label": certificate.number}
    context = {"certificate": certificate, "correction": correction, "form": form, "confirming": asked}
    context |= furniture(title, [crumb])
    template = "certificates/register/admin/correct.html"
    return render(request, template, context, status=422 if form.errors else 200)


def _corrected(request: HttpRequest, certificate: Certificate, form: CorrectionForm) -> HttpResponse:
    given, by, now = form.cleaned_data, person_of(request), timezone.now()
    new = actions.reissue(certificate, by=by, reason=given["reason"], at=now, seen=given["seen"], said=form.said)
    messages.success(request, _("Done: %(number)s.") % {"number": new.number})
    return redirect("certificate:inspect", new.pk)

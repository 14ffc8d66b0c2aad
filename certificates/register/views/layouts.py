"""Layouts in the admin: editing them, looking at them with real people, checking them over a class."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from wagtail.admin.auth import any_permission_required, permission_required

from certificates.register.actions.layouts import retire_layout, save_layout
from certificates.register.design import design_of
from certificates.register.layout_form import LayoutForm
from certificates.register.models import Kind, Layout
from certificates.register.pictures import MEGABYTE, MOST_BYTES, MOST_OF_A_FORM, PictureTooLarge
from certificates.register.preview import Faulty, draft, picture_of, troubles
from certificates.schemes.models import Cohort
from lms.kit.errors import Refusal
from lms.site.typing import person_of

FORM = "certificates/register/admin/layout.html"
may_view = permission_required("register.view_layout")
may_change = permission_required("register.change_layout")
may_write = any_permission_required("register.add_layout", "register.change_layout")


def _small(view: Callable[..., HttpResponse]) -> Any:
    """Refuse a form with pictures that are far too large before a byte of it is read."""
    checked = csrf_protect(view)

    @csrf_exempt  # the inner view checks, once it is clear that the form is worth reading
    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
        if length > MOST_OF_A_FORM:
            refusal = PictureTooLarge(megabytes=-(-length // MEGABYTE), limit=MOST_BYTES // MEGABYTE)
            return HttpResponse(str(refusal), status=413, content_type="text/plain; charset=utf-8")
        return checked(request, *args, **kwargs)

    return wrapped


@require_http_methods(["GET", "HEAD", "POST"])
@_small
@permission_required("register.add_layout")
def new(request: HttpRequest) -> HttpResponse:
    """Begin a layout from the built-in one of its kind."""
    kind = request.GET.get("kind", "")
    form = _form(request, None, kind if kind in Kind.values else "")
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        return _save(request, form, Layout(name=given["name"], kind=given["kind"], issuer=given["issuer"]))
    return _show(request, form, _("New layout"))


@require_http_methods(["GET", "HEAD", "POST"])
@_small
@may_change
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a layout: what is saved is a new version, which new lists get."""
    layout = _run(request, pk)
    form = _form(request, layout)
    if request.method == "POST" and form.is_valid():
        layout.name = form.cleaned_data["name"]
        return _save(request, form, layout)
    return _show(request, form, layout.name)


@require_POST
@_small
@may_write
def preview(request: HttpRequest, pk: int = 0) -> HttpResponse:
    """Draw what stands in the form, saved or not: as a picture for the page beside it, or as the PDF itself."""
    form = _form(request, _run(request, pk) if pk else None)
    form.allow_unnamed()
    if not form.is_valid():
        said = "\n".join(f"{form[name].label}: {'；'.join(faults)}" for name, faults in _faults(form))
        return HttpResponse(said, status=422, content_type="text/plain; charset=utf-8")
    kind = form.layout.kind if form.layout else form.cleaned_data["kind"]
    try:
        pdf = draft(form.draft(), kind, form.cleaned_data, at=timezone.now())
    except Faulty as fault:
        return HttpResponse(str(fault), status=422, content_type="text/plain; charset=utf-8")
    if "picture" in request.GET:
        return HttpResponse(picture_of(pdf), content_type="image/png")
    return HttpResponse(pdf, content_type="application/pdf")


@require_GET
@may_view
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """List everybody of a class whose certificate could not be printed in this layout, and why."""
    layout = get_object_or_404(Layout.objects.visible_to(request.user), pk=pk)
    cohorts = Cohort.objects.run_by(request.user).select_related("scheme", "organiser").order_by("-starts_on", "name")
    asked = request.GET.get("class", "")
    cohort = get_object_or_404(cohorts, pk=asked) if asked.isdecimal() else None
    design = design_of(layout.newest, layout.kind)
    found = troubles(design, layout.kind, cohort, at=timezone.now()) if cohort else None
    context = {"layout": layout, "cohorts": cohorts, "cohort": cohort, "found": found, **_furniture(layout.name)}
    return render(request, "certificates/register/admin/layout_check.html", context)


@require_POST
@may_change
def retire(request: HttpRequest, pk: int) -> HttpResponse:
    """Offer a layout for no new list any more."""
    layout = _run(request, pk)
    retire_layout(layout, by=person_of(request), at=timezone.now())
    messages.success(request, _("New lists cannot choose “%(name)s” any more.") % {"name": layout.name})
    return redirect("certificate_layout:index")


def _form(request: HttpRequest, layout: Layout | None, kind: str = "") -> LayoutForm:
    posted = request.method == "POST"
    data, files = (request.POST, request.FILES) if posted else (None, None)
    return LayoutForm(data, files, viewer=request.user, layout=layout, kind=kind)


def _save(request: HttpRequest, form: LayoutForm, layout: Layout) -> HttpResponse:
    layout.seen = form.cleaned_data.get("seen")  # type: ignore[attr-defined]
    try:
        form.draft()
        version = save_layout(layout, form.data_of_design(), form.pictures(), by=person_of(request), at=timezone.now())
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _show(request, form, layout.name)
    messages.success(request, _("Saved as version %(number)s.") % {"number": version.number})
    return redirect("certificate_layout:edit", version.layout_id)


def _show(request: HttpRequest, form: LayoutForm, title: str) -> HttpResponse:
    key = [form.layout.pk] if form.layout else []
    context = {
        "form": form,
        "layout": form.layout,
        "preview": reverse("certificate_layout:preview", args=key),
        "most_bytes": MOST_BYTES,
        **_furniture(title),
    }
    return render(request, FORM, context, status=422 if form.errors else 200)


def _faults(form: LayoutForm) -> list[tuple[str, list[str]]]:
    return [(name, list(map(str, faults))) for name, faults in form.errors.items() if name in form.fields]


def _run(request: HttpRequest, pk: int) -> Layout:
    return get_object_or_404(Layout.objects.run_by(request.user), pk=pk)


def _furniture(title: str) -> dict[str, Any]:
    first = {"url": reverse("certificate_layout:index"), "label": _("Certificate layouts")}
    return {
        "breadcrumbs_items": [first, {"url": "", "label": title}],
        "header_title": title,
        "header_icon": "image",
    }

"""The admin's pages for data that leave: extracts, and learning record stores."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin.auth import permission_required

from lms.feeds import actions, queries
from lms.feeds.forms import ExtractForm, StoreForm
from lms.feeds.models import Store
from lms.kit.errors import Refusal
from lms.site.typing import person_of

may_extract = permission_required("feeds.make_extract")
may_send = permission_required("feeds.change_store")


@require_http_methods(["GET", "HEAD", "POST"])
@may_extract
def extract(request: HttpRequest) -> HttpResponse:
    """Choose what to take along, and go to its progress."""
    viewer, today = person_of(request), timezone.localdate()
    start = {"as_of": today.isoformat(), "form": "xlsx"}
    form = ExtractForm(request.POST or None, viewer=viewer, today=today, initial=start)
    if request.method == "POST" and form.is_valid():
        chosen, here = form.cleaned_data, reverse("feeds:extract")
        said = {"what": chosen["what"], "form": chosen["form"], "asked": form.asked()}
        try:
            job = actions.ask_for_extract(**said, by=viewer, return_url=here, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("jobs:job", job.pk)
    context = {"form": form, **_furniture(_("Extracts"), "download")}
    return render(request, "lms/feeds/admin/extract.html", context, status=422 if form.errors else 200)


@require_safe
@may_send
def stores(request: HttpRequest) -> HttpResponse:
    """List the stores and how far each has been sent the records."""
    found = Store.objects.visible_to(request.user).select_related("division", "scheme").order_by("stopped_at", "name")
    context = {"stores": found, "newest": queries.newest(), **_furniture(_("Learning record stores"), "upload")}
    return render(request, "lms/feeds/admin/stores.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@may_send
def add(request: HttpRequest) -> HttpResponse:
    """Name a new store."""
    viewer = person_of(request)
    form = StoreForm(request.POST or None, viewer=viewer)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_store(form.wish(), by=viewer, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The store is added. It is sent what is on record, beginning in a minute."))
            return redirect("feeds:stores")
    crumb = {"url": reverse("feeds:stores"), "label": _("Learning record stores")}
    context = {"form": form, **_furniture(_("Add a store"), "upload", crumb)}
    return render(request, "lms/feeds/admin/add.html", context, status=422 if form.errors else 200)


@require_POST
@may_send
def send(request: HttpRequest, store_id: int) -> HttpResponse:
    """Send what waits, now, and go to its progress."""
    store = get_object_or_404(Store.objects.visible_to(request.user).going(), pk=store_id)
    job = actions.send_now(store, by=person_of(request), return_url=reverse("feeds:stores"), at=timezone.now())
    return redirect("jobs:job", job.pk)


@require_POST
@may_send
def stop(request: HttpRequest, store_id: int) -> HttpResponse:
    """Send a store nothing more."""
    store = get_object_or_404(Store.objects.visible_to(request.user), pk=store_id)
    actions.stop_store(store, by=person_of(request), at=timezone.now())
    messages.success(request, _("The store is sent nothing more. What it has stays there."))
    return redirect("feeds:stores")


def _furniture(title: str, icon: str, *before: dict[str, str]) -> dict[str, Any]:
    return {
        "breadcrumbs_items": [*before, {"url": "", "label": title}],
        "header_title": title,
        "header_icon": icon,
    }

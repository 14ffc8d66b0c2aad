"""Pictures and recordings: sent by editors, shown to them and to those whose paper shows them."""

from typing import Any, BinaryIO, cast

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin.auth import permission_required

from courses.exams import actions, queries
from courses.exams.bank.media_form import MediaForm
from courses.exams.models import QuestionMedia
from lms.site.sending import send
from lms.site.typing import person_of, signed_in

may_add = permission_required("exams.add_questionmedia")


@signed_in
@require_safe
def media(request: HttpRequest, media_uid: str) -> HttpResponseBase:
    """Send a file of a question to whoever may see it. It never changes, so a phone keeps it for the exam."""
    found = queries.media_for(person_of(request), media_uid)
    if found is None:
        raise Http404
    name = f"{media_uid}.{str(found.file).rpartition('.')[2]}"
    file = found.file.storage.open(str(found.file))
    response = send(request, cast("BinaryIO", file), size=found.size, media_type=found.mime, name=name)
    response["Cache-Control"] = "private, max-age=86400, immutable"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@may_add
def add(request: HttpRequest) -> HttpResponse:
    """Keep a picture or a recording that is sent by itself."""
    form = MediaForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        return redirect("exam_media:inspect", _keep(request, form).pk)
    title = _("Send a picture or a recording")
    shelf = {"url": reverse("exam_media:index"), "label": _("Pictures and recordings")}
    context: dict[str, Any] = {
        "form": form,
        "breadcrumbs_items": [shelf, {"url": "", "label": title}],
        "header_title": title,
        "header_icon": "image",
    }
    return render(request, "courses/exams/admin/media_add.html", context, status=422 if form.errors else 200)


@require_POST
@may_add
def send_in(request: HttpRequest) -> JsonResponse:
    """Keep what the form of a question sends, and answer the marker that shows it."""
    form = MediaForm(request.POST, request.FILES)
    if not form.is_valid():
        faults = [str(fault) for errors in form.errors.values() for fault in errors]
        return JsonResponse({"message": " ".join(faults)}, status=422)
    kept = _keep(request, form)
    return JsonResponse({"marker": kept.marker(form.cleaned_data["alt"]), "kind": kept.kind})


def _keep(request: HttpRequest, form: MediaForm) -> QuestionMedia:
    given = form.cleaned_data
    return actions.keep_media(upload=given["file"], alt=given["alt"], by=person_of(request), at=timezone.now())

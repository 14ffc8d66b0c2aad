"""A doctor's own certificates from elsewhere, and the proof for whoever may see it."""

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from certificates.credits import actions
from certificates.credits.evidence import MEDIA_TYPES
from certificates.credits.models import Recognition
from certificates.credits.recognition_forms import HandInForm, as_typed
from lms.kit.errors import Refusal
from lms.people.models import Person
from lms.site.typing import person_of, signed_in


def _own(person: Person) -> QuerySet[Recognition]:
    related = Recognition.objects.visible_to(person).filter(person=person)
    return related.select_related("replaced_by", "record", "closed_by").order_by("-handed_in_at", "-pk")


@never_cache
@require_GET
@signed_in
def index(request: HttpRequest) -> HttpResponse:
    """List one's certificates from elsewhere and how each stands."""
    context = {"recognitions": _own(person_of(request))}
    return render(request, "certificates/credits/outside_list.html", context)


@never_cache
@require_GET
@signed_in
def detail(request: HttpRequest, recognition_id: int) -> HttpResponse:
    """Show one of them, how it stands, and why."""
    context = {"recognition": get_object_or_404(_own(person_of(request)), pk=recognition_id)}
    return render(request, "certificates/credits/outside.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def new(request: HttpRequest) -> HttpResponse:
    """Take a certificate from elsewhere."""
    person = person_of(request)
    form = HandInForm(request.POST or None, request.FILES or None)
    return _taken(request, form, lambda: actions.hand_in(form.claim(person), form.proof(), by=person, at=_at()))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def replace(request: HttpRequest, recognition_id: int) -> HttpResponse:
    """Take another in its place."""
    person = person_of(request)
    old = get_object_or_404(_own(person), pk=recognition_id)
    form = HandInForm(request.POST or None, request.FILES or None, initial=as_typed(old))
    return _taken(
        request, form, lambda: actions.replace(old, form.claim(person), form.proof(), by=person, at=_at()), old
    )


@require_POST
@signed_in
def withdraw(request: HttpRequest, recognition_id: int) -> HttpResponse:
    """Take one back that nobody has decided on."""
    person = person_of(request)
    mine = get_object_or_404(_own(person), pk=recognition_id)
    try:
        actions.withdraw(mine, by=person, at=_at())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("You took this certificate back. Nobody will look at it."))
    return redirect("credits:outside", mine.pk)


@never_cache
@require_GET
@signed_in
def file(request: HttpRequest, recognition_id: int) -> HttpResponse:
    """Hand out the photo or PDF: to the owner, and to who decides on it."""
    seen = get_object_or_404(Recognition.objects.visible_to(request.user), pk=recognition_id)
    response = HttpResponse(seen.content(), content_type=seen.media_type)
    how = "inline" if seen.is_picture else "attachment"
    response["Content-Disposition"] = f'{how}; filename="{seen.pk}.{MEDIA_TYPES[seen.media_type]}"'
    return response


def _taken(
    request: HttpRequest, form: HandInForm, act: Callable[[], Recognition], old: Recognition | None = None
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            kept = act()
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Handed in. Two people look at it; you are told what they decide."))
            return redirect("credits:outside", kept.pk)
    context = {"form": form, "old": old}
    return render(request, "certificates/credits/hand_in.html", context, status=422 if form.errors else 200)


def _at() -> datetime:
    return timezone.now()

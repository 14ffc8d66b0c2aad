"""The office's side of certificates from elsewhere: the list, the check, the approval."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from wagtail.admin.auth import permission_required
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic

from certificates.credits import actions
from certificates.credits.evidence import minutes_of_hours
from certificates.credits.models import Recognition
from certificates.credits.recognition_forms import CheckForm, DecisionReasonForm, HandInForForm, RecognitionFilterSet
from lms.kit.errors import Refusal
from lms.site.admin import ScopedViewSet
from lms.site.typing import person_of

ADD, CHECK, APPROVE = (f"credits.{verb}_recognition" for verb in ("add", "check", "approve"))
may_view = permission_required("credits.view_recognition")
may_add, may_check, may_approve = map(permission_required, (ADD, CHECK, APPROVE))
State = Recognition.State


@require_GET
@may_view
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one with its proof, what was found of it, and what the viewer may do now."""
    seen, viewer = _visible(request, pk), person_of(request)
    has_part = viewer.pk in (seen.person_id, seen.handed_in_by_id)
    decides = not has_part and (viewer.has_perm(CHECK) or viewer.has_perm(APPROVE))
    is_second = viewer.pk != seen.checked_by_id
    same_file = Recognition.objects.filter(sha256=seen.sha256).exclude(pk=seen.pk)
    named = list(same_file.visible_to(viewer).select_related("person"))
    context = {
        "recognition": seen,
        "same_file": named,
        "same_elsewhere": same_file.count() - len(named),
        "check_form": CheckForm(initial={"minutes": minutes_of_hours(seen.class_hours_hundredths) or None})
        if not has_part and seen.state == State.HANDED_IN and viewer.has_perm(CHECK)
        else None,
        "may_approve": not has_part and is_second and seen.state == State.CHECKED and viewer.has_perm(APPROVE),
        "may_refuse": decides and seen.is_waiting,
        "may_revoke": not has_part and seen.state == State.APPROVED and viewer.has_perm(APPROVE),
        "may_withdraw": viewer.pk == seen.handed_in_by_id and seen.is_waiting,
        "has_part": has_part,
        **_furniture(str(seen), []),
    }
    return render(request, "certificates/credits/admin/recognition.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@may_add
def add(request: HttpRequest) -> HttpResponse:
    """Hand a certificate in for somebody."""
    viewer = person_of(request)
    form = HandInForForm(request.POST or None, request.FILES or None, viewer=viewer)
    if request.method == "POST" and form.is_valid():
        try:
            claim = form.claim(form.cleaned_data["person"])
            kept = actions.hand_in(claim, form.proof(), by=viewer, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Handed in. Two other people look at it now."))
            return redirect("recognition:inspect", kept.pk)
    context = {"form": form, **_furniture(_("Hand in a certificate from elsewhere"), [])}
    return render(request, "certificates/credits/admin/hand_in.html", context, status=422 if form.errors else 200)


@require_POST
@may_check
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that it is genuine and how much of it counts."""
    form = CheckForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Not checked: say how many minutes count, and tick that you compared everything."))
        return redirect("recognition:inspect", _decidable(request, pk).pk)
    minutes = form.cleaned_data["minutes"]
    return _done(request, pk, lambda seen, at: actions.check(seen, minutes=minutes, by=person_of(request), at=at))


@require_POST
@may_approve
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Recognise it, as the second person."""
    return _done(request, pk, lambda seen, at: actions.recognize(seen, by=person_of(request), at=at))


@require_POST
@may_view
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what one handed in for somebody."""
    mine = get_object_or_404(Recognition.objects.visible_to(request.user), pk=pk, handed_in_by=person_of(request))
    return _done(request, mine.pk, lambda seen, at: actions.withdraw(seen, by=person_of(request), at=at))


@require_http_methods(["GET", "HEAD", "POST"])
@may_view
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the reason, then say no."""
    if not (request.user.has_perm(CHECK) or request.user.has_perm(APPROVE)):
        return redirect("wagtailadmin_home")
    return _with_reason(request, pk, actions.refuse, _("Refuse"))


@require_http_methods(["GET", "HEAD", "POST"])
@may_approve
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the reason, then take the recognition back."""
    return _with_reason(request, pk, actions.revoke, _("Take the recognition back"))


def _with_reason(request: HttpRequest, pk: int, act: Callable[..., Recognition], title: str) -> HttpResponse:
    seen, form = _decidable(request, pk), DecisionReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            act(seen, by=person_of(request), reason=form.cleaned_data["reason"], at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Done. The doctor is told, and reads your reason."))
            return redirect("recognition:inspect", seen.pk)
    crumb = {"url": reverse("recognition:inspect", args=[seen.pk]), "label": str(seen)}
    context = {"recognition": seen, "form": form, "title": title, **_furniture(title, [crumb])}
    return render(request, "certificates/credits/admin/reason.html", context, status=422 if form.errors else 200)


def _done(request: HttpRequest, pk: int, act: Callable[[Recognition, datetime], Recognition]) -> HttpResponse:
    seen = _decidable(request, pk)
    try:
        after = act(seen, timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Done: %(state)s.") % {"state": after.get_state_display()})
    return redirect("recognition:inspect", seen.pk)


def _visible(request: HttpRequest, pk: int) -> Recognition:
    people = ("person", "handed_in_by", "checked_by", "approved_by", "closed_by", "replaces", "replaced_by")
    return get_object_or_404(Recognition.objects.visible_to(request.user).select_related(*people), pk=pk)


def _decidable(request: HttpRequest, pk: int) -> Recognition:
    return get_object_or_404(Recognition.objects.run_by(request.user), pk=pk)


def _furniture(title: str, between: list[dict[str, str]]) -> dict[str, Any]:
    first = {"url": reverse("recognition:index"), "label": _("Certificates from elsewhere")}
    return {
        "breadcrumbs_items": [first, *between, {"url": "", "label": title}],
        "header_title": title,
        "header_icon": "doc-full-inverse",
    }


class _RecognitionList(generic.IndexView):
    def get_base_queryset(self) -> QuerySet[Recognition]:
        # One's own are handed in and followed on the phone site; nobody decides on them.
        found: QuerySet[Recognition] = super().get_base_queryset()
        return found.exclude(person=self.request.user.pk).select_related("person").order_by("-handed_in_at", "-pk")


def _address(seen: Recognition) -> str:
    return reverse("recognition:inspect", args=[seen.pk])


class RecognitionViewSet(ScopedViewSet):
    """The certificates from elsewhere of people in the viewer's scope; each opens with its proof."""

    model = Recognition
    icon = "doc-full-inverse"
    menu_label = gettext_lazy("Certificates from elsewhere")
    menu_order = 225
    add_to_admin_menu = True
    list_display = [
        TitleColumn("title", label=gettext_lazy("What it certifies"), get_url=_address),
        Column("person", label=gettext_lazy("Name"), accessor="person.name"),
        Column("issuer", label=gettext_lazy("Issuer")),
        Column("number", label=gettext_lazy("Number")),
        Column("state", label=gettext_lazy("state"), accessor="get_state_display", sort_key="state"),
        Column(
            "handed_in_at",
            label=gettext_lazy("Handed in"),
            accessor=lambda seen: date_format(timezone.localtime(seen.handed_in_at), "Y-m-d H:i"),
            sort_key="handed_in_at",
        ),
    ]
    filterset_class = RecognitionFilterSet
    index_view_class = _RecognitionList
    search_backend_name = None
    exclude_form_fields: list[str] = []
    allowed_actions = ("view", "add")

    def get_urlpatterns(self) -> list[URLPattern]:
        """Keep the list, and put our own pages in place of those that would write."""
        index = [pattern for pattern in super().get_urlpatterns() if pattern.name in {"index", "index_results"}]
        return [
            *index,
            path("new/", add, name="add"),
            path("<int:pk>/", detail, name="inspect"),
            path("<int:pk>/check/", check, name="check"),
            path("<int:pk>/approve/", approve, name="approve"),
            path("<int:pk>/refuse/", refuse, name="refuse"),
            path("<int:pk>/withdraw/", withdraw, name="withdraw"),
            path("<int:pk>/revoke/", revoke, name="revoke"),
        ]

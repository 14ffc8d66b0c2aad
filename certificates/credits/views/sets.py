"""One set of rules in the admin, and what can be done with it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from wagtail.admin.auth import permission_required

from certificates.credits import actions
from certificates.credits.models import RuleChange, RuleSet
from certificates.credits.queries.gaps import asked_text
from certificates.credits.queries.wording import described
from lms.kit.errors import Refusal
from lms.site.typing import person_of

may_view = permission_required("credits.view_ruleset")
may_change = permission_required("credits.change_ruleset")


def address(rule_set: RuleSet) -> str:
    """Return the address of the page of ``rule_set``."""
    return reverse("credit_rule_set:page", args=[rule_set.pk])


@require_GET
@may_view
def detail(request: HttpRequest, set_id: int) -> HttpResponse:
    """Show a set with its source and its rules in plain words, its other versions and the changes it made."""
    rule_set = _visible(request, set_id)
    context = {
        "rule_set": rule_set,
        "rules": described(rule_set),
        "required": asked_text(rule_set.asked, rule_set.minutes_an_hour),
        "versions": RuleSet.objects.visible_to(request.user).filter(code=rule_set.code).order_by("-version"),
        "changes": RuleChange.objects.visible_to(request.user).filter(rule_set=rule_set).order_by("-asked_at", "-pk"),
        "may_change": request.user.has_perm("credits.change_ruleset"),
        **furniture(rule_set.name, []),
    }
    return render(request, "certificates/credits/admin/set.html", context)


@require_POST
@may_change
def new_version(request: HttpRequest, set_id: int) -> HttpResponse:
    """Make a draft of the same rules and open it."""
    draft = actions.new_version(_visible(request, set_id), by=person_of(request), at=timezone.now())
    return redirect("credit_rule_set:edit", draft.pk)


@require_POST
@may_change
def put_in_force(request: HttpRequest, set_id: int) -> HttpResponse:
    """Put a draft in force that changes nobody's credit."""
    return _do(request, _visible(request, set_id), actions.put_in_force, _("The set is in force."))


@require_POST
@may_change
def drop(request: HttpRequest, set_id: int) -> HttpResponse:
    """Delete a draft."""
    rule_set = _visible(request, set_id)
    try:
        actions.drop_draft(rule_set, by=person_of(request), at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(address(rule_set))
    messages.success(request, _("The draft is deleted."))
    return redirect("credit_rule_set:index")


def _do(request: HttpRequest, rule_set: RuleSet, act: Callable[..., RuleSet], done: str) -> HttpResponse:
    try:
        act(rule_set, by=person_of(request), at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect(address(rule_set))


def _visible(request: HttpRequest, set_id: int) -> RuleSet:
    return get_object_or_404(RuleSet.objects.visible_to(request.user), pk=set_id)


def furniture(title: str, between: list[dict[str, str]]) -> dict[str, Any]:
    """Return the header of a page below the list of sets."""
    first = {"url": reverse("credit_rule_set:index"), "label": _("Credit rules")}
    return {
        "breadcrumbs_items": [first, *between, {"url": "", "label": title}],
        "header_title": title,
        "header_icon": "calendar-check",
    }

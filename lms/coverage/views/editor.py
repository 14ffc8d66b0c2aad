"""Setting up programmes and putting versions of their rule in force."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin.auth import permission_required

from lms.coverage import actions, queries
from lms.coverage.forms.plan import Stages, stages_of
from lms.coverage.forms.programme import ProgrammeForm
from lms.coverage.forms.rule import RuleForm, known_from
from lms.coverage.models import Programme, ProgrammeVersion
from lms.coverage.queries.matter import programmes_for, run_by
from lms.coverage.queries.preview import preview
from lms.coverage.views.matter import programmes_crumb
from lms.coverage.views.page import may_view, page
from lms.kit.errors import Refusal
from lms.site.typing import person_of

may_change = permission_required("coverage.change_programme")
_NOT_TYPED = {"csrfmiddlewaretoken", "do"}


@require_http_methods(["GET", "HEAD", "POST"])
@may_change
def new(request: HttpRequest) -> HttpResponse:
    """Begin a programme; its rule comes next."""
    viewer = person_of(request)
    form = ProgrammeForm(_sent(request), viewer=viewer)
    if form.is_valid():
        try:
            made = actions.begin_programme(_outline(form, ""), by=viewer, at=timezone.now())
        except Refusal as refusal:
            form.add_error("code", str(refusal))
        else:
            messages.success(request, _("The programme is set up. Now say who is due and what covers them."))
            return redirect("coverage:programme_rule_new", made.pk)
    return _edit(request, _("New programme"), [programmes_crumb()], form)


@require_http_methods(["GET", "HEAD", "POST"])
@may_change
def edit(request: HttpRequest, programme_id: int) -> HttpResponse:
    """Change what a programme is called; before its first rule, its area and period too."""
    programme, viewer = _mine(request, programme_id), person_of(request)
    known = {name: getattr(programme, name) for name in ("name", "keeper", "division", "starts_on", "ends_on")}
    form = ProgrammeForm(_sent(request), viewer=viewer, programme=programme, initial=known)
    if form.is_valid():
        try:
            actions.change_programme(programme, _outline(form, programme.code), by=viewer, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect("coverage:programme_rules", programme.pk)
    return _edit(request, programme.name, [programmes_crumb(), _rules_crumb(programme)], form)


@require_safe
@may_view
def rules(request: HttpRequest, programme_id: int) -> HttpResponse:
    """Show every version of a programme's rule, the newest first."""
    viewer = person_of(request)
    programme = _found(programmes_for(viewer), programme_id)
    related = ("scheme", "roster", "made_by", "programme__division")
    versions = list(programme.versions.select_related(*related).newest_first())
    in_force = ProgrammeVersion.objects.in_force(programme, timezone.localdate())
    may = viewer.has_perm("coverage.change_programme") and run_by(viewer).filter(pk=programme.pk).exists()
    title = _("%(programme)s: rule") % {"programme": programme.name}
    way = [programmes_crumb(), _figures_crumb(request, programme), {"url": None, "label": _("Versions of the rule")}]
    context: dict[str, Any] = {"programme": programme, "versions": versions, "in_force": in_force, "may_change": may}
    return page(request, "programme/rules", title, way, **context)


@require_http_methods(["GET", "HEAD", "POST"])
@may_change
def new_rule(request: HttpRequest, programme_id: int) -> HttpResponse:
    """Write a version, look at whom it would take, and put it in force. It is kept as it is from then on."""
    programme, viewer = _mine(request, programme_id), person_of(request)
    newest = programme.versions.newest_first().first()
    form, stages = _rule_forms(request, programme, newest)
    rule = form.rule(stages.plan()) if request.method == "POST" and form.is_valid() and stages.is_valid() else None
    if rule and request.POST.get("do") == "put":
        try:
            rule = actions.put_in_force(rule, by=viewer, at=timezone.now())
        except Refusal as refusal:
            form.add_error("in_force_on", str(refusal))
        else:
            messages.success(request, _("Version %(n)s is in force. The figures follow soon.") % {"n": rule.number})
            return redirect("coverage:programme_rules", programme.pk)
    context: dict[str, Any] = {"programme": programme, "form": form, "stages": stages, "rule": rule, "newest": newest}
    if rule and not form.errors:
        context["preview"] = preview(rule, on=max(timezone.localdate(), programme.starts_on))
        context["typed"] = [(name, values) for name, values in request.POST.lists() if name not in _NOT_TYPED]
    way = [programmes_crumb(), _rules_crumb(programme), {"url": None, "label": _("New version")}]
    wrong = request.method == "POST" and (form.errors or not stages.is_valid())
    title = _("%(programme)s: new version of the rule") % {"programme": programme.name}
    return page(request, "programme/rule", title, way, status=422 if wrong else 200, **context)


def _rule_forms(request: HttpRequest, programme: Programme, newest: ProgrammeVersion | None) -> tuple[RuleForm, Stages]:
    """Return the form of a rule and of its plan; a new version begins as the newest one is."""
    viewer = person_of(request)
    if request.method == "POST":
        form = RuleForm(request.POST, viewer=viewer, programme=programme)
        return form, stages_of(request.POST)
    start = {"in_force_on": max(timezone.localdate(), programme.starts_on)}
    known = known_from(newest) if newest else {}
    form = RuleForm(viewer=viewer, programme=programme, initial={**known, **start})
    return form, stages_of(version=newest)


def _sent(request: HttpRequest) -> QueryDict | None:
    """Return what was sent, be it nothing; ``None`` where nothing was."""
    return request.POST if request.method == "POST" else None


def _outline(form: ProgrammeForm, code: str) -> actions.ProgrammeLine:
    return actions.ProgrammeLine(**{"code": code, **form.cleaned_data})


def _edit(request: HttpRequest, title: str, way: list[dict[str, Any]], form: ProgrammeForm) -> HttpResponse:
    crumbs = [*way, {"url": None, "label": title}]
    status = 422 if form.errors else 200
    return page(request, "programme/edit", title, crumbs, form=form, status=status)


def _mine(request: HttpRequest, programme_id: int) -> Programme:
    return _found(run_by(person_of(request)), programme_id)


def _found(among: Any, programme_id: int) -> Programme:
    try:
        programme: Programme = among.get(pk=programme_id)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
    return programme


def _rules_crumb(programme: Programme) -> dict[str, Any]:
    return {"url": reverse("coverage:programme_rules", args=[programme.pk]), "label": programme.name}


def _figures_crumb(request: HttpRequest, programme: Programme) -> dict[str, Any]:
    slug = queries.home(person_of(request)).slug
    return {"url": reverse("coverage:programme", args=[programme.pk, slug]), "label": programme.name}

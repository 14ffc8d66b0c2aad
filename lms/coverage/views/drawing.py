"""Drawing a sample from the people behind a figure."""

from datetime import date

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lms.coverage.actions import sampling
from lms.coverage.forms.samples import DrawForm
from lms.coverage.queries import Place, Question, Which, ask, place_of
from lms.coverage.queries.population import population
from lms.coverage.views.furniture import may_draw
from lms.coverage.views.page import page
from lms.kit.errors import Refusal
from lms.site.typing import person_of


@require_http_methods(["GET", "HEAD", "POST"])
@may_draw
def draw(request: HttpRequest, scheme_id: int, roster_id: int, as_of: date, place: str) -> HttpResponse:
    """Say how many people there are to draw from; draw."""
    try:
        question = ask(person_of(request), scheme_id=scheme_id, roster_id=roster_id, as_of=as_of)
        here, which = place_of(question.viewer, place), _which(request)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
    if request.method == "POST":
        form = DrawForm(request.POST)
        if form.is_valid():
            try:
                wish = form.wish()
                found = population(question, here, which=which, strata=wish.strata)
                sample = sampling.draw_sample(found, wish, by=question.viewer, at=timezone.now())
                return redirect("coverage:samples:page", sample.pk)
            except Refusal as refusal:
                form.add_error(None, str(refusal))
        return _shown(request, question, here, form)
    title = f"{here.name} {timezone.localdate():%Y-%m-%d}"
    return _shown(request, question, here, DrawForm(initial={"title": title, "size": 10}))


def _which(request: HttpRequest) -> str:
    which = request.GET.get("which", "")
    return which if which in Which.values else Which.DUE


def _shown(request: HttpRequest, question: Question, here: Place, form: DrawForm) -> HttpResponse:
    which = _which(request)
    found = population(question, here, which=which)
    back = reverse("coverage:names", args=[question.scheme.pk, question.roster.pk, question.as_of, here.slug])
    crumb = {"url": f"{back}?which={which}", "label": _("%(place)s: names") % {"place": here.name}}
    context = {"form": form, "population": found, "digest": found.digest}
    status = 422 if form.errors else 200
    return page(request, "audit/draw", _("Draw a sample"), [crumb], own_way=True, status=status, **context)

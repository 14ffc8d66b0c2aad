"""Drawing a sample from the people behind a figure, of a scheme and a roster or of a programme."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lms.coverage.actions import sampling
from lms.coverage.forms.people import PeopleForm
from lms.coverage.forms.samples import DrawForm
from lms.coverage.queries import Place, Which, names, population_programme, rollups
from lms.coverage.queries.matter import Key
from lms.coverage.queries.population import population, text_of
from lms.coverage.queries.population_programme import population_of
from lms.coverage.rules.sampling import Population
from lms.coverage.views import ask, place_named
from lms.coverage.views.furniture import may_draw
from lms.coverage.views.matter import about_a_programme, asked
from lms.coverage.views.page import page
from lms.kit.errors import Refusal
from lms.site.typing import person_of


@dataclass(frozen=True)
class Source:
    """Whom to draw from: in words and as a number to look at; and the people, as they are to be spread."""

    text: str
    size: int
    people: Callable[[str], Population]


@require_http_methods(["GET", "HEAD", "POST"])
@may_draw
def draw(request: HttpRequest, scheme_id: int, roster_id: int, as_of: date, place: str) -> HttpResponse:
    """Say how many people of a roster there are to draw from; draw."""
    question = ask(request, scheme_id, roster_id, as_of)
    here, which = place_named(question, place), _which(request)
    back = reverse("coverage:names", args=[scheme_id, roster_id, as_of, here.slug])

    def people(strata: str) -> Population:
        return population(question, here, which=which, strata=strata)

    source = Source(text_of(question, here, which), names(question, here, which).count(), people)
    return _drawn(request, here, source, f"{back}?which={which}")


@require_http_methods(["GET", "HEAD", "POST"])
@may_draw
@about_a_programme
def draw_programme(request: HttpRequest, key: Key, place: str) -> HttpResponse:
    """Say how many people behind a figure of a programme there are to draw from; draw."""
    matter, here = asked(request, key, place)
    form = PeopleForm(request.GET)
    which, group = form.which_figure, form.group
    back = reverse("coverage:programme_people", args=[matter.key, here.slug])

    def people(strata: str) -> Population:
        return population_of(matter, here, which=which, group=group, strata=strata)

    size = rollups.people(matter.roll_up, here, which, *group, matter.scope).count()
    source = Source(population_programme.text_of(matter, here, which, group), size, people)
    return _drawn(request, here, source, f"{back}?{request.GET.urlencode()}")


def _which(request: HttpRequest) -> str:
    which = request.GET.get("which", "")
    return which if which in Which.values else Which.DUE


def _drawn(request: HttpRequest, here: Place, source: Source, back: str) -> HttpResponse:
    """Draw from the people of ``source``, who are read for that only, or show the form."""
    if request.method == "POST":
        form = DrawForm(request.POST)
        if form.is_valid():
            try:
                wish = form.wish()
                by = person_of(request)
                sample = sampling.draw_sample(source.people(wish.strata), wish, by=by, at=timezone.now())
                return redirect("coverage:samples:page", sample.pk)
            except Refusal as refusal:
                form.add_error(None, str(refusal))
    else:
        form = DrawForm(initial={"title": f"{here.name} {timezone.localdate():%Y-%m-%d}", "size": 10})
    crumb = {"url": back, "label": _("%(place)s: names") % {"place": here.name}}
    context = {"form": form, "source": source}
    status = 422 if form.errors else 200
    return page(request, "audit/draw", _("Draw a sample"), [crumb], own_way=True, status=status, **context)

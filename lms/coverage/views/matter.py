"""What every page about a programme has: the programme and place asked for, the way there, and the pages beside it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.coverage import actions, queries, wording
from lms.coverage.forms.day import DayForm, people_for
from lms.coverage.queries import Place
from lms.coverage.queries.matter import Key, Matter, matter_of
from lms.coverage.views.page import Crumb, may_view, page
from lms.site.typing import person_of

_LISTS = {"people", "fastest"}
_Asked = ParamSpec("_Asked")


@dataclass(frozen=True)
class Tab:
    """A page about the same place."""

    url: str
    label: str
    is_here: bool


class NotCounted(Exception):
    """The figures of a day that is over are asked for, and nobody has had them counted."""

    def __init__(self, key: Key) -> None:
        """Say which."""
        super().__init__(str(key))
        self.key = key


def about_a_programme(view: Callable[Concatenate[HttpRequest, _Asked], HttpResponse]) -> Any:
    """Let ``view`` be seen by whoever may view the coverage, and lead to the choice of a day that is not counted."""

    @may_view
    @wraps(view)
    def shown(request: HttpRequest, *args: _Asked.args, **kwargs: _Asked.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except NotCounted as wanted:
            where = [wanted.key.programme_id, kwargs.get("place", "all")]
            told = {"as_of": wanted.key.as_of, "page": _name_of(request)}
            if query := request.GET.urlencode():
                told["query"] = query
            return redirect(f"{reverse('coverage:programme_day', args=where)}?{urlencode(told)}")

    return shown


def looked_at(request: HttpRequest, key: Key) -> Matter:
    """Return the programme as the viewer looks at it, counted or not, or answer 404."""
    try:
        return matter_of(person_of(request), key, today=timezone.localdate())
    except ObjectDoesNotExist as missing:
        raise Http404 from missing


def asked(request: HttpRequest, key: Key, slug: str) -> tuple[Matter, Place]:
    """Return the programme as the viewer looks at it and the place of the address, or answer 404.

    :raises NotCounted: it is of a day that is over, and there are no figures of that day there.
    """
    matter = looked_at(request, key)
    here = place_in(matter, slug)
    seen = matter.seen_at(here, people=people_for(_name_of(request), request.GET))
    if seen is None:
        raise NotCounted(key)
    return seen, here


def _name_of(request: HttpRequest) -> str:
    """Return the name of the page that is asked for."""
    found = request.resolver_match
    return (found.url_name if found else None) or ""


def place_in(matter: Matter, slug: str) -> Place:
    """Return the place of the address, or answer 404 to whoever may not look there."""
    try:
        return queries.place_of(matter.scope, slug)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing


def crumbs(matter: Matter, place: Place) -> list[Crumb]:
    """Return the way from the list of programmes to ``place``."""
    way = [
        {"url": reverse("coverage:programme", args=[matter.key, each.slug]), "label": each.name}
        for each in queries.way_to(matter.scope, place)
    ]
    return [programmes_crumb(), *way]


def day_form(matter: Matter, sent: QueryDict | None = None) -> DayForm:
    """Return the form for a day of the programme; it begins with the day of its figures."""
    return DayForm(sent, initial={"as_of": matter.on}, matter=matter, today=timezone.localdate())


def told_wrong(request: HttpRequest, form: DayForm) -> None:
    """Say what is wrong with a day that was chosen."""
    for errors in form.errors.values():
        messages.error(request, " ".join(str(each) for each in errors))


def programmes_crumb() -> Crumb:
    """Return the way to the list of programmes."""
    return {"url": reverse("coverage:programmes"), "label": _("Coverage programmes")}


def show(request: HttpRequest, name: str, matter: Matter, place: Place, **context: Any) -> HttpResponse:
    """Write down that a page about ``place`` was opened, and render it. Lists of people are written down as such."""
    if name not in _LISTS:
        actions.look_at_programme(matter, place, page=name, at=timezone.now())
    context.setdefault("labels", wording.FIGURES)
    context |= {
        "matter": matter,
        "place": place,
        "tabs": list(_tabs(matter, place, name)),
        "people_url": reverse("coverage:programme_people", args=[matter.key, place.slug]),
    }
    return page(request, f"programme/{name}", f"{matter.programme} · {place.name}", crumbs(matter, place), **context)


def _tabs(matter: Matter, place: Place, here: str) -> Iterator[Tab]:
    pages = {
        "tree": ("programme", _("Figures")),
        "breakdown": ("programme_breakdown", _("Groups of people")),
        "trend": ("programme_trend", _("Trend")),
        "ranking": ("programme_ranking", _("Ranking and comparison")),
        "institutions": ("programme_institutions", _("Institutions")),
        "fastest": ("programme_fastest", _("Covered fastest")),
    }
    if place.organisation:
        del pages["ranking"], pages["institutions"]
    if matter.is_over:
        # What is left to do is asked of today.
        del pages["fastest"]
    for name, (address, label) in pages.items():
        url = reverse(f"coverage:{address}", args=[matter.key, place.slug])
        yield Tab(url, label, name == here or (name, here) == ("tree", "people"))

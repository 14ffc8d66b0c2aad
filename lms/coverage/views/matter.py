"""What every page about a programme has: the programme and place asked for, the way there, and the pages beside it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.coverage import actions, queries, wording
from lms.coverage.forms.day import DayForm
from lms.coverage.queries import Place
from lms.coverage.queries.matter import Matter, matter_of
from lms.coverage.views.page import Crumb, page
from lms.site.typing import person_of

_LISTS = {"people", "fastest"}


@dataclass(frozen=True)
class Tab:
    """A page about the same place."""

    url: str
    label: str
    is_here: bool


def asked(request: HttpRequest, programme_id: int) -> Matter:
    """Return the programme as the viewer looks at it, or answer 404."""
    try:
        return matter_of(person_of(request), programme_id, today=timezone.localdate())
    except ObjectDoesNotExist as missing:
        raise Http404 from missing


def place_in(matter: Matter, slug: str) -> Place:
    """Return the place of the address, or answer 404 to whoever may not look there."""
    try:
        return queries.place_of(matter.scope, slug)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing


def crumbs(matter: Matter, place: Place) -> list[Crumb]:
    """Return the way from the list of programmes to ``place``."""
    way = [
        {"url": reverse("coverage:programme", args=[matter.programme.pk, each.slug]), "label": each.name}
        for each in queries.way_to(matter.scope, place)
    ]
    return [programmes_crumb(), *way]


def day_form(matter: Matter, sent: QueryDict | None = None, *, as_of: date | None = None) -> DayForm:
    """Return the form for a day of the programme; it begins with the day of its figures, unless one is named."""
    return DayForm(sent, initial={"as_of": as_of or matter.on}, matter=matter, today=timezone.localdate())


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
        "people_url": reverse("coverage:programme_people", args=[matter.programme.pk, place.slug]),
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
    for name, (address, label) in pages.items():
        url = reverse(f"coverage:{address}", args=[matter.programme.pk, place.slug])
        yield Tab(url, label, name == here or (name, here) == ("tree", "people"))

"""The people of a programme: behind each figure, those who can be covered fastest, and one by one."""

from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lms.coverage import actions, wording
from lms.coverage.forms.people import FastestForm, PeopleForm, leaf_of
from lms.coverage.listing.standings import Fastest, People, PeopleOfCounties, post_of
from lms.coverage.models import Standing
from lms.coverage.queries import Place, rollups
from lms.coverage.queries.fastest import fastest
from lms.coverage.queries.ground import Ground, ground_of
from lms.coverage.queries.matter import Key, Matter
from lms.coverage.queries.place import is_wide
from lms.coverage.templatetags.coverage_words import RecordPages
from lms.coverage.views.matter import NotCounted, about_a_programme, asked, crumbs, day_form, looked_at, show
from lms.coverage.views.page import may_view, page
from lms.kit.reading import at_one_moment
from lms.records import seals, words


@require_safe
@about_a_programme
def people(request: HttpRequest, key: Key, place: str) -> HttpResponse:
    """Show exactly the people behind a figure."""
    form = PeopleForm(request.GET)
    which, (dimension, value) = form.which_figure, form.group
    leaf = leaf_of(request.GET)
    with at_one_moment():
        matter, here = asked(request, key, place)
        wide = is_wide(here, matter.scope)
        listed = PeopleOfCounties if wide else People
        if leaf and wide:
            shown = listed(matter, matter.people_at(here, leaf), request.GET)
        else:
            found = rollups.people(matter.roll_up, here, which, dimension, value, matter.scope)
            shown = listed(matter, _named(found, form), request.GET)
        context = {
            "measured": rollups.node(matter.roll_up, here, matter.scope),
            "spread": rollups.credits(matter.roll_up, here, matter.scope),
            "day_form": day_form(matter) if matter.version else None,
            **shown.context(),
        }
    actions.look_at_people(matter, here, which=which, page=shown.page.number, at=timezone.now())
    context["drawn_from"] = urlencode({"which": which, **({"by": dimension, "value": value} if dimension else {})})
    narrowed = f"{wording.DIMENSIONS[dimension]}: {wording.group(dimension, value)}" if dimension else ""
    return show(request, "people", matter, here, form=form, which=which, narrowed=narrowed, **context)


@require_safe
@may_view
def quickest(request: HttpRequest, programme_id: int, place: str) -> HttpResponse:
    """Show who can be covered fastest: those with the least left to do first."""
    form = FastestForm(request.GET)
    with at_one_moment():
        matter, here = asked(request, Key(programme_id), place)
        shown = Fastest(matter, _named(fastest(matter, here), form), request.GET)
        context = shown.context()
    actions.look_at_people(matter, here, which="fastest", page=shown.page.number, at=timezone.now())
    return show(request, "fastest", matter, here, form=form, **context)


@require_POST
@may_view
def export_fastest(request: HttpRequest, programme_id: int, place: str) -> HttpResponse:
    """Start making the workbook of those who can be covered fastest, and go to its progress."""
    matter, here = asked(request, Key(programme_id), place)
    back = reverse("coverage:programme_fastest", args=[programme_id, here.slug])
    job = actions.start_fastest(matter, here, return_url=back, at=timezone.now())
    return redirect("jobs:job", job.pk)


@require_safe
@about_a_programme
def person(request: HttpRequest, key: Key, person_id: int) -> HttpResponse:
    """Show where a person stands, and the records and credit behind it."""
    with at_one_moment():
        matter, ground = _ground(request, key, person_id)
    actions.look_at_standing(matter, ground.person, at=timezone.now())
    way = [*_way(matter, ground), {"url": None, "label": ground.person.name}]
    context: dict[str, Any] = {
        "matter": matter,
        "ground": ground,
        "evidence": RecordPages("coverage:programme_record", [matter.key, person_id]),
        "post": post_of(ground.standing),
        "left": "" if matter.is_over or ground.standing.covered_at else wording.left(matter.version, ground.left),
    }
    return page(request, "programme/person", ground.person.name, way, **context)


@require_safe
@about_a_programme
def record(request: HttpRequest, key: Key, person_id: int, record_id: int) -> HttpResponse:
    """Show the evidence of one record."""
    matter, ground = _ground(request, key, person_id)
    try:
        item = ground.record(record_id)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
    actions.look_at_evidence(matter, item, at=timezone.now())
    back = reverse("coverage:programme_person", args=[matter.key, person_id])
    way = [*_way(matter, ground), {"url": back, "label": ground.person.name}, {"url": None, "label": _("Evidence")}]
    context: dict[str, Any] = {
        "matter": matter,
        "proof": ground,
        "counts_for": ground.counts_for.get(item.pk, []),
        **words.about(item),
        "seal": seals.seal_of(item),
    }
    return page(request, "programme/record", item.activity.title, way, **context)


def _named(found: QuerySet[Standing], form: PeopleForm | FastestForm) -> QuerySet[Standing]:
    """Return those whose own and whose institution's name contain what was typed."""
    if name := form.said("q"):
        found = found.filter(person__name__icontains=name)
    institution = form.said("institution")
    return found.filter(workplace__name__icontains=institution) if institution else found


def _ground(request: HttpRequest, key: Key, person_id: int) -> tuple[Matter, Ground]:
    matter = looked_at(request, key)
    try:
        return matter, ground_of(matter, person_id)
    except ObjectDoesNotExist as missing:
        # Somebody who is not counted yet, or nobody: who asks is not told which.
        if matter.is_over and not matter.is_counted_at(Place()):
            raise NotCounted(key) from missing
        raise Http404 from missing


def _way(matter: Matter, ground: Ground) -> list[dict[str, Any]]:
    return crumbs(matter, Place(organisation=ground.standing.workplace))

"""The commission's pages, inside the Wagtail admin."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lms.coverage import actions, listing, queries
from lms.coverage.forms import NamesForm, QuestionForm
from lms.coverage.queries import Place, Question, Which
from lms.coverage.templatetags.coverage_words import RecordPages
from lms.coverage.views.page import may_view, page
from lms.kit.errors import Refusal
from lms.people.actions import REVEAL
from lms.people.purposes import Purpose
from lms.records import seals, words
from lms.site.typing import person_of


@require_safe
@may_view
def index(request: HttpRequest) -> HttpResponse:
    """Choose a scheme, a roster and a day; or open one of the newest classes."""
    today, viewer = timezone.localdate(), person_of(request)
    asked = "scheme" in request.GET or "roster" in request.GET
    form = QuestionForm(
        request.GET if asked else None, viewer=viewer, today=today, initial={"as_of": today.isoformat()}
    )
    if asked and form.is_valid():
        chosen = form.cleaned_data
        way = [chosen["scheme"].pk, chosen["roster"].pk, chosen["as_of"], queries.home(viewer).slug]
        return redirect("coverage:tree", *way)
    standings = queries.standings(viewer, today)
    return page(request, "index", _("Training coverage"), [], form=form, standings=standings, today=today)


@require_safe
@may_view
def tree(request: HttpRequest, scheme_id: int, roster_id: int, as_of: date, place: str) -> HttpResponse:
    """Show the figures of a place and of what lies directly below it."""
    question = ask(request, scheme_id, roster_id, as_of)
    here = place_named(question, place)
    if here.organisation:
        return redirect("coverage:names", *_address(question), here.slug)
    return page(
        request,
        "tree",
        here.name,
        _crumbs(question, here),
        **_about(question, here),
        table=queries.table(question, here),
    )


@require_safe
@may_view
def names(request: HttpRequest, scheme_id: int, roster_id: int, as_of: date, place: str) -> HttpResponse:
    """Show the names behind a figure."""
    question = ask(request, scheme_id, roster_id, as_of)
    here = place_named(question, place)
    form = NamesForm(request.GET)
    which = form.value("which") or Which.DUE
    found = queries.matching(
        queries.names(question, here, which), name=form.value("q"), institution=form.value("institution")
    )
    shown = listing.Names(question, found, request.GET)
    actions.look_at_names(question, here, which=which, page=shown.page.number, at=timezone.now())
    return page(
        request,
        "names",
        _("%(place)s: names") % {"place": here.name},
        [*_crumbs(question, here), {"url": None, "label": Which(which).label}],
        **_about(question, here),
        **shown.context(),
        figures=queries.figures(question, here),
        form=form,
        which=which,
    )


@require_safe
@may_view
def person(request: HttpRequest, scheme_id: int, roster_id: int, as_of: date, person_id: int) -> HttpResponse:
    """Show how far a person is, requirement by requirement, and the records behind it."""
    question = ask(request, scheme_id, roster_id, as_of)
    proof = _proof(question, person_id)
    actions.look_at_person(question, proof.person, at=timezone.now())
    here = Place(organisation=proof.entry.workplace)
    return page(
        request,
        "person",
        proof.person.name,
        [*_crumbs(question, here), {"url": None, "label": proof.person.name}],
        **_about(question, here),
        proof=proof,
        evidence=RecordPages("coverage:record", [*_address(question), person_id]),
    )


@require_safe
@may_view
def record(request: HttpRequest, record_id: int, person_id: int, **question_of: Any) -> HttpResponse:
    """Show the evidence of one record."""
    question = ask(request, **question_of)
    proof = _proof(question, person_id)
    try:
        item = proof.record(record_id)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
    actions.look_at_record(question, item, at=timezone.now())
    here = Place(organisation=proof.entry.workplace)
    back = reverse("coverage:person", args=[*_address(question), person_id])
    return page(
        request,
        "record",
        item.activity.title,
        [*_crumbs(question, here), {"url": back, "label": proof.person.name}, {"url": None, "label": _("Evidence")}],
        **_about(question, here),
        **words.about(item),
        seal=seals.seal_of(item),
        proof=proof,
        counts_for=proof.counts_for.get(item.pk, []),
    )


@require_POST
@may_view
def export(request: HttpRequest, scheme_id: int, roster_id: int, as_of: date, place: str) -> HttpResponse:
    """Start making the workbook of a place, and go to its progress."""
    question = ask(request, scheme_id, roster_id, as_of)
    here = place_named(question, place)
    back = reverse("coverage:tree", args=[*_address(question), here.slug])
    said = {name: request.POST.get(name, "").strip() for name in ("purpose", "why")}
    try:
        job = actions.start_export(question, here, return_url=back, at=timezone.now(), **said)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(back)
    return redirect("jobs:job", job.pk)


def ask(request: HttpRequest, scheme_id: int, roster_id: int, as_of: date) -> Question:
    """Return the question of an address; one the viewer may not ask is not found."""
    if as_of > timezone.localdate():
        raise Http404
    try:
        return queries.ask(person_of(request), scheme_id=scheme_id, roster_id=roster_id, as_of=as_of)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing


def place_named(question: Question, slug: str) -> Place:
    """Return the place of an address; one the viewer may not open is not found."""
    try:
        return queries.place_of(question.scope, slug)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing


def _proof(question: Question, person_id: int) -> queries.Proof:
    try:
        return queries.proof_of(question, person_id)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing


def _address(question: Question) -> list[Any]:
    return [question.scheme.pk, question.roster.pk, question.as_of]


def _crumbs(question: Question, place: Place) -> list[dict[str, Any]]:
    """Return the way from the viewer's home to ``place``."""
    return [
        {"url": reverse("coverage:tree", args=[*_address(question), each.slug]), "label": each.name}
        for each in queries.way_to(question.scope, place)
    ]


def _about(question: Question, place: Place) -> dict[str, Any]:
    """Return what every page of a question shows above its own matter."""
    today = timezone.localdate()
    chosen = {"scheme": question.scheme.pk, "roster": question.roster.pk, "as_of": question.as_of}
    form = QuestionForm(initial=chosen, viewer=question.viewer, today=today)
    purposes = Purpose.choices if question.viewer.has_perm(REVEAL) else []
    return {"question": question, "place": place, "question_form": form, "purposes": purposes}

"""A person's home: the desk, and all that is known and counted of them."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from lms.audit.looks import looks_at
from lms.desk import queries
from lms.desk.rules import greeting
from lms.records.words import told_to_owner
from lms.site.cards import cards_for
from lms.site.typing import person_of, signed_in

RECORDS_A_PAGE = 20
LOOKS_A_PAGE = 20
RECORDS_AT_A_GLANCE = 4


@never_cache
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """Show what a person must still do, what is next and what is earned; visitors are told what this is."""
    if not request.user.is_authenticated:
        return render(request, "lms/desk/welcome.html")
    person, now = person_of(request), timezone.now()
    context = {
        "greeting": greeting(timezone.localtime(now).time()),
        "now": now,
        "cards": cards_for(person, now),
        "may_administer": queries.may_administer(person),
    }
    return render(request, "lms/desk/desk.html", context)


@never_cache
@require_GET
@signed_in
def me(request: HttpRequest) -> HttpResponse:
    """Show a person what is known of them and what of their work counts."""
    person = person_of(request)
    newest = list(queries.own_records(person)[:RECORDS_AT_A_GLANCE])
    queries.add_standing(newest)
    context = {
        "person": person,
        "posts": queries.own_posts(person),
        "earned": queries.earned(person),
        "records": newest,
        "looks": queries.told(queries.last_looks_at(person)),
        "may_administer": queries.may_administer(person),
        "has_jobs": queries.has_jobs(person),
    }
    return render(request, "lms/desk/me.html", context)


@never_cache
@require_GET
@signed_in
def records(request: HttpRequest) -> HttpResponse:
    """List all records of a person, and for each whether it counts."""
    mine = queries.own_records(person_of(request))
    page = Paginator(mine, RECORDS_A_PAGE).get_page(request.GET.get("page"))
    queries.add_standing(page.object_list)
    return render(request, "lms/desk/records.html", {"page": page})


@never_cache
@require_GET
@signed_in
def record(request: HttpRequest, record_id: int) -> HttpResponse:
    """Show one of a person's own records and the evidence for it."""
    row = get_object_or_404(queries.own_records(person_of(request)), pk=record_id)
    queries.add_standing([row])
    return render(request, "lms/desk/record.html", {"record": row, "evidence": list(told_to_owner(row))})


@never_cache
@require_GET
@signed_in
def looks(request: HttpRequest) -> HttpResponse:
    """List who looked at a person's data: when, what at, and what for where they had to say it."""
    page = Paginator(looks_at(person_of(request)), LOOKS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "lms/desk/looks.html", {"page": page, "looks": queries.told(page.object_list)})

"""A person's credit account: their own on the phone, and in the office for who looks after them."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from wagtail.admin.auth import permission_required

from certificates.credits.models import Recognition
from certificates.credits.queries.person_year import account_of, lines_of
from lms.people.actions import look_at_person
from lms.people.models import Person
from lms.site.typing import person_of, signed_in

LINES_A_PAGE = 30
SEES_ACCOUNTS = "credits.view_creditline"
_FIRST_YEAR = 1990


@never_cache
@require_GET
@signed_in
def mine(request: HttpRequest) -> HttpResponse:
    """Show a person's own year: the bar, what is missing and what would close it, and every line."""
    person = person_of(request)
    context = _account(request, person)
    context["waiting"] = Recognition.objects.visible_to(person).filter(person=person).waiting().count()
    return render(request, "certificates/credits/account.html", context)


@require_GET
@permission_required(SEES_ACCOUNTS)
def of_person(request: HttpRequest, person_id: int) -> HttpResponse:
    """Show the account of somebody in the viewer's scope. The person can see who opened it."""
    person = get_object_or_404(Person.objects.visible_to(request.user), pk=person_id)
    look_at_person(person, by=person_of(request), at=timezone.now(), what="credits.account.viewed")
    title = _("Credits of %(name)s") % {"name": person.name}
    context = {
        **_account(request, person),
        "person": person,
        "breadcrumbs_items": [
            {"url": reverse("people:inspect", args=[person.pk]), "label": person.name},
            {"url": "", "label": _("Credits")},
        ],
        "header_title": title,
        "header_icon": "calendar-check",
    }
    return render(request, "certificates/credits/admin/account.html", context)


def admin_urls() -> list[URLPattern]:
    """Return the address in the admin."""
    return [path("credits/person/<int:person_id>/", of_person, name="credit_account")]


def _account(request: HttpRequest, person: Person) -> dict[str, Any]:
    now = timezone.now()
    year = _year(request, timezone.localdate(now).year)
    page = Paginator(lines_of(person, year), LINES_A_PAGE).get_page(request.GET.get("page"))
    return {**account_of(person, year, now), "page": page, "query": f"year={year}&"}


def _year(request: HttpRequest, this_year: int) -> int:
    """Return the year that is asked for; the current one where none is, or none that can be."""
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else this_year
    return year if _FIRST_YEAR <= year <= this_year else this_year

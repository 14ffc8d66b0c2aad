"""The rules in plain words, for whoever earns by them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from certificates.credits.queries.wording import explained_for
from lms.site.typing import person_of, signed_in


@never_cache
@require_GET
@signed_in
def rules(request: HttpRequest) -> HttpResponse:
    """Show which rules are for the person today, with document and clause, and how full the year is."""
    today = timezone.localdate()
    context = {"sets": explained_for(person_of(request), today), "year": today.year}
    return render(request, "certificates/credits/rules.html", context)

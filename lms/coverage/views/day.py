"""Choosing a day of a programme: its figures are opened, or counted first."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lms.coverage import actions
from lms.coverage.queries.matter import Key
from lms.coverage.views.matter import crumbs, day_form, looked_at, place_in, told_wrong
from lms.coverage.views.page import may_view, page


@require_http_methods(["GET", "HEAD", "POST"])
@may_view
def day(request: HttpRequest, programme_id: int, place: str) -> HttpResponse:
    """Offer to count the figures of a day; chosen, open them, or start counting and go to its progress."""
    now = looked_at(request, Key(programme_id))
    here = place_in(now, place)
    form = day_form(now, request.POST if request.method == "POST" else request.GET)
    if not form.is_valid():
        told_wrong(request, form)
        return redirect("coverage:programme", programme_id, here.slug)
    as_of = form.cleaned_data["as_of"]
    if now.is_counted and as_of >= now.on:
        return redirect("coverage:programme", programme_id, here.slug)
    then = looked_at(request, Key(programme_id, as_of))
    # By the rule of that day the viewer may look elsewhere than by today's.
    place_in(then, here.slug)
    there, people = reverse(f"coverage:{form.opens}", args=[then.key, here.slug]), form.people
    there += f"?{form.goes_on}" if form.goes_on else ""
    if request.method != "POST" and not then.seen_at(here, people=people):
        title = _("Figures of %(day)s: %(programme)s") % {"day": as_of, "programme": now.programme}
        way = [*crumbs(now, here), {"url": "", "label": title}]
        context = {"form": form, "is_outlined": then.seen_at(here, people=False) is not None}
        return page(request, "programme/day", title, way, programme=now.programme, place=here, **context)
    if request.method != "POST":
        return redirect(there)
    job = actions.choose_day(then, here, people=people, return_url=there, at=timezone.now())
    return redirect("jobs:job", job.pk) if job else redirect(there)

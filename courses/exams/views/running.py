"""What is done with one exam before and while it runs."""

import secrets
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from wagtail.admin.auth import permission_required

from courses.exams import actions, queries
from courses.exams.exam_forms import ExtraTimeForm
from courses.exams.models import Exam
from lms.kit.errors import Refusal
from lms.people.models import Person
from lms.site.typing import person_of

# A sitting's own seed has 19 digits at the most; those drawn here are short enough to read out.
_MOST_DIGITS, _SEEDS = 19, 10**6
may_change = permission_required("exams.change_exam")


@require_GET
@may_change
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a paper as a doctor might get it, with the key. No sitting is made."""
    exam = _exam(request, pk)
    asked = request.GET.get("seed", "")
    # Another paper each time, and the same one again by its address.
    is_seed = asked.isascii() and asked.isdigit() and len(asked) <= _MOST_DIGITS
    seed = int(asked) if is_seed else secrets.randbelow(_SEEDS)
    sample = queries.sample(exam, seed)
    items = queries.shown_places(sample.places)
    context = {"exam": exam, "sample": sample, "items": items, **_furniture(_("Sample paper"), exam)}
    return render(request, "courses/exams/admin/preview.html", context)


@never_cache
@require_GET
@may_change
def code(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the code of an exam as large as the screen, for the projector in the room."""
    return render(request, "courses/exams/code.html", {"exam": _exam(request, pk)})


@require_POST
@may_change
def renew_code(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a new code and show it."""
    exam = _exam(request, pk)
    actions.renew_code(exam=exam, by=person_of(request), at=timezone.now())
    return redirect("exam_setup:code", exam.pk)


@require_POST
@may_change
def remove_code(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask nobody for a code any more."""
    exam = _exam(request, pk)
    actions.remove_code(exam=exam, by=person_of(request), at=timezone.now())
    messages.success(request, _("Nobody is asked for a code any more."))
    return redirect("exam_setup:inspect", exam.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@may_change
def extra_time(request: HttpRequest, pk: int) -> HttpResponse:
    """List who has extra time, give it to somebody, and withdraw it."""
    exam = _exam(request, pk)
    given = list(exam.extra_times.select_related("person", "by").order_by("-at", "-pk"))
    asked = request.GET.get("withdraw")
    losing = next((each.person for each in given if each.minutes and str(each.person_id) == asked), None)
    initial = {"person": losing, "minutes": 0} if losing else {}
    form = ExtraTimeForm(request.POST or None, viewer=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            said = _change_time(exam, by=person_of(request), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, said)
            return redirect("exam_setup:extra_time", exam.pk)
    context = {"exam": exam, "form": form, "given": given, "losing": losing, **_furniture(_("Extra time"), exam)}
    return render(request, "courses/exams/admin/extra_time.html", context, status=422 if form.errors else 200)


def _change_time(exam: Exam, *, person: Person, minutes: int, reason: str, by: Person) -> str:
    """Give extra time, or withdraw it where no minutes are left; return what to say about it."""
    now = timezone.now()
    if not minutes:
        actions.withdraw_extra_time(exam=exam, person=person, reason=reason, by=by, at=now)
        return _("The extra time of %(person)s in this exam is withdrawn.") % {"person": person.name}
    actions.give_extra_time(exam=exam, person=person, minutes=minutes, reason=reason, by=by, at=now)
    return _("%(person)s has %(minutes)s extra minutes in this exam.") % {"person": person.name, "minutes": minutes}


@require_POST
@may_change
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """Let people see their marks, or the right answers."""
    exam = _exam(request, pk)
    try:
        if request.POST.get("what") == "answers":
            actions.release_answers(exam, person_of(request), timezone.now())
            messages.success(request, _("The right answers are released."))
        else:
            actions.release_marks(exam, person_of(request), timezone.now())
            messages.success(request, _("The marks are released. The learning records are being written."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("exam_setup:inspect", exam.pk)


@require_POST
@may_change
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a new exam out of this one, and lead to its form."""
    made = actions.copy_exam(exam=_exam(request, pk), by=person_of(request), at=timezone.now())
    messages.success(request, _("This is the copy. Set its dates, then publish it."))
    return redirect("exam_setup:edit", made.pk)


def _exam(request: HttpRequest, pk: int) -> Exam:
    return get_object_or_404(Exam.objects.visible_to(request.user).select_related("organiser"), pk=pk)


def _furniture(title: str, exam: Exam) -> dict[str, Any]:
    """Return the way to a page and its heading, as the admin's frame shows them."""
    crumbs = [
        {"url": reverse("exam_setup:index"), "label": _("Exams")},
        {"url": reverse("exam_setup:inspect", args=[exam.pk]), "label": exam.title},
        {"url": "", "label": title},
    ]
    return {"breadcrumbs_items": crumbs, "header_title": title, "header_icon": "form"}

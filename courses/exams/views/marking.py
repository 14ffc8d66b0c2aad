"""The marking desk: short answers, question by question, without names."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods
from wagtail.admin import messages
from wagtail.admin.auth import permission_required

from courses.exams import actions
from courses.exams.marking_forms import MarkForm
from courses.exams.models import Exam, Mark, SittingItem
from courses.exams.queries import marking as queries
from courses.exams.templatetags.exam_figures import points
from lms.kit.errors import Refusal
from lms.site.typing import person_of

may_mark = permission_required("exams.mark_answer")
# Up to here every number of points has a button of its own.
MOST_BUTTONS = 20


@never_cache
@require_GET
@may_mark
def piles(request: HttpRequest) -> HttpResponse:
    """List what there is to mark, and how far each question is."""
    context = {"piles": queries.piles(person_of(request)), **furniture(_("Marking"))}
    return render(request, "courses/exams/admin/marking.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@may_mark
def desk(request: HttpRequest, exam_id: int, written_id: int) -> HttpResponse:
    """Show the next answer to one question, and take its mark."""
    pile = _pile(request, exam_id, written_id)
    item, mine = _asked_for(request, pile)
    if item is None:
        messages.info(request, _("Nothing is left for you to mark here. Thank you."))
        return redirect("exam_marking:index")
    form = MarkForm(request.POST or None, item=item, initial=_given(mine))
    if request.method == "POST" and form.is_valid():
        _mark(request, item, form)
        return redirect("exam_marking:desk", exam_id, written_id)
    context = {
        "pile": pile,
        "item": item,
        "mine": mine,
        "form": form,
        "buttons": range(item.points + 1) if item.points <= MOST_BUTTONS else (),
        "weighed": queries.marks_to_weigh(item),
        **furniture(pile.exam.title),
    }
    return render(request, "courses/exams/admin/marking_desk.html", context, status=422 if form.errors else 200)


def _pile(request: HttpRequest, exam_id: int, written_id: int) -> queries.Pile:
    exam = get_object_or_404(Exam.objects.visible_to(request.user), pk=exam_id)
    found = (each for each in queries.piles(person_of(request), exam) if each.version.pk == written_id)
    if (pile := next(found, None)) is None:
        raise Http404
    return pile


def _asked_for(request: HttpRequest, pile: queries.Pile) -> tuple[SittingItem | None, Mark | None]:
    """Return the answer to show, and the mark the viewer has given it: the one that is named, or the next."""
    viewer = person_of(request)
    named = request.POST.get("item") or request.GET.get("item", "")
    if not named:
        return queries.next_answer(viewer, pile.exam, pile.version, after=request.GET.get("after", "")), None
    answers = queries.answers_of(viewer).filter(sitting__exam=pile.exam, version=pile.version)
    item = get_object_or_404(answers.select_related("version", "sitting__exam"), pk=named if named.isdigit() else 0)
    mine = item.marks.filter(by=viewer).order_by("take").last()
    if mine is None and not queries.waiting_for(viewer).filter(pk=item.pk).exists() and request.method != "POST":
        raise Http404
    return item, mine


def _given(mark: Mark | None) -> dict[str, str]:
    return {"points": points(mark.earned_hundredths), "comment": mark.comment} if mark else {}


def _mark(request: HttpRequest, item: SittingItem, form: MarkForm) -> None:
    """Give the mark, and offer to change it while nobody else has gone on from there."""
    given = {"earned_hundredths": form.hundredths, "comment": form.cleaned_data["comment"]}
    try:
        mark = actions.give_mark(item, **given, by=person_of(request), at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return
    said = _("%(points)s points given.") % {"points": points(mark.earned_hundredths)}
    here = reverse("exam_marking:desk", args=[item.sitting.exam_id, item.version_id])
    buttons = [messages.button(f"{here}?item={item.pk}", _("Change this mark"))] if mark.round == 1 else []
    messages.success(request, said, buttons=buttons)


def furniture(title: str) -> dict[str, Any]:
    """Return the way to a page of the marking desk and its heading, as the admin's frame shows them."""
    first = {"url": reverse("exam_marking:index"), "label": _("Marking")}
    crumbs = [first] if title == first["label"] else [first, {"url": "", "label": title}]
    return {"breadcrumbs_items": crumbs, "header_title": title, "header_icon": "edit"}

"""The admin's views of the bank and of sittings: they save through actions."""

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST
from wagtail.admin.auth import permission_required
from wagtail.admin.views import generic
from wagtail.log_actions import log

from courses.exams import actions
from courses.exams.models import Question, QuestionVersion
from lms.site.admin import SavesByAction
from lms.site.typing import person_of

may_change_questions = permission_required("exams.change_question")


class QuestionIndex(generic.IndexView):
    """The bank with the newest wording of each question."""

    def get_base_queryset(self) -> QuerySet[Question]:
        """Add type and text of the newest version."""
        newest = QuestionVersion.objects.filter(question=OuterRef("pk")).order_by("-number")
        found: QuerySet[Question] = super().get_base_queryset()
        return found.select_related("subject", "keeper").annotate(
            newest_stem=Subquery(newest.values("stem")[:1]),
            newest_kind=Subquery(newest.values("kind")[:1]),
            newest_number=Subquery(newest.values("number")[:1]),
        )


class _SavesQuestion(SavesByAction):
    form: Any
    request: Any
    action_name = ""

    def save_instance(self) -> Question:
        """Write the question; a changed wording becomes a new version."""
        data = self.form.cleaned_data
        question = actions.write_question(
            code=data["code"],
            subject=data["subject"],
            wording=self.form.wording(),
            at=timezone.now(),
            by=self.request.user,
            keeper=data["keeper"],
        )
        log(instance=question, action=self.action_name, content_changed=True)
        self.has_content_changes = True
        return question


class QuestionAdd(_SavesQuestion, generic.CreateView):
    """A new question."""

    action_name = "wagtail.create"


class QuestionEdit(_SavesQuestion, generic.EditView):
    """A new version of a question."""

    action_name = "wagtail.edit"


class QuestionInspect(generic.InspectView):
    """A question with all its versions, the newest first."""

    template_name = "courses/exams/admin/question_inspect.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the versions."""
        versions = self.object.versions.select_related("made_by").order_by("-number")
        may_change = self.permission_policy.user_has_permission(self.request.user, "change")
        context: dict[str, Any] = super().get_context_data(versions=versions, may_change=may_change, **kwargs)
        return context


@require_POST
@may_change_questions
def retire(request: HttpRequest, pk: int) -> HttpResponse:
    """Have no further paper draw the question."""
    actions.retire_question(question=_question(request, pk), by=person_of(request), at=timezone.now())
    return redirect("exam_questions:inspect", pk)


@require_POST
@may_change_questions
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Let papers draw the question again."""
    actions.restore_question(question=_question(request, pk), by=person_of(request), at=timezone.now())
    return redirect("exam_questions:inspect", pk)


def _question(request: HttpRequest, pk: int) -> Question:
    return get_object_or_404(Question.objects.visible_to(request.user), pk=pk)


class SittingIndex(generic.IndexView):
    """Sittings, the newest first."""

    default_ordering = "-started_at"

    def get_base_queryset(self) -> QuerySet[Any]:
        """Read exams and people ahead. One's own sittings are on the phone's pages, which keep back what is not out."""
        found: QuerySet[Any] = super().get_base_queryset()
        return found.exclude(person=self.request.user).select_related("exam", "person")


class SittingInspect(generic.InspectView):
    """One sitting, and the way to its paper. One's own is on the phone's pages, which keep back what is not out."""

    template_name = "courses/exams/admin/sitting_inspect.html"

    def get_object(self, *args: Any, **kwargs: Any) -> Any:
        """Find the sitting of somebody else."""
        sitting = super().get_object(*args, **kwargs)
        if sitting.person_id == self.request.user.pk:
            raise Http404
        return sitting

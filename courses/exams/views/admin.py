"""The admin's views of the bank and of exams: they save through actions."""

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST
from wagtail.admin.auth import permission_required
from wagtail.admin.views import generic
from wagtail.log_actions import log

from courses.exams import actions, queries
from courses.exams.models import Exam, Question, QuestionVersion
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
        context: dict[str, Any] = super().get_context_data(
            versions=versions, may_change=may_change, behaviour=queries.behaviour(self.object), **kwargs
        )
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


class _SavesExam(SavesByAction):
    form: Any
    request: Any
    action_name = ""

    def save_instance(self) -> Exam:
        """Save the exam with its blueprint."""
        exam = self.form.save(commit=False)
        exam = actions.save_exam(exam=exam, by=self.request.user, at=timezone.now())
        log(instance=exam, action=self.action_name, content_changed=True)
        self.has_content_changes = True
        return exam


class ExamAdd(_SavesExam, generic.CreateView):
    """A new exam."""

    action_name = "wagtail.create"


class ExamEdit(_SavesExam, generic.EditView):
    """An exam and its blueprint."""

    action_name = "wagtail.edit"


class ExamInspect(generic.InspectView):
    """An exam, whether the bank fills it, and how its sittings went."""

    template_name = "courses/exams/admin/exam_inspect.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the blueprint against the bank, and the tally of sittings."""
        lines = list(self.object.lines.select_related("subject").order_by("sort_order", "pk"))
        pools, _versions = queries.pools(lines)
        stock = [(line, len(pool.questions)) for line, pool in zip(lines, pools, strict=True)]
        tally = queries.tally(self.object)
        context: dict[str, Any] = super().get_context_data(stock=stock, tally=tally, **kwargs)
        return context


class SittingIndex(generic.IndexView):
    """Sittings, the newest first."""

    default_ordering = "-started_at"

    def get_base_queryset(self) -> QuerySet[Any]:
        """Read exams and people ahead."""
        found: QuerySet[Any] = super().get_base_queryset()
        return found.select_related("exam", "person")

"""The admin's views of the bank: they save through actions."""

import json
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST
from wagtail.admin.auth import permission_required
from wagtail.admin.views import generic
from wagtail.log_actions import log

from courses.exams import actions, queries
from courses.exams.bank.filters import STATES
from courses.exams.models import Question, QuestionVersion
from lms.site.admin import SavesByAction
from lms.site.typing import person_of

may_change_questions = permission_required("exams.change_question")
_KINDS, _STATES = dict(QuestionVersion.Kind.choices), dict(STATES)


class QuestionIndex(generic.IndexView):
    """The bank with the newest wording of each question, and how far its review is."""

    custom_field_preprocess = {
        "newest_kind": dict.fromkeys(("csv", "xlsx"), lambda kind: str(_KINDS.get(kind, ""))),
        "newest_state": dict.fromkeys(("csv", "xlsx"), lambda state: str(_STATES.get(state, ""))),
    }

    def get_base_queryset(self) -> QuerySet[Question]:
        """Add what the newest version says."""
        found: QuerySet[Question] = super().get_base_queryset()
        return queries.with_newest(found).select_related("subject", "keeper")

    def search_queryset(self, queryset: QuerySet[Question]) -> QuerySet[Question]:
        """Look for what was typed in the code, the text, and the texts of the parts."""
        if not self.search_query:
            return queryset
        words: Any = self.search_query
        # SQLite keeps JSON with its signs escaped, PostgreSQL as they are.
        in_parts = Q(newest_parts__icontains=words) | Q(newest_parts__icontains=json.dumps(words)[1:-1])
        self.is_searching = True
        return queryset.filter(Q(code__icontains=words) | Q(newest_stem__icontains=words) | in_parts)


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
            unit=data["unit"],
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
    """A question with all its versions, the newest first: what changed, who looked it over, how it behaved."""

    template_name = "courses/exams/admin/question_inspect.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the versions and their use."""
        exams, elsewhere = queries.used_in(self.object, self.request.user)
        return {
            **super().get_context_data(**kwargs),
            "versions": queries.history_of(self.object),
            "exams": exams,
            "elsewhere": elsewhere,
            "may_change": self.permission_policy.user_has_permission(self.request.user, "change"),
            "may_review": self.request.user.has_perm("exams.review_question"),
            "behaviour": queries.behaviour(self.object),
        }


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


class MediaIndex(generic.IndexView):
    """Pictures and recordings, with who sent them."""

    def get_base_queryset(self) -> QuerySet[Any]:
        """Read the people ahead."""
        found: QuerySet[Any] = super().get_base_queryset()
        return found.select_related("made_by")


class MediaInspect(generic.InspectView):
    """A picture or a recording with its marker, and the questions that show it."""

    template_name = "courses/exams/admin/media_inspect.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the versions of questions the viewer may see."""
        versions = queries.versions_showing(self.object, self.request.user)
        context: dict[str, Any] = super().get_context_data(versions=versions, **kwargs)
        return context

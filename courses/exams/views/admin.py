"""The admin's views of exams: they save through actions."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from wagtail.admin.views import generic
from wagtail.log_actions import log

from courses.exams import actions, queries
from courses.exams.models import Exam
from lms.site.admin import SavesByAction


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

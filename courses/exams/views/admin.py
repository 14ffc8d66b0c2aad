"""The admin's views of sittings."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from wagtail.admin.views import generic


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

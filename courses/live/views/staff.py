"""Lectures and series in the admin: for course editors and scheme managers, within their organisers."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.menus import MenuItem
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSetGroup

from courses.live import actions, queries
from courses.live.forms import AddAttendanceForm, CancelForm, LectureForm, RemoveAttendanceForm
from courses.live.models import CheckIn, Lecture, Series
from lms.kit.errors import Refusal
from lms.site.admin import SavesByAction, ScopedForm, ScopedViewSet


class _SavingLecture(SavesByAction):
    form: Any
    request: Any

    def save_instance(self) -> Lecture:
        subjects = list(self.form.cleaned_data["subjects"])
        return actions.save_lecture(self.form.instance, by=self.request.user, at=timezone.now(), subjects=subjects)


class _SavingSeries(SavesByAction):
    form: Any
    request: Any

    def save_instance(self) -> Series:
        return actions.save_series(self.form.instance, by=self.request.user, at=timezone.now())


class AddLecture(_SavingLecture, generic.CreateView):
    """Put a lecture on the calendar."""


class EditLecture(_SavingLecture, generic.EditView):
    """Change a lecture."""


class AddSeries(_SavingSeries, generic.CreateView):
    """Begin a series."""


class EditSeries(_SavingSeries, generic.EditView):
    """Change a series."""


class LectureList(generic.IndexView):
    """The lectures, with what can be done to each."""

    def get_list_more_buttons(self, instance: Lecture) -> list[Any]:
        """Add attendance, the projector, next week and cancelling."""
        ways = [
            (_("Attendance"), reverse("live_lectures:attendance", args=[instance.pk]), "group"),
            (_("Same time next week"), reverse("live_lectures:repeat", args=[instance.pk]), "calendar-alt"),
            (_("Check-in code"), reverse("live:projector", args=[instance.pk]), "view"),
            (_("Cancel the lecture"), reverse("live_lectures:cancel", args=[instance.pk]), "cross"),
        ]
        if instance.mode == Lecture.Mode.EITHER:
            address = reverse("live:online_projector", args=[instance.pk])
            ways.append((_("Check-in code for those online"), address, "view"))
        more = [MenuItem(label, url=url, icon_name=icon, priority=15) for label, url, icon in ways]
        return [*super().get_list_more_buttons(instance), *more]


class LectureViewSet(ScopedViewSet):
    """Lectures of organisers in scope."""

    model = Lecture
    allowed_actions = ("view", "add", "change")
    name = "live_lectures"
    icon = "date"
    menu_label = gettext_lazy("Lectures")
    index_view_class = LectureList
    add_view_class = AddLecture
    edit_view_class = EditLecture
    list_display = ["title", "series", "starts_at", "mode", "organiser", "settled_at", "cancelled_at"]
    list_filter = ["series", "kind", "mode"]
    ordering = ["-starts_at"]
    search_fields = ["title", "speaker_name"]
    search_backend_name = None
    inspect_view_fields_exclude = ["secret", "activity", "sequence", "changed_at"]

    def get_form_class(self, for_update: bool = False) -> type[LectureForm]:
        """Use the one form for both."""
        return LectureForm

    def get_urlpatterns(self) -> list[Any]:
        """Add what is done to one lecture."""
        return [
            *super().get_urlpatterns(),
            path("attendance/<int:lecture_id>/", attendance, name="attendance"),
            path("attendance/<int:lecture_id>/remove/<int:check_in_id>/", remove_attendance, name="remove_attendance"),
            path("repeat/<int:lecture_id>/", repeat_next_week, name="repeat"),
            path("cancel/<int:lecture_id>/", cancel, name="cancel"),
        ]


class SeriesViewSet(ScopedViewSet):
    """Series of organisers in scope."""

    model = Series
    allowed_actions = ("view", "add", "change")
    name = "live_series"
    icon = "list-ul"
    menu_label = gettext_lazy("Lecture series")
    add_view_class = AddSeries
    edit_view_class = EditSeries
    edit_handler = ObjectList([FieldPanel("title"), FieldPanel("organiser")], base_form_class=ScopedForm)
    list_display = ["title", "organiser"]


class LiveGroup(ModelViewSetGroup):
    """The lectures' place in the admin menu."""

    menu_label = gettext_lazy("Lectures")
    menu_icon = "date"
    menu_order = 245
    items = (LectureViewSet("live_lectures"), SeriesViewSet("live_series"))


def _lecture(request: HttpRequest, lecture_id: int) -> Lecture:
    if not request.user.has_perm("live.change_lecture"):
        raise PermissionDenied
    return get_object_or_404(Lecture.objects.visible_to(request.user), pk=lecture_id)


def attendance(request: HttpRequest, lecture_id: int) -> HttpResponse:
    """List who was there; add somebody with a reason."""
    lecture = _lecture(request, lecture_id)
    form = AddAttendanceForm(request.POST or None, viewer=request.user, lecture=lecture)
    if request.method == "POST" and form.is_valid() and form.person:
        try:
            actions.add_attendance(
                lecture_id=lecture.pk,
                person=form.person,
                mode=form.cleaned_data.get("mode", ""),
                reason=form.cleaned_data["reason"],
                by=request.user,  # type: ignore[arg-type]
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%(name)s has been added.") % {"name": form.person.name})
            return redirect("live_lectures:attendance", lecture.pk)
    context = {"lecture": lecture, "form": form, "entries": queries.attendance(lecture)}
    return render(request, "courses/live/admin/attendance.html", context)


def remove_attendance(request: HttpRequest, lecture_id: int, check_in_id: int) -> HttpResponse:
    """Take somebody's attendance back, with a reason."""
    lecture = _lecture(request, lecture_id)
    entry: CheckIn = get_object_or_404(lecture.check_ins.standing().select_related("person"), pk=check_in_id)
    form = RemoveAttendanceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.remove_attendance(
                lecture_id=lecture.pk,
                person=entry.person,
                reason=form.cleaned_data["reason"],
                by=request.user,  # type: ignore[arg-type]
                at=timezone.now(),
            )
        except Refusal as refusal:
            messages.warning(request, str(refusal))
        else:
            name = entry.person.name
            messages.success(request, _("The attendance of %(name)s has been taken back.") % {"name": name})
        return redirect("live_lectures:attendance", lecture.pk)
    return render(request, "courses/live/admin/remove.html", {"lecture": lecture, "entry": entry, "form": form})


def repeat_next_week(request: HttpRequest, lecture_id: int) -> HttpResponse:
    """Put the same lecture on the calendar a week later, then open it for changes."""
    lecture = _lecture(request, lecture_id)
    if request.method == "POST":
        try:
            again = actions.repeat_next_week(lecture_id=lecture.pk, by=request.user, at=timezone.now())  # type: ignore[arg-type]
        except Refusal as refusal:
            messages.warning(request, str(refusal))
            return redirect("live_lectures:index")
        messages.success(request, _("The lecture is on the calendar a week later. Change what is different."))
        return redirect("live_lectures:edit", again.pk)
    return render(request, "courses/live/admin/repeat.html", {"lecture": lecture})


def cancel(request: HttpRequest, lecture_id: int) -> HttpResponse:
    """Cancel a lecture, with a reason that everybody may read."""
    lecture = _lecture(request, lecture_id)
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            actions.cancel_lecture(lecture_id=lecture.pk, reason=reason, by=request.user, at=timezone.now())  # type: ignore[arg-type]
        except Refusal as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(request, _("The lecture is cancelled. Those who hold a seat have been told."))
        return redirect("live_lectures:index")
    return render(request, "courses/live/admin/cancel.html", {"lecture": lecture, "form": form})

"""Choosing the activity that a requirement names."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import chooser
from wagtail.admin.viewsets.chooser import ChooserViewSet

from lms.records.models import Activity

# An activity of teaching is one pairing of mentor and mentee and bears their names: no scheme asks for that one.
KINDS = [(kind.value, kind.label) for kind in Activity.Kind if kind != Activity.Kind.TEACHING]


class ActivityFilterForm(BaseFilterForm):
    """Looks into the title, among all kinds or one."""

    q = forms.CharField(
        label=_("Search"), required=False, widget=forms.TextInput(attrs={"data-chooser-modal-search-filter": True})
    )
    kind = forms.ChoiceField(
        label=_("kind"),
        required=False,
        choices=[("", _("all")), *KINDS],
        widget=forms.Select(attrs={"data-chooser-modal-search-filter": True}),
    )

    def filter(self, objects: QuerySet[Any]) -> QuerySet[Any]:
        """Return the activities that match, the newest first."""
        text, kind = (self.cleaned_data.get("q") or "").strip(), self.cleaned_data.get("kind")
        if kind:
            objects = objects.filter(kind=kind)
        if text:
            self.is_searching, self.search_query = True, text
            objects = objects.filter(title__icontains=text)
        return objects.order_by("-pk")


class _ForSchemeManagers:
    """Mixed into the chooser's views: for those who write schemes, and never a pairing."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not (request.user.has_perm("schemes.add_scheme") or request.user.has_perm("schemes.change_scheme")):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc, no-any-return]

    def get_object_list(self) -> QuerySet[Activity]:
        return Activity.objects.exclude(kind=Activity.Kind.TEACHING).select_related("organiser")

    def get_object(self, pk: Any) -> Activity:
        return self.get_object_list().get(pk=pk)

    def get_objects(self, pks: Any) -> QuerySet[Activity]:
        return self.get_object_list().filter(pk__in=pks)

    @property
    def columns(self) -> list[Column]:
        return [
            *super().columns,  # type: ignore[misc]
            Column("kind", label=_("kind"), accessor="get_kind_display"),
            Column("mode", label=_("mode"), accessor="get_mode_display"),
            Column("organiser", label=_("organiser"), accessor="organiser"),
        ]


class _Choose(_ForSchemeManagers, chooser.ChooseView):
    filter_form_class = ActivityFilterForm


class _ChooseResults(_ForSchemeManagers, chooser.ChooseResultsView):
    filter_form_class = ActivityFilterForm


class _Chosen(_ForSchemeManagers, chooser.ChosenView):
    pass


class _ChosenMultiple(_ForSchemeManagers, chooser.ChosenMultipleView):
    pass


class ActivityChooser(ChooserViewSet):
    """The activities anybody may take part in."""

    model = Activity
    icon = "tick"
    register_widget = False
    choose_view_class = _Choose
    choose_results_view_class = _ChooseResults
    chosen_view_class = _Chosen
    chosen_multiple_view_class = _ChosenMultiple


activities = ActivityChooser("scheme_activity_chooser", choose_one_text=_("Choose an activity"))

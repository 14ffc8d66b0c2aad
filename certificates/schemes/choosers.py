"""Choosing among thousands: by name, and only among what the viewer may see."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.views.generic import chooser
from wagtail.admin.viewsets.chooser import ChooserViewSet

from lms.people.models import Organisation, Person, Roster
from lms.records.models import Activity
from lms.site.admin import ScopedChooserViewSet


class NameFilterForm(BaseFilterForm):
    """One field that looks into the name, or the title where there is no name."""

    q = forms.CharField(
        label=_("Search"), required=False, widget=forms.TextInput(attrs={"data-chooser-modal-search-filter": True})
    )

    def filter(self, objects: QuerySet[Any]) -> QuerySet[Any]:
        """Return those of ``objects`` whose name holds what was typed."""
        text = self.cleaned_data.get("q")
        field = "title" if objects.model is Activity else "name"
        if text:
            self.is_searching, self.search_query = True, text
            objects = objects.filter(**{f"{field}__icontains": text})
        return objects.order_by(field, "pk")


class _ByName(ScopedChooserViewSet.choose_view_class):  # type: ignore[valid-type, misc]
    filter_form_class = NameFilterForm


class _ByNameResults(ScopedChooserViewSet.choose_results_view_class):  # type: ignore[valid-type, misc]
    filter_form_class = NameFilterForm


class NamedChooser(ScopedChooserViewSet):
    """A scoped chooser with a search by name."""

    register_widget = False
    choose_view_class = _ByName
    choose_results_view_class = _ByNameResults


class _AnyByTitle(chooser.ChooseView):
    filter_form_class = NameFilterForm


class _AnyByTitleResults(chooser.ChooseResultsView):
    filter_form_class = NameFilterForm


class ActivityChooser(ChooserViewSet):
    """Activities are public: everybody may name any."""

    model = Activity
    icon = "tick"
    register_widget = False
    choose_view_class = _AnyByTitle
    choose_results_view_class = _AnyByTitleResults


activities = ActivityChooser("scheme_activity_chooser", choose_one_text=_("Choose an activity"))
organisers = NamedChooser(
    "scheme_organiser_chooser", model=Organisation, icon="home", choose_one_text=_("Choose an institution")
)
people = NamedChooser("scheme_person_chooser", model=Person, icon="user", choose_one_text=_("Choose a person"))
rosters = NamedChooser("scheme_roster_chooser", model=Roster, icon="list-ul", choose_one_text=_("Choose a roster"))

ALL = [activities, organisers, people, rosters]

"""Choosing a person or a place among thousands: by name or code, and only among what the viewer may see."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm

from lms.people.models import Division, Organisation, Person, Roster
from lms.site.admin import ScopedChooserViewSet


class NameFilterForm(BaseFilterForm):
    """One field that looks into the name, and the code where there is one."""

    q = forms.CharField(
        label=_("Search"), required=False, widget=forms.TextInput(attrs={"data-chooser-modal-search-filter": True})
    )

    def filter(self, objects: QuerySet[Any]) -> QuerySet[Any]:
        """Return those of ``objects`` whose name holds what was typed, or whose code begins with it."""
        text = (self.cleaned_data.get("q") or "").strip()
        if text:
            self.is_searching, self.search_query = True, text
            found = Q(name__icontains=text)
            if any(field.name == "code" for field in objects.model._meta.fields):
                found |= Q(code__startswith=text)
            objects = objects.filter(found)
        return objects.order_by("name", "pk")


class _ByName(ScopedChooserViewSet.choose_view_class):  # type: ignore[valid-type, misc]
    filter_form_class = NameFilterForm


class _ByNameResults(ScopedChooserViewSet.choose_results_view_class):  # type: ignore[valid-type, misc]
    filter_form_class = NameFilterForm


class NamedChooser(ScopedChooserViewSet):
    """A scoped chooser with a search by name. Every form of the admin that names such an object uses it."""

    choose_view_class = _ByName
    choose_results_view_class = _ByNameResults


people = NamedChooser("person_chooser", model=Person, icon="user", choose_one_text=_("Choose a person"))
organisations = NamedChooser(
    "organisation_chooser", model=Organisation, icon="home", choose_one_text=_("Choose an institution")
)
divisions = NamedChooser("division_chooser", model=Division, icon="site", choose_one_text=_("Choose a division"))
rosters = NamedChooser("roster_chooser", model=Roster, icon="list-ul", choose_one_text=_("Choose a roster"))

ALL = [people, organisations, divisions, rosters]

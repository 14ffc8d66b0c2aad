"""The list and the form of surveys in the admin."""

from functools import cached_property
from typing import Any

from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import ObjectList
from wagtail.admin.ui.menus import MenuItem
from wagtail.admin.views import generic
from wagtail.admin.widgets.button import HeaderButton

from certificates.schemes import actions
from certificates.schemes.forms.survey import SURVEY_PANELS
from certificates.schemes.models import Survey
from certificates.schemes.views import survey_office
from lms.site.admin import SavesByAction, ScopedForm, ScopedViewSet


class _SurveyList(generic.IndexView):
    """The title leads to the form; rounds are one step further."""

    def get_list_more_buttons(self, instance: Survey) -> list[Any]:
        rounds = reverse("survey:rounds", args=[instance.pk])
        return [
            *super().get_list_more_buttons(instance),
            MenuItem(_("Rounds"), url=rounds, icon_name="group", priority=5),
        ]

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        """Offer the way in for a file."""
        own = super().header_more_buttons
        return [*own, HeaderButton(_("Import a survey"), url=reverse("survey:import"), icon_name="upload")]


class _AddSurvey(SavesByAction, generic.CreateView):
    def save_instance(self) -> Survey:
        survey: Survey = super().save_instance()
        actions.note_survey(survey, by=self.request.user, at=timezone.now())
        return survey


class _EditSurvey(SavesByAction, generic.EditView):
    def save_instance(self) -> Survey:
        survey: Survey = super().save_instance()
        actions.note_survey(survey, by=self.request.user, at=timezone.now())
        return survey


class SurveyViewSet(ScopedViewSet):
    """Surveys before a training."""

    model = Survey
    icon = "clipboard-list"
    menu_label = _("Surveys")
    menu_order = 206
    add_to_admin_menu = True
    list_display = ["title", "code", "organiser"]
    search_fields = ["title", "code"]
    search_backend_name = None
    edit_handler = ObjectList(SURVEY_PANELS, base_form_class=ScopedForm)
    index_view_class = _SurveyList
    add_view_class = _AddSurvey
    edit_view_class = _EditSurvey
    inspect_view_enabled = False
    allowed_actions = ("view", "add", "change")

    def get_urlpatterns(self) -> list[URLPattern]:
        """Add the file, the rounds and the gaps."""
        return [
            *super().get_urlpatterns(),
            path("import/", survey_office.import_file, name="import"),
            path("<int:survey_id>/rounds/", survey_office.rounds, name="rounds"),
            path("round/<int:round_id>/", survey_office.report, name="report"),
            path("round/<int:round_id>/export/", survey_office.export, name="export"),
            path("round/<int:round_id>/newcomers/", survey_office.newcomers, name="newcomers"),
            path("paper/<int:paper_id>/", survey_office.person, name="person"),
        ]

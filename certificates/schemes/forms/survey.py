"""Forms of surveys: a page of questions on the phone, and what the office types."""

import json
import tomllib
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, Panel

from certificates.schemes.forms.survey_units import SurveyUnitsPanel
from certificates.schemes.models import Cohort
from certificates.schemes.rules.questionnaire import Question, Section
from lms.people.choosers import rosters
from lms.people.models import Organisation, Person, Roster

MOST_BYTES = 512 * 1024
MOST_WORDS = 1000

SURVEY_PANELS: list[Panel] = [
    MultiFieldPanel(
        [FieldPanel("title"), FieldPanel("code"), FieldPanel("organiser"), FieldPanel("intro")], heading=_("The survey")
    ),
    SurveyUnitsPanel(
        "units",
        panels=[
            FieldPanel("unit"),
            FieldRowPanel([FieldPanel("code"), FieldPanel("title")]),
            FieldPanel("subject"),
            FieldPanel("threshold"),
        ],
        heading=_("Units in which a gap may show"),
    ),
    FieldPanel("body"),
]


class PageForm(forms.Form):
    """The questions of one page. What is valid is kept whether or not the rest is."""

    use_required_attribute = False

    def __init__(self, *args: Any, section: Section, answers: dict[str, Any], **kwargs: Any) -> None:
        """Ask the questions of ``section``, filled in with ``answers``."""
        super().__init__(*args, **kwargs)
        self.codes = {f"a_{question.code}": question.code for question in section.questions}
        for question in section.questions:
            self.fields[f"a_{question.code}"] = _field(question)
            self.initial[f"a_{question.code}"] = answers.get(question.code)

    @property
    def answers(self) -> dict[str, Any]:
        """The valid answers by the code of their question; call after ``is_valid``."""
        return {code: self.cleaned_data[name] for name, code in self.codes.items() if name in self.cleaned_data}


def _field(question: Question) -> forms.Field:
    plain: dict[str, Any] = {"label": question.text, "help_text": question.help, "required": question.required}
    if question.kind == "single":
        return forms.ChoiceField(choices=question.choices, widget=forms.RadioSelect, **plain)
    if question.kind == "multiple":
        return forms.MultipleChoiceField(choices=question.choices, widget=forms.CheckboxSelectMultiple, **plain)
    if question.kind == "yes_no":
        return forms.ChoiceField(choices=[("yes", _("yes")), ("no", _("no"))], widget=forms.RadioSelect, **plain)
    if question.kind == "scale":
        low, high = question.low or 0, question.high or 0
        steps = [(number, str(number)) for number in range(low, high + 1)]
        return forms.TypedChoiceField(choices=steps, coerce=int, empty_value=None, widget=forms.RadioSelect, **plain)
    if question.kind == "number":
        return forms.IntegerField(min_value=question.low, max_value=question.high, **plain)
    return forms.CharField(max_length=MOST_WORDS, widget=forms.Textarea(attrs={"rows": 3}), **plain)


class SurveyFileForm(forms.Form):
    """A survey as a file of data."""

    organiser: forms.ModelChoiceField[Any] = forms.ModelChoiceField(None, label=_("Organiser"))
    file = forms.FileField(label=_("Survey file (.toml or .json)"))

    def __init__(self, *args: Any, viewer: Person, **kwargs: Any) -> None:
        """Offer the institutions ``viewer`` looks after."""
        super().__init__(*args, **kwargs)
        self.fields["organiser"].queryset = Organisation.objects.visible_to(viewer)  # type: ignore[attr-defined]

    def clean_file(self) -> dict[str, Any]:
        """Read the file; what it means is judged where it is imported."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is too large for a survey."))
        try:
            text = file.read().decode("utf-8-sig")
            data = tomllib.loads(text) if file.name.lower().endswith(".toml") else json.loads(text)
        except ValueError as fault:
            raise forms.ValidationError(_("The file cannot be read: %(fault)s"), params={"fault": fault}) from fault
        if not isinstance(data, dict):
            raise forms.ValidationError(_("The file holds no survey."))
        return data


class RoundForm(forms.Form):
    """Whom to ask, and until when."""

    roster: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        None, label=_("Everybody on the roster"), required=False
    )
    cohort: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        None, label=_("or everybody in the class"), required=False
    )
    closes_on = forms.DateField(
        label=_("Last day to answer"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, viewer: Person, **kwargs: Any) -> None:
        """Offer the rosters and classes ``viewer`` looks after."""
        super().__init__(*args, **kwargs)
        self.fields["roster"].queryset = Roster.objects.visible_to(viewer)  # type: ignore[attr-defined]
        self.fields["roster"].widget = rosters.widget_class()
        classes = Cohort.objects.run_by(viewer).order_by("-starts_on", "name")
        self.fields["cohort"].queryset = classes  # type: ignore[attr-defined]


class GapFilterForm(forms.Form):
    """Whom to show of a round."""

    name = forms.CharField(label=_("Name"), required=False, max_length=60)
    unit = forms.ChoiceField(label=_("With a gap in"), required=False)

    def __init__(self, *args: Any, units: list[tuple[str, str]], **kwargs: Any) -> None:
        """Offer the units of the survey."""
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = [("", _("all")), *units]  # type: ignore[attr-defined]

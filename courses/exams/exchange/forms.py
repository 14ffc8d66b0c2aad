"""Forms of the admin: a file of questions, the answers about its twins, and what to export."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from courses.exams.actions.imports import Destination
from courses.exams.exchange.limits import MOST_BYTES
from courses.exams.models import QuestionImportTwin
from lms.exchange.asking import AskingForm, of_size
from lms.people.choosers import organisations
from lms.people.models import Organisation, Person
from lms.records.models import Subject

FORMATS = (("xlsx", _("Excel sheet (.xlsx, with pictures .zip)")), ("moodle", _("Moodle XML (.xml)")))
Answer = QuestionImportTwin.Answer


class ImportForm(forms.Form):
    """Which file, and where its questions go."""

    file = forms.FileField(
        label=_("File of questions"),
        help_text=_("The template (.xlsx), the template with its pictures (.zip), Moodle XML, GIFT or Aiken."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.zip,.xml,.txt,.gift"}),
    )
    subject = forms.ModelChoiceField(
        Subject.objects.none(),
        label=_("Subject"),
        required=False,
        help_text=_("For questions that name no subject in the file."),
    )
    keeper = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=_("Kept by"),
        required=False,
        help_text=_("Leave empty for questions that every course editor may use and edit."),
    )
    leave_out_faulty = forms.BooleanField(
        label=_("Leave out questions with errors and import the others"),
        required=False,
        help_text=_("Without this, nothing is imported until every error is mended."),
    )

    def __init__(self, *args: Any, viewer: Person, **kwargs: Any) -> None:
        """Offer the viewer's own institutions."""
        super().__init__(*args, **kwargs)
        _offer(self.fields["subject"], Subject.objects.order_by("name"))
        keeper = self.fields["keeper"]
        _offer(keeper, Organisation.objects.visible_to(viewer))
        keeper.widget = organisations.widget_class()

    def clean_file(self) -> "UploadedFile[bytes]":
        """Refuse what is too big before it is kept."""
        return of_size(self.cleaned_data["file"], most=MOST_BYTES)

    def destination(self) -> Destination:
        """Return where the questions are to go."""
        given = self.cleaned_data
        return Destination(subject=given["subject"], keeper=given["keeper"], leave_out_faulty=given["leave_out_faulty"])


class TwinsForm(AskingForm):
    """One choice for each of some twins, and one for all that stay open."""

    STEM = "twin"

    rest = forms.ChoiceField(
        label=_("All that are not answered one by one"),
        choices=[("", _("ask me again")), *[(each.value, each.label) for each in Answer if each.value]],
        required=False,
    )

    def __init__(self, *args: Any, twins: list[QuestionImportTwin], **kwargs: Any) -> None:
        """Ask about ``twins``."""
        super().__init__(*args, **kwargs)
        self.ask(twins)

    def offered(self, question: QuestionImportTwin) -> list[tuple[str, Any]]:
        """Return the answers that may be given; only what is in the bank can get a new version."""
        offered = [Answer.SKIP, Answer.NEW, *([Answer.VERSION] if question.question_id else [])]
        return [(each.value, each.label) for each in offered]


class ExportForm(forms.Form):
    """Which questions, and in what form."""

    form = forms.ChoiceField(label=_("Form"), choices=FORMATS)
    subject = forms.ModelChoiceField(
        Subject.objects.none(), label=_("Subject"), required=False, empty_label=_("all subjects")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the subjects."""
        super().__init__(*args, **kwargs)
        _offer(self.fields["subject"], Subject.objects.order_by("name"))


def _offer(field: forms.Field, objects: Any) -> None:
    assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared above
    field.queryset = objects

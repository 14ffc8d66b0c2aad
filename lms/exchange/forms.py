"""Forms of the admin."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from lms.exchange.actions import Target
from lms.exchange.asking import AskingForm, of_size
from lms.exchange.models import Question, Upload
from lms.exchange.sheets.safety import MOST_BYTES
from lms.people.choosers import organisations
from lms.people.models import Organisation, Person


class UploadForm(forms.Form):
    """Which file, for which roster."""

    file = forms.FileField(
        label=_("Roster file"),
        help_text=_("An .xlsx or .csv file. Use the template if you can."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )
    keeper = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Kept by"), help_text=_("The institution this roster belongs to.")
    )
    roster_name = forms.CharField(label=_("Name of the roster"), max_length=120)
    as_of = forms.DateField(
        label=_("As of"), widget=AdminDateInput, help_text=_("The day for which the roster is right.")
    )
    end_missing = forms.BooleanField(
        label=_("People missing from the file leave the roster"),
        required=False,
        help_text=_("Without this, nobody leaves: the report only says who is missing."),
    )

    def __init__(self, *args: Any, viewer: Person, **kwargs: Any) -> None:
        """Offer the viewer's own institutions."""
        super().__init__(*args, **kwargs)
        field = self.fields["keeper"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared above
        field.queryset = Organisation.objects.visible_to(viewer)
        field.widget = organisations.widget_class()
        self.fields["as_of"].initial = timezone.localdate
        if len(only := field.queryset[:2]) == 1:
            field.initial = only[0]

    def clean_file(self) -> "UploadedFile[bytes]":
        """Refuse what is too big before it is kept."""
        return of_size(self.cleaned_data["file"], most=MOST_BYTES)

    def target(self) -> Target:
        """Return the roster that was asked for."""
        given = self.cleaned_data
        return Target(
            keeper=given["keeper"],
            name=given["roster_name"].strip(),
            as_of=given["as_of"],
            end_missing=given["end_missing"],
        )


class AnswersForm(AskingForm):
    """One choice for each open question of an upload."""

    STEM = "answer"

    LABELS = {
        "phone_same": {
            "same": _("Yes, the same person: this row corrects what is on file about %(person)s."),
            "new": _(
                "No, somebody else: a new person gets the number. %(person)s loses it and cannot sign in with it."
            ),
        },
        "name_same": {
            "same": _("Yes, the same person: this row corrects what is on file about %(person)s."),
            "new": _("No, somebody else: a new person is added. %(person)s stays as on file."),
        },
        "phone_moved": {
            "same": _("To the person of this row. %(person)s loses it and cannot sign in with it."),
            "new": _("Still to %(person)s. The person of this row keeps the number on file."),
        },
    }

    def __init__(self, *args: Any, upload: Upload, **kwargs: Any) -> None:
        """Ask the questions of ``upload``."""
        super().__init__(*args, **kwargs)
        self.ask(list(upload.questions.select_related("person").order_by("row", "pk")))

    def offered(self, question: Question) -> list[tuple[str, Any]]:
        """Return the answers that may be given, with what each means for the person on file."""
        person = {"person": question.person.name}
        labels = [(answer, label % person) for answer, label in self.LABELS[question.kind].items()]
        return [*labels, (Question.Answer.SKIP, Question.Answer.SKIP.label)]

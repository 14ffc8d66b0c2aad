"""Forms of the live lectures."""

import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from courses.live import rules
from courses.live.models import Lecture
from lms.people.models import Person
from lms.records.models import Subject
from lms.site.admin import ScopedForm

_LONGEST_HOURS = 12


class CheckInForm(forms.Form):
    """The six digits on the screen."""

    code = forms.CharField(
        label=_("The six digits on the screen"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "code"}),
        error_messages={"required": _("Type the six digits that are on the screen.")},
    )
    device = forms.CharField(required=False, widget=forms.HiddenInput(attrs={"data-device": True}))

    def clean_code(self) -> str:
        """Forgive full-width digits and spaces."""
        return "".join(unicodedata.normalize("NFKC", self.cleaned_data["code"]).split())

    def clean_device(self) -> str:
        """Take a mark as journals make them, and no other."""
        return rules.device_mark(self.cleaned_data["device"])


class LectureForm(ScopedForm):
    """A lecture in the admin."""

    speaker_phone = forms.CharField(
        label=_("Speaker's mobile number"),
        required=False,
        max_length=11,
        help_text=_("If the speaker has an account here: they may then show the check-in code themselves."),
    )
    subjects = forms.ModelMultipleChoiceField(
        label=_("Subjects"), queryset=Subject.objects.all(), required=False, widget=forms.CheckboxSelectMultiple
    )
    join_url = forms.URLField(label=_("Link to join online"), required=False, max_length=500, assume_scheme="https")

    class Meta:
        model = Lecture
        fields = (
            "series",
            "kind",
            "title",
            "summary",
            "speaker_name",
            "organiser",
            "starts_at",
            "ends_at",
            "mode",
            "venue",
            "join_url",
            "capacity",
            "opens_minutes",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Show what the lecture holds besides its own fields."""
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["subjects"] = self.instance.activity.subjects.all()
            self.initial["speaker_phone"] = self.instance.speaker.phone_masked if self.instance.speaker else ""

    def clean_speaker_phone(self) -> str:
        """Find the speaker's account; a number sent back as it was shown, masked, leaves the speaker as they are."""
        phone: str = self.cleaned_data["speaker_phone"].strip()
        if self.instance.speaker and phone == self.instance.speaker.phone_masked:
            return phone
        self.instance.speaker = Person.objects.filter(phone=phone, is_active=True).first() if phone else None
        if phone and self.instance.speaker is None:
            raise ValidationError(_("Nobody here has this mobile number. Leave it empty for a guest speaker."))
        return phone

    def clean(self) -> dict[str, Any]:
        """Refuse dates and places that cannot be meant."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        starts_at, ends_at = cleaned.get("starts_at"), cleaned.get("ends_at")
        if starts_at and ends_at and (ends_at - starts_at).total_seconds() > _LONGEST_HOURS * 3600:
            self.add_error("ends_at", _("A lecture lasts twelve hours at most. Is the date right?"))
        if cleaned.get("mode") == Lecture.Mode.ONSITE and not cleaned.get("venue"):
            self.add_error("venue", _("Say where the lecture is."))
        return cleaned


class AddAttendanceForm(forms.Form):
    """Somebody who was there but not checked in."""

    phone = forms.CharField(label=_("Mobile number"), max_length=11)
    mode = forms.ChoiceField(
        label=_("How"), choices=[(Lecture.Mode.ONSITE, _("on site")), (Lecture.Mode.ONLINE, _("online"))]
    )
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def __init__(self, *args: Any, viewer: Any, lecture: Lecture, **kwargs: Any) -> None:
        """Look for people among those ``viewer`` may see; ask how they were there only where they had the choice."""
        super().__init__(*args, **kwargs)
        if lecture.mode != Lecture.Mode.EITHER:
            del self.fields["mode"]
        self.viewer = viewer
        self.person: Person | None = None

    def clean_phone(self) -> str:
        """Find the person."""
        phone: str = self.cleaned_data["phone"].strip()
        self.person = Person.objects.visible_to(self.viewer).filter(phone=phone).first()
        if self.person is None:
            raise ValidationError(_("Nobody you may see has this mobile number."))
        return phone


class CancelForm(forms.Form):
    """Why a lecture is cancelled."""

    reason = forms.CharField(
        label=_("Reason"), max_length=200, help_text=_("Everybody can read it on the page of the lecture.")
    )


class RemoveAttendanceForm(forms.Form):
    """Why somebody's attendance is taken back."""

    reason = forms.CharField(label=_("Reason"), max_length=200)

"""The form in which a picture or a recording is sent."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from courses.exams.uploads import Upload, examine
from lms.kit.errors import Refusal


class MediaForm(forms.Form):
    """A file, and in words what it shows."""

    file = forms.FileField(
        label=_("Picture or recording"),
        widget=forms.FileInput({"accept": "image/png,image/jpeg,image/webp,audio/mpeg,audio/mp4,audio/ogg,.m4a"}),
        help_text=_(
            "A picture as PNG, JPEG or WebP of at most 8 MB, or a recording as MP3, M4A or OGG of at most 10 MB."
        ),
    )
    alt = forms.CharField(
        label=_("What is seen or heard, in words"),
        max_length=200,
        help_text=_(
            "For whoever cannot see or hear it, and where it does not load. Do not tell the answer: "
            "an X-ray of the chest from the front, not a pneumothorax."
        ),
    )

    def clean_file(self) -> Upload:
        """Judge the file by its content."""
        sent: Any = self.cleaned_data["file"]
        try:
            return examine(sent, sent.size)
        except Refusal as refusal:
            raise ValidationError(str(refusal), code=refusal.code) from refusal

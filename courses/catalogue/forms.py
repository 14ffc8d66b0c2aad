"""Forms of the catalogue."""

from pathlib import PurePath
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.documents.forms import BaseDocumentForm

from courses.catalogue import rules

_KIND_OF_NAME = {".pdf": rules.PDF, ".mp4": rules.VIDEO, ".mp3": rules.AUDIO, ".m4a": rules.AUDIO}


class DocumentForm(BaseDocumentForm):
    """The upload form of the document library: a file must be what its name says."""

    def clean_file(self) -> Any:
        """Refuse a file whose content and name disagree."""
        file = self.cleaned_data["file"]
        if file and "file" in self.changed_data:
            file.seek(0)
            found = rules.kind_of_file(file.read(300))
            file.seek(0)
            if not found or found != _KIND_OF_NAME.get(PurePath(file.name).suffix.lower()):
                raise ValidationError(_("This file is not what its name says. Upload a PDF, MP4, MP3 or M4A file."))
        return file


class CheckForm(forms.Form):
    """The options somebody chose in a check question, by position."""

    chosen = forms.TypedMultipleChoiceField(
        coerce=int, error_messages={"required": _("Choose an answer first."), "invalid_choice": _("Choose an answer.")}
    )

    def __init__(self, *args: Any, options: int, **kwargs: Any) -> None:
        """Offer the positions ``0`` to ``options - 1``."""
        super().__init__(*args, **kwargs)
        self.fields["chosen"].choices = [(n, str(n)) for n in range(options)]  # type: ignore[attr-defined]


class BeatForm(forms.Form):
    """How many seconds a browser saw the lesson on its screen."""

    seconds = forms.IntegerField(min_value=0, max_value=86400, required=False)

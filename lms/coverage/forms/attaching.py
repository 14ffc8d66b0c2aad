"""Choosing photos and files, several at once."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from lms.coverage.actions.attaching import Enclosure, FileTooBig
from lms.kit.proofs import MEGABYTE, MOST_BYTES


class FilesInput(forms.FileInput):
    """Takes several files; a phone offers its camera too."""

    allow_multiple_selected = True

    def __init__(self) -> None:
        """Offer what is accepted."""
        super().__init__(attrs={"accept": "image/jpeg,image/png,application/pdf"})


class FilesField(forms.FileField):
    """Photos and PDFs; none is fine."""

    def __init__(self, **kwargs: Any) -> None:
        """Set label and help, the same everywhere."""
        words = {"label": _("Photos or PDF files"), "help_text": _("10 MB each at most.")}
        super().__init__(**{"required": False, "widget": FilesInput(), **words, **kwargs})

    def clean(self, data: Any, initial: Any = None) -> list[Enclosure]:
        """Return the files, read; refuse what is too big before it is read."""
        sent = data if isinstance(data, list | tuple) else [data]
        files: list[UploadedFile[bytes]] = [super(FilesField, self).clean(each, initial) for each in sent if each]
        for file in files:
            if (file.size or 0) > MOST_BYTES:
                size = {"megabytes": -(-(file.size or 0) // MEGABYTE), "limit": MOST_BYTES // MEGABYTE}
                raise forms.ValidationError(str(FileTooBig(name=file.name, **size)))
        return [Enclosure(file.name or "", file.read()) for file in files]

"""What the forms about an upload have in common: a file that is not too big, and one choice for each open question."""

from typing import Any, ClassVar

from django import forms
from django.core.files.uploadedfile import UploadedFile

from lms.exchange.sheets.refusals import TooBig
from lms.exchange.sheets.safety import MEGABYTE


def of_size(file: "UploadedFile[bytes]", *, most: int) -> "UploadedFile[bytes]":
    """Return a file that is to be kept.

    :param most: in bytes.
    :raises ValidationError: it is bigger.
    """
    size = file.size or 0
    if size > most:
        raise forms.ValidationError(str(TooBig(megabytes=size // MEGABYTE, limit=most // MEGABYTE)))
    return file


class AskingForm(forms.Form):
    """One choice for each of some questions; none of them has to be answered now."""

    STEM: ClassVar[str]

    def ask(self, questions: list[Any]) -> None:
        """Put a choice for each of ``questions`` into the form."""
        self.questions = questions
        for question in questions:
            self.fields[self._name(question)] = forms.ChoiceField(
                choices=self.offered(question), widget=forms.RadioSelect, required=False, initial=question.answer
            )

    def offered(self, question: Any) -> list[tuple[str, Any]]:
        """Return the answers that may be given."""
        raise NotImplementedError

    def _name(self, question: Any) -> str:
        return f"{self.STEM}-{question.pk}"

    def rows(self) -> list[tuple[Any, Any]]:
        """Return each question with its field."""
        return [(question, self[self._name(question)]) for question in self.questions]

    def answers(self) -> dict[int, str]:
        """Return the answers given, by the question's id."""
        given = {question.pk: self.cleaned_data.get(self._name(question), "") for question in self.questions}
        return {pk: answer for pk, answer in given.items() if answer}

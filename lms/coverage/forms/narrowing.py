"""What narrows a list down: an address may say anything, and what makes no sense in it is not given."""

from django import forms


class NarrowingForm(forms.Form):
    """Fields that narrow a list down, none of them needed."""

    def said(self, name: str) -> str:
        """Return a cleaned value; one that made no sense is empty."""
        return str(self.cleaned_data.get(name) or "") if self.is_valid() or self.cleaned_data else ""

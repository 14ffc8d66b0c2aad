"""Setting the thresholds of anomalies."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.coverage import anomaly_words
from lms.coverage.rules.limits import LIMITS, Limits


class LimitsForm(forms.Form):
    """A number for each threshold, and why."""

    reason = forms.CharField(label=_("reason"), max_length=500, widget=forms.Textarea({"rows": 3}))

    def __init__(self, *args: Any, now: Limits, **kwargs: Any) -> None:
        """Show the thresholds that hold."""
        super().__init__(*args, **kwargs)
        for each in LIMITS:
            self.fields[each.key] = forms.IntegerField(
                label=anomaly_words.LIMITS[each.key],
                min_value=each.least,
                max_value=each.most,
                initial=now[each.rule][each.name],
                help_text=_("Usually %(n)s.") % {"n": each.usual},
            )
        self.order_fields([*(each.key for each in LIMITS), "reason"])

    def limits(self) -> dict[str, dict[str, int]]:
        """Return what was typed."""
        found: dict[str, dict[str, int]] = {}
        for each in LIMITS:
            found.setdefault(each.rule, {})[each.name] = self.cleaned_data[each.key]
        return found

"""The form in which an editor writes a question."""

from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from courses.exams.actions.faults import FAULTS
from courses.exams.bank.parts import PartFormSet, as_typed, indexes, kept, lines, say
from courses.exams.bank.typed import options_field, right_field
from courses.exams.models import Question, QuestionReview, QuestionVersion
from courses.exams.rules import GROUPS, Fault, Wording, faults, letters
from lms.site.admin import ScopedForm

PREFIX = "parts"


class QuestionForm(ScopedForm):
    """A question with the wording of its newest version; of what is typed, only what its type asks for counts."""

    kind = forms.ChoiceField(label=_("Type of question"), choices=QuestionVersion.Kind.choices)
    stem = forms.CharField(
        label=_("Question text"),
        required=False,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("Plain text; line breaks count. For A3/A4, B1 and case questions: what all parts share."),
    )
    options = options_field(rows=6)
    right = right_field()
    rubric = forms.CharField(
        label=_("What earns points"),
        required=False,
        widget=forms.Textarea({"rows": 5}),
        help_text=_("For whoever marks a short answer: which points of an answer earn how much."),
    )
    explanation = forms.CharField(label=_("Explanation"), required=False, widget=forms.Textarea({"rows": 4}))
    difficulty = forms.TypedChoiceField(
        label=_("Difficulty"), coerce=int, initial=1, choices=[(n, str(n)) for n in range(1, 6)]
    )

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        """Begin with the newest wording; a code, once given, stays."""
        question: Question | None = kwargs.get("instance")
        newest = question.versions.order_by("-number").first() if question and question.pk else None
        shown = newest.wording() if newest else None
        latest = newest.reviews.select_related("by").order_by("-pk").first() if newest else None
        self.returned = latest if latest and latest.verdict == QuestionReview.Verdict.RETURNED else None
        if shown:
            kwargs["initial"] = {**_as_typed(shown), **(kwargs.get("initial") or {})}
        super().__init__(data, *args, **kwargs)
        self.fields["code"].disabled = newest is not None
        posted = data if data is not None and f"{PREFIX}-TOTAL_FORMS" in data else None
        self.parts = PartFormSet(
            posted, prefix=PREFIX, initial=[as_typed(part) for part in shown.parts] if shown else []
        )

    def clean(self) -> dict[str, Any]:
        """Refuse a wording that could not stand on a paper; what is wrong with a part is said beside it."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        sound = not self.parts.is_bound or self.parts.is_valid()
        # Asked once: a fault found in a part makes the whole set of them unreadable.
        self.kept = kept(self.parts) if sound and self.parts.is_bound else []
        if not sound:
            self.add_error(None, ValidationError(_("Something is wrong in a part below.")))
        elif {"kind", "stem", "options", "right", "rubric", "explanation"} <= data.keys():
            for fault in faults(self.wording()):
                self._say(fault)
        return data

    def _say(self, fault: Fault) -> None:
        if fault.part:
            if not self.has_error(NON_FIELD_ERRORS):
                self.add_error(None, ValidationError(_("Something is wrong in a part below.")))
            say(self.kept, fault)
        else:
            self.add_error(
                fault.field if fault.field in self.fields else None, ValidationError(str(FAULTS[fault.code]))
            )

    def wording(self) -> Wording:
        """Return what was typed and counts for this type."""
        data, kind = self.cleaned_data, self.cleaned_data["kind"]
        has_parts, is_short = kind in GROUPS, kind == QuestionVersion.Kind.SHORT
        options = lines(data["options"]) if not is_short and (not has_parts or kind == "b1") else []
        if kind == QuestionVersion.Kind.TRUE_FALSE and not options:
            options = [gettext("True"), gettext("False")]
        return Wording(
            kind=kind,
            stem=data["stem"],
            options=options,
            right=[] if has_parts or is_short else indexes(data["right"]),
            explanation=data["explanation"],
            rubric=data["rubric"] if is_short else "",
            difficulty=data.get("difficulty", 1),
            parts=[form.part(kind) for form in (self.kept if has_parts else [])],
        )


def _as_typed(wording: Wording) -> dict[str, Any]:
    return {
        "kind": wording.kind,
        "stem": wording.stem,
        "options": "\n".join(wording.options),
        "right": letters(wording.right),
        "rubric": wording.rubric,
        "explanation": wording.explanation,
        "difficulty": wording.difficulty,
    }

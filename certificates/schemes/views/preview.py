"""The live preview in the editor of a scheme: what is typed, measured on a class, without saving anything."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from certificates.schemes.forms.preview import CLASS_FIELD
from certificates.schemes.models import Cohort
from certificates.schemes.queries import preview

FRAGMENT = "certificates/schemes/admin/_preview.html"
# Set by the module that puts the figures into the page as it stands.
ALONE = "X-Figures-Alone"
_FAULTS_SHOWN = 10


def figures_of(request: HttpRequest, form: Any) -> dict[str, Any]:
    """Return the figures for the class chosen, or the sentences that say what is still wrong with the form."""
    chosen = request.POST.get(CLASS_FIELD, "")
    if not chosen.isdecimal():
        return {"cohort": None}
    cohort = get_object_or_404(Cohort.objects.visible_to(request.user).select_related("scheme"), pk=chosen)
    faults = [] if form.is_valid() else list(dict.fromkeys(_sentences(form)))[:_FAULTS_SHOWN]
    return {"cohort": cohort, "faults": faults, "preview": None if faults else preview(form.typed(), cohort)}


def alone(request: HttpRequest, figures: dict[str, Any]) -> HttpResponse:
    """Answer with the figures and nothing around them."""
    return render(request, FRAGMENT, {"figures": figures})


def _sentences(form: Any) -> Iterator[str]:
    for each in (form, *form.formsets["requirements"].forms):
        for name, errors in each.errors.items():
            label = each.fields[name].label if name in each.fields else ""
            yield from (f"{label}: {said}" if label else str(said) for said in errors)

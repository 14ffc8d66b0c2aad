"""The panel of the scheme's form that shows how a class would stand with what is typed."""

from typing import Any

from django.forms import Media
from django.forms.widgets import Script
from django.urls import reverse
from wagtail.admin.panels import Panel

from certificates.schemes.models import Cohort

CLASS_FIELD = "preview_class"
_OFFERED = 200


def classes_for(viewer: Any, scheme_id: int | None) -> list[Cohort]:
    """Return the classes that ``viewer`` may measure on, those of the scheme first, then the newest."""
    visible = Cohort.objects.visible_to(viewer).select_related("scheme").order_by("-starts_on", "-pk")
    own = list(visible.filter(scheme=scheme_id)[:_OFFERED]) if scheme_id else []
    rest = visible.exclude(scheme=scheme_id) if scheme_id else visible
    return [*own, *rest[: _OFFERED - len(own)]]


class PreviewPanel(Panel):
    """Choose a class and see how many of it would be complete today."""

    class BoundPanel(Panel.BoundPanel):
        """The panel in one form."""

        template_name = "certificates/schemes/admin/_preview_panel.html"

        @property
        def media(self) -> Media:
            """Let the figures follow what is typed, and stay in sight."""
            module = Script("schemes/preview.js", type="module")
            return Media(css={"all": ["schemes/preview.css"]}, js=[module])  # type: ignore[list-item]

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Offer the classes; the view has put the figures into the page if they were asked for without a script."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            scheme = self.form.scheme
            context["classes"] = classes_for(self.request.user, scheme.pk)
            context["chosen"] = self.request.POST.get(CLASS_FIELD, "")
            context["address"] = (
                reverse("training_scheme:preview", args=[scheme.pk])
                if scheme.pk
                else reverse("training_scheme:preview_new")
            )
            context["figures"] = getattr(self.form, "figures", None)
            return context

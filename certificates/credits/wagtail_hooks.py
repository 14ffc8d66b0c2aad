"""Credit rules in the Wagtail admin: each with the document it comes from."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, ObjectList
from wagtail.admin.views import generic
from wagtail.admin.viewsets.base import ViewSet

from certificates.credits import actions
from certificates.credits.models import CreditRule
from certificates.credits.views.recognitions import RecognitionViewSet
from lms.site.admin import SavesByAction, ScopedForm, ScopedViewSet

PANELS = [
    HelpPanel(_("A rule that is saved stays as it is: what people earned rests on it. End it by a newer one.")),
    FieldRowPanel([FieldPanel("authority"), FieldPanel("name")]),
    FieldRowPanel([FieldPanel("valid_from"), FieldPanel("valid_to")]),
    FieldRowPanel([FieldPanel("activity_kind"), FieldPanel("role"), FieldPanel("minutes_per_credit")]),
    FieldRowPanel([FieldPanel("cap_per_activity_hundredths"), FieldPanel("cap_per_year_hundredths")]),
    FieldRowPanel([FieldPanel("document"), FieldPanel("clause")]),
    FieldPanel("confirmed"),
]


class CreditRuleForm(ScopedForm):
    """A new rule; the one it follows may still be open."""

    def clean(self) -> dict[str, Any]:
        """Refuse an end before the beginning."""
        data: dict[str, Any] = super().clean()
        begins, ends = data.get("valid_from"), data.get("valid_to")
        if begins and ends and ends <= begins:
            self.add_error("valid_to", _("A rule ends after it begins."))
        return data

    def _get_validation_exclusions(self) -> set[str]:
        # The action ends the open rule first, so the constraint that there is only one is not asked here.
        return {*super()._get_validation_exclusions(), "valid_to"}


class _AddRule(SavesByAction, generic.CreateView):
    def save_instance(self) -> CreditRule:
        return actions.add_rule(by=self.request.user, at=timezone.now(), **self.form.cleaned_data)


class CreditRuleViewSet(ScopedViewSet):
    """Rules to read and to add; none is ever changed."""

    model = CreditRule
    icon = "calendar-check"
    menu_label = _("Credit rules")
    menu_order = 230
    add_to_admin_menu = True
    list_display = ["name", "authority", "activity_kind", "valid_from", "valid_to", "confirmed"]
    edit_handler = ObjectList(PANELS, base_form_class=CreditRuleForm)
    add_view_class = _AddRule
    allowed_actions = ("view", "add")


@hooks.register("register_admin_viewset")
def viewset() -> ViewSet:
    """Register the list."""
    return CreditRuleViewSet("credit_rule")


@hooks.register("register_admin_viewset")
def recognitions() -> ViewSet:
    """Register the certificates from elsewhere."""
    return RecognitionViewSet("recognition")

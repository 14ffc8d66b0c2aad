"""Credit rules in the Wagtail admin: sets with their sources, and what a change of them would do."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.panels import ObjectList
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.base import ViewSet

from certificates.credits import actions
from certificates.credits.forms import SET_PANELS, RuleSetForm
from certificates.credits.models import RuleSet
from certificates.credits.queries.desk import outlooks_of
from certificates.credits.views import account, changes, sets
from certificates.credits.views.recognitions import RecognitionViewSet
from lms.site.admin import SavesByAction, ScopedViewSet
from lms.site.cards import HOOK, Card


class _SetList(generic.IndexView):
    """What is in force first; each name opens the page of the set."""

    def get_base_queryset(self) -> Any:
        found = super().get_base_queryset()
        counted = found.annotate(number=Count("rules"), unconfirmed=Count("rules", filter=Q(rules__confirmed=False)))
        return counted.order_by("authority", "-valid_from", "code", "-version")


def _rules(rule_set: Any) -> str:
    if not rule_set.unconfirmed:
        return _("%(n)s, all read in the document") % {"n": rule_set.number}
    return _("%(n)s, of which %(open)s to be confirmed") % {"n": rule_set.number, "open": rule_set.unconfirmed}


class _AddSet(generic.CreateView):
    def save_instance(self) -> RuleSet:
        rule_set: RuleSet = super().save_instance()
        actions.note_set(rule_set, by=self.request.user, at=timezone.now(), verb="created")
        return rule_set

    def get_success_url(self) -> str:
        return sets.address(self.object)


class _EditSet(SavesByAction, generic.EditView):
    def save_instance(self) -> RuleSet:
        rule_set: RuleSet = super().save_instance()
        actions.note_set(rule_set, by=self.request.user, at=timezone.now(), verb="edited")
        return rule_set

    def get_success_url(self) -> str:
        return sets.address(self.object)


class RuleSetViewSet(ScopedViewSet):
    """Sets of rules: all to read, drafts to edit."""

    model = RuleSet
    icon = "calendar-check"
    menu_label = gettext_lazy("Credit rules")
    menu_order = 230
    add_to_admin_menu = True
    list_display = [
        TitleColumn("name", label=gettext_lazy("name"), accessor="name", get_url=sets.address),
        "authority",
        Column("version", label=gettext_lazy("version")),
        Column("state", label=gettext_lazy("state"), accessor="get_state_display"),
        Column("valid_from", label=gettext_lazy("valid from")),
        Column("valid_to", label=gettext_lazy("valid to")),
        Column("sourced", label=gettext_lazy("how well sourced"), accessor="get_sourced_display"),
        Column("rules", label=gettext_lazy("credit rules"), accessor=_rules),
    ]
    edit_handler = ObjectList(SET_PANELS, base_form_class=RuleSetForm)
    index_view_class = _SetList
    add_view_class = _AddSet
    edit_view_class = _EditSet
    inspect_view_enabled = False
    allowed_actions = ("view", "add", "change")

    def get_urlpatterns(self) -> list[URLPattern]:
        """Add the page of a set and what can be done there, and the reports on changes."""
        return [
            *super().get_urlpatterns(),
            path("<int:set_id>/", sets.detail, name="page"),
            path("<int:set_id>/new-version/", sets.new_version, name="new_version"),
            path("<int:set_id>/put-in-force/", sets.put_in_force, name="put_in_force"),
            path("<int:set_id>/drop/", sets.drop, name="drop"),
            path("<int:set_id>/report/", changes.ask, name="ask"),
            path("change/<int:change_id>/", changes.detail, name="change"),
            path("change/<int:change_id>/export/", changes.export, name="export"),
            path("change/<int:change_id>/<str:step>/", changes.step, name="step"),
        ]


@hooks.register("register_admin_viewset")
def viewset() -> ViewSet:
    """Register the list."""
    return RuleSetViewSet("credit_rule_set")


@hooks.register("register_admin_viewset")
def recognitions() -> ViewSet:
    """Register the certificates from elsewhere."""
    return RecognitionViewSet("recognition")


@hooks.register("register_admin_urls")
def urls() -> list[URLPattern]:
    """Register the account of one person."""
    return account.admin_urls()


@hooks.register("person_page_links")
def account_link(request: HttpRequest, person: Any) -> list[tuple[str, str]]:
    """Lead from a person's page to their credits."""
    if not request.user.has_perm(account.SEES_ACCOUNTS):
        return []
    return [(_("Credits"), reverse("credit_account", args=[person.pk]))]


@hooks.register(HOOK)
def cards(person: Any, at: datetime) -> list[Card]:
    """Say what is missing this year and what would close the gap; a year that is reached stands with what is earned."""
    outlooks = outlooks_of(person, at)
    if not outlooks:
        return []
    is_missing = not all(each.row.is_reached for each in outlooks)
    context = {"outlooks": outlooks}
    return [Card(order=18 if is_missing else 41, template="certificates/credits/_card.html", context=context)]

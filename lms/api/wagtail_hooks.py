"""Tokens in the Wagtail admin: everybody's own, and all of them for administrators."""

from typing import Any

from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.base import ViewSet

from lms.api import views
from lms.api.models import ApiToken
from lms.site.admin import ScopedViewSet


class _TokenList(generic.IndexView):
    page_title = gettext_lazy("Tokens for programs")

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("person").order_by("-made_at", "-pk")

    def get_edit_url(self, instance: ApiToken) -> str | None:
        return _address(instance)

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        """Offer no export: there is nothing in it that anybody else needs."""
        return []


def _address(token: ApiToken) -> str | None:
    return reverse("api_token:revoke", args=[token.pk]) if token.revoked_at is None else None


def _state(token: ApiToken) -> str:
    if token.revoked_at:
        return _("revoked")
    return _("valid") if timezone.now() < token.expires_at else _("expired")


class TokenViewSet(ScopedViewSet):
    """The list of tokens; a new one is shown once, and one that stands can be revoked."""

    model = ApiToken
    icon = "key"
    menu_label = gettext_lazy("Tokens for programs")
    menu_order = 320
    add_to_admin_menu = True
    list_display = [
        TitleColumn("name", label=gettext_lazy("what for"), get_url=_address),
        Column("head", label=gettext_lazy("begins with")),
        Column("person", label=gettext_lazy("reads as")),
        Column("abilities", label=gettext_lazy("may read"), accessor="abilities_in_words"),
        DateColumn("made_at", label=gettext_lazy("made")),
        DateColumn("expires_at", label=gettext_lazy("valid until")),
        Column("last_used_on", label=gettext_lazy("last used")),
        Column("state", label=gettext_lazy("State"), accessor=_state),
    ]
    index_view_class = _TokenList
    inspect_view_enabled = False
    search_backend_name = None
    exclude_form_fields: list[str] = []
    allowed_actions = ("view", "add")

    def get_urlpatterns(self) -> list[URLPattern]:
        """Keep the list, and add the pages that make and end one."""
        index = [pattern for pattern in super().get_urlpatterns() if pattern.name in {"index", "index_results"}]
        return [*index, path("new/", views.new, name="add"), path("<int:pk>/revoke/", views.revoke, name="revoke")]


@hooks.register("register_admin_viewset")
def viewset() -> ViewSet:
    """Register the list."""
    return TokenViewSet("api_token")

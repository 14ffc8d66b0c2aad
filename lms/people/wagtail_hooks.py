"""People and places in the admin."""

from typing import Any

from django.http import HttpRequest
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, SubmenuMenuItem
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.users.views.groups import GroupViewSet
from wagtail.users.views.users import UserViewSet

from lms.people import actions, choosers, forms, views
from lms.people.models import Appointment, Division, Organisation, Person, Roster
from lms.site.admin import ScopedForm, ScopedViewSet

# Apps above put their own items under "People and institutions" with this hook.
MENU_HOOK = "register_people_menu_item"


class _PersonPolicy(ModelPermissionPolicy):
    """Who may look at people, and who may correct them: never by Wagtail's own "change" permission."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        codename = {"view": "people.view_person", "change": "people.edit_contacts"}.get(action)
        return bool(codename and user.has_perm(codename))


class PersonViewSet(ScopedViewSet):
    """Everybody in the viewer's scope."""

    model = Person
    icon = "user"
    url_prefix = "people/people"
    menu_label = _("People")
    index_view_class = views.PersonIndex
    inspect_view_class = views.PersonInspect
    inspect_template_name = views.PersonInspect.template_name
    edit_view_class = views.PersonEdit
    inspect_view_fields = ["name"]
    list_display = [
        "name",
        Column("phone_masked", label=_("Mobile phone")),
        Column(
            "workplaces", label=_("Works at"), accessor=lambda person: "、".join(str(p.workplace) for p in person.held)
        ),
        BooleanColumn("is_active", label=_("May sign in")),
        DateColumn("claimed_at", label=_("First signed in")),
    ]
    list_filter = ["is_active"]
    search_fields = ["name"]
    search_backend_name = None
    ordering = ["name", "pk"]
    edit_handler = ObjectList(
        [FieldPanel("name"), FieldPanel("new_phone"), FieldPanel("is_active")], base_form_class=forms.ContactsForm
    )

    def get_urlpatterns(self) -> list[Any]:
        """Add the page that finds by number, and the one that shows a whole ID number."""
        return [
            *super().get_urlpatterns(),
            path("find/", views.find, name="find"),
            path("id-number/<int:pk>/", views.id_number, name="id_number"),
        ]

    @property
    def permission_policy(self) -> ModelPermissionPolicy:
        """Look with ``view_person``, correct with ``edit_contacts``."""
        return _PersonPolicy(Person)


class OrganisationViewSet(ScopedViewSet):
    """Institutions; administrators add and change them."""

    model = Organisation
    icon = "home"
    url_prefix = "people/institutions"
    allowed_actions = ("view", "add", "change")
    add_view_class = views.OrganisationAdd
    edit_view_class = views.OrganisationEdit
    inspect_view_fields = ["name", "code", "kind", "grade", "division", "parent", "closed_on"]
    list_display = ["name", "code", Column("kind", label=_("Kind"), accessor="get_kind_display"), "division", "parent"]
    list_filter = ["kind"]
    search_fields = ["name", "code"]
    search_backend_name = None
    ordering = ["name", "pk"]
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("code"), FieldPanel("name")]),
            FieldRowPanel([FieldPanel("kind"), FieldPanel("grade")]),
            FieldRowPanel([FieldPanel("division"), FieldPanel("parent")]),
            FieldPanel("closed_on"),
        ],
        base_form_class=forms.OrganisationForm,
    )


class DivisionViewSet(ScopedViewSet):
    """Divisions, to read only: they come from the statistical office's list."""

    model = Division
    icon = "site"
    url_prefix = "people/divisions"
    allowed_actions = ("view",)
    form_fields = ["name"]
    inspect_view_fields = ["name", "code", "level", "parent", "valid_from", "valid_to"]
    list_display = ["name", "code", Column("level", label=_("Level"), accessor="get_level_display"), "parent"]
    list_filter = ["level"]
    search_fields = ["name", "code"]
    search_backend_name = None
    ordering = ["code"]


class RosterViewSet(ScopedViewSet):
    """Rosters with their entries; an import makes them."""

    model = Roster
    icon = "list-ul"
    url_prefix = "people/rosters"
    allowed_actions = ("view",)
    form_fields = ["name"]
    inspect_view_class = views.RosterInspect
    inspect_template_name = views.RosterInspect.template_name
    inspect_view_fields = ["name", "keeper", "made_on"]
    list_display = ["name", "keeper", DateColumn("made_on", label=_("Made on"))]
    search_fields = ["name"]
    search_backend_name = None
    ordering = ["-made_on", "-pk"]


class AppointmentViewSet(ScopedViewSet):
    """Roles: administrators give and end them."""

    model = Appointment
    icon = "key"
    url_prefix = "people/appointments"
    allowed_actions = ("view", "add", "change")
    add_view_class = views.AppointmentAdd
    edit_view_class = views.AppointmentEdit
    inspect_view_fields = ["person", "role", "division", "organisation", "schemes", "starts_on", "ends_on"]
    list_display = [
        "person",
        Column("role", label=_("Role"), accessor="get_role_display"),
        "division",
        "organisation",
        DateColumn("starts_on", label=_("From")),
        DateColumn("ends_on", label=_("Until")),
    ]
    list_filter = ["role"]
    search_fields = ["person__name"]
    search_backend_name = None
    ordering = ["-starts_on", "-pk"]

    def get_form_class(self, for_update: bool = False) -> type[ScopedForm]:
        """Appoint with all fields; afterwards only the end can be set."""
        return forms.DismissalForm if for_update else forms.AppointmentForm


class PeopleGroup(ViewSetGroup):
    """The menu "People and institutions", which the apps above may add to."""

    menu_label = _("People and institutions")
    menu_name = "people"
    menu_icon = "group"
    menu_order = 190
    items = (
        PersonViewSet("people"),
        OrganisationViewSet("institutions"),
        RosterViewSet("rosters"),
        DivisionViewSet("divisions"),
        AppointmentViewSet("appointments"),
    )

    def get_menu_item(self, order: int | None = None) -> SubmenuMenuItem:
        """Return the submenu with our items and those of the hook."""
        menu = Menu(register_hook_name=MENU_HOOK, items=self.get_submenu_items())
        return SubmenuMenuItem(
            self.menu_label, menu, name=self.menu_name, icon_name=self.menu_icon, order=order or self.menu_order
        )


@hooks.register("register_admin_viewset")
def people_in_admin() -> list[Any]:
    """Put people, places and their choosers into the admin."""
    return [PeopleGroup(), *choosers.ALL]


class _AdministratorsOnly(ModelPermissionPolicy):
    def user_has_permission(self, user: Any, action: str) -> bool:
        return bool(user.is_active and user.is_superuser)

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return self.user_has_permission(user, "")


class AdministratorsUserViewSet(UserViewSet):
    """Wagtail's own list of all users shows everybody unmasked: nobody but administrators opens it."""

    @cached_property
    def permission_policy(self) -> ModelPermissionPolicy:
        """Return the policy of every view of the set."""
        return _AdministratorsOnly(self.model)


class AdministratorsGroupViewSet(GroupViewSet):
    """Groups follow from roles; administrators may look."""

    @cached_property
    def permission_policy(self) -> ModelPermissionPolicy:
        """Return the policy of every view of the set."""
        return _AdministratorsOnly(self.model)


@hooks.register(views.LINKS_HOOK)
def appointments_of(request: HttpRequest, person: Person) -> list[tuple[str, str]]:
    """Lead administrators from a person to a new role."""
    return [(str(_("Appoint")), reverse("appointments:add"))] if request.user.is_superuser else []


@hooks.register(views.LINKS_HOOK)
def id_number_of(request: HttpRequest, person: Person) -> list[tuple[str, str]]:
    """Lead who may to the whole ID number, where there is one."""
    may_see = person.id_number_sealed and request.user.has_perm(actions.REVEAL)
    return [(str(_("Show the ID number")), reverse("people:id_number", args=[person.pk]))] if may_see else []

"""The admin's views of people and places: they read within the viewer's scope and save through actions."""

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from wagtail import hooks
from wagtail.admin.views import generic
from wagtail.admin.widgets.button import HeaderButton

from lms.kit.errors import Refusal
from lms.people import actions, queries
from lms.people.forms import NumberForm, PurposeForm
from lms.people.models import Appointment, Organisation, Person
from lms.site.admin import SavesByAction
from lms.site.typing import person_of

ENTRIES_A_PAGE = 50
# Apps above put links on a person's page: functions ``(request, person) -> list[(label, url)]``.
LINKS_HOOK = "person_page_links"


class PersonIndex(generic.IndexView):
    """People with where they work today."""

    page_title = _("People")

    def get_base_queryset(self) -> QuerySet[Person]:
        """Read posts ahead."""
        return queries.with_workplaces(super().get_base_queryset(), timezone.localdate())

    @cached_property
    def header_buttons(self) -> list[Any]:
        """Lead to the search by number: addresses are kept by browsers and proxies, so the list finds by name only."""
        return [HeaderButton(_("Find by number"), url=reverse("people:find"), icon_name="search")]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """Lead from a whole ID number or mobile number to the page of whoever has it, if the viewer may see them."""
    viewer = person_of(request)
    if not viewer.has_perm("people.view_person"):
        raise PermissionDenied
    form = NumberForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        found = queries.with_number(Person.objects.visible_to(viewer), form.cleaned_data["number"]).first()
        if found:
            return redirect("people:inspect", found.pk)
        form.add_error("number", _("You look after nobody with this number. Check it, or look for the name."))
    title = _("Find by number")
    crumbs = [{"url": reverse("people:index"), "label": _("People")}, {"url": "", "label": title}]
    context = {"form": form, "breadcrumbs_items": crumbs, "header_title": title, "header_icon": "search"}
    return render(request, "lms/people/find.html", context, status=422 if form.errors else 200)


class PersonInspect(generic.InspectView):
    """One person, numbers masked. The person can see who opened it."""

    template_name = "lms/people/person.html"
    page_title = _("Person")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what hangs on the person, and the links of the apps above."""
        actions.look_at_person(self.object, by=person_of(self.request), at=timezone.now())
        links = [link for hook in hooks.get_hooks(LINKS_HOOK) for link in hook(self.request, self.object)]
        context: dict[str, Any] = super().get_context_data(
            profile=queries.profile_of(self.object), links=links, **kwargs
        )
        return context


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def id_number(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask what for, then show one whole ID number for a short time. Nothing between here and the eye keeps it."""
    viewer = person_of(request)
    if not viewer.has_perm(actions.REVEAL):
        raise PermissionDenied
    person = get_object_or_404(Person.objects.visible_to(viewer), pk=pk)
    form, shown = PurposeForm(request.POST if request.method == "POST" else None), ""
    if request.method == "POST" and form.is_valid():
        try:
            shown = actions.reveal_id_number(person_id=pk, by=viewer, at=timezone.now(), **form.cleaned_data)
        except Refusal as said_no:
            form.add_error(None, str(said_no))
    back = reverse("people:inspect", args=[pk])
    crumbs = [{"url": reverse("people:index"), "label": _("People")}, {"url": back, "label": person.name}]
    seconds = settings.ID_NUMBER_SECONDS
    context = {"person": person, "form": form, "shown": shown, "back": back, "seconds": seconds}
    context |= {"breadcrumbs_items": [*crumbs, {"url": "", "label": _("ID number")}], "header_title": person.name}
    answer = render(request, "lms/people/id_number.html", context, status=422 if form.errors else 200)
    if shown:
        # The browser leaves the page by itself, with scripts or without.
        answer["Refresh"] = f"{seconds}; url={back}"
    return answer


class PersonEdit(SavesByAction, generic.EditView):
    """A person's name, number and right to sign in."""

    form: Any

    def save_instance(self) -> Person:
        """Save through the action, which writes down what changed."""
        given = self.form.cleaned_data
        self.has_content_changes = self.form.has_changed()
        return actions.edit_contacts(
            person_id=self.object.pk,
            name=given["name"],
            phone=given["new_phone"] or Person.objects.values_list("phone", flat=True).get(pk=self.object.pk),
            is_active=given["is_active"],
            by=self.request.user,
            at=timezone.now(),
        )


class _SavesOrganisation(SavesByAction):
    form: Any
    request: Any

    def save_instance(self) -> Organisation:
        """Save through the action."""
        self.has_content_changes = True
        return actions.keep_organisation(self.form.save(commit=False), by=self.request.user, at=timezone.now())


class OrganisationAdd(_SavesOrganisation, generic.CreateView):
    """A new institution."""


class OrganisationEdit(_SavesOrganisation, generic.EditView):
    """A changed institution."""


class RosterInspect(generic.InspectView):
    """A roster with those of its people the viewer may see."""

    template_name = "lms/people/roster.html"
    page_title = _("Roster")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add a page of entries."""
        visible = Person.objects.visible_to(self.request.user)
        entries = self.object.entries.filter(person__in=visible).select_related("person", "workplace")
        page = Paginator(entries.order_by("left_on", "workplace__name", "person__name", "pk"), ENTRIES_A_PAGE)
        shown = page.get_page(self.request.GET.get("p"))
        context: dict[str, Any] = super().get_context_data(page=shown, **kwargs)
        return context


class AppointmentAdd(SavesByAction, generic.CreateView):
    """A new role for somebody."""

    form: Any

    def save_instance(self) -> Appointment:
        """Appoint through the action, which puts the person into the role's group."""
        given = self.form.cleaned_data
        return actions.appoint(
            person=given["person"],
            role=given["role"],
            over=given["division"] or given["organisation"],
            starts_on=given["starts_on"],
            ends_on=given["ends_on"],
            schemes=given["limited_to"],
            by=self.request.user,
            at=timezone.now(),
        )


class AppointmentEdit(SavesByAction, generic.EditView):
    """The end of a role."""

    form: Any
    page_title = _("End the appointment")

    def save_instance(self) -> Appointment:
        """Dismiss through the action."""
        self.has_content_changes = True
        actions.dismiss(self.object, ends_on=self.form.cleaned_data["ends_on"], by=self.request.user, at=timezone.now())
        appointment: Appointment = self.object
        return appointment

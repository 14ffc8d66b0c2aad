"""Syllabuses, plans and nominations in the Wagtail admin."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from wagtail.admin.auth import permission_required
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import ObjectList
from wagtail.admin.ui.menus import MenuItem as Choice
from wagtail.admin.views import generic
from wagtail.admin.viewsets.base import ViewSet, ViewSetGroup

from certificates.schemes import actions
from certificates.schemes.forms.plans import (
    NEW_PLAN_PANELS,
    PLAN_PANELS,
    SYLLABUS_PANELS,
    PlanForm,
    SyllabusForm,
    VersionForm,
)
from certificates.schemes.models import Plan, Syllabus
from certificates.schemes.views import nominations
from lms.kit.errors import Refusal
from lms.site.admin import SavesByAction, ScopedViewSet
from lms.site.menu import PermittedMenuItem
from lms.site.typing import person_of


class _Add(SavesByAction, generic.CreateView):
    def save_instance(self) -> Any:
        made = super().save_instance()
        actions.note_saved(made, by=self.request.user, at=timezone.now(), made=True)
        return made


class _Edit(SavesByAction, generic.EditView):
    def save_instance(self) -> Any:
        changed = super().save_instance()
        actions.note_saved(changed, by=self.request.user, at=timezone.now(), made=False)
        return changed


class _AddPlan(_Add):
    """A new plan goes on to the page on which its units get their ways and days."""

    def get_success_url(self) -> str:
        return reverse("training_plan:edit", args=[self.object.pk])


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("schemes.add_syllabus")
def new_version(request: HttpRequest, syllabus_id: int) -> HttpResponse:
    """Copy a syllabus as a new version, and go on to change it."""
    syllabus = get_object_or_404(Syllabus.objects.run_by(request.user), pk=syllabus_id)
    form = VersionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        version, at = form.cleaned_data["version"], timezone.now()
        try:
            made = actions.new_version(syllabus, version=version, by=person_of(request), at=at)
        except Refusal as refusal:
            form.add_error("version", str(refusal))
        else:
            messages.success(request, _("This is the new version: change what the new text says otherwise."))
            return redirect("training_syllabus:edit", made.pk)
    context = {"syllabus": syllabus, "form": form, "header_title": _("New version"), "header_icon": "doc-full"}
    template = "certificates/schemes/admin/syllabus_version.html"
    return render(request, template, context, status=422 if form.errors else 200)


class _SyllabusList(generic.IndexView):
    def get_list_more_buttons(self, instance: Syllabus) -> list[Any]:
        url = reverse("training_syllabus:new_version", args=[instance.pk])
        return [
            *super().get_list_more_buttons(instance),
            Choice(_("New version"), url=url, icon_name="copy", priority=50),
        ]


class SyllabusViewSet(ScopedViewSet):
    """What authorities ask to be taught."""

    model = Syllabus
    icon = "doc-full"
    menu_label = gettext_lazy("Syllabuses")
    list_display = ["name", "version", "authority", "keeper"]
    search_fields = ["name", "authority"]
    search_backend_name = None
    ordering = ["name", "-version"]
    edit_handler = ObjectList(SYLLABUS_PANELS, base_form_class=SyllabusForm)
    index_view_class = _SyllabusList
    add_view_class = _Add
    edit_view_class = _Edit
    inspect_view_fields = ["name", "version", "authority", "document", "keeper"]
    inspect_template_name = "certificates/schemes/admin/syllabus.html"
    allowed_actions = ("view", "add", "change")

    def get_urlpatterns(self) -> list[URLPattern]:
        """Add the page that copies a syllabus."""
        return [*super().get_urlpatterns(), path("<int:syllabus_id>/version/", new_version, name="new_version")]


class PlanViewSet(ScopedViewSet):
    """How cities teach them."""

    model = Plan
    icon = "date"
    menu_label = gettext_lazy("Plans")
    list_display = ["name", "syllabus", "organiser", "places", "starts_on", "ends_on"]
    search_fields = ["name", "syllabus__name"]
    search_backend_name = None
    ordering = ["-starts_on", "-pk"]
    edit_handler = ObjectList(PLAN_PANELS, base_form_class=PlanForm)
    new_handler = ObjectList(NEW_PLAN_PANELS, base_form_class=PlanForm)
    add_view_class = _AddPlan
    edit_view_class = _Edit
    inspect_view_enabled = False
    allowed_actions = ("view", "add", "change")

    def get_add_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Ask for the syllabus first; its units follow."""
        panel = self.new_handler.bind_to_model(self.model)
        asked: dict[str, Any] = super().get_add_view_kwargs(**kwargs)
        return {**asked, "panel": panel, "form_class": panel.get_form_class()}


class PlanningGroup(ViewSetGroup):
    """The menu of what is taught."""

    menu_label = gettext_lazy("Syllabuses and plans")
    menu_icon = "doc-full"
    menu_order = 195
    items = (SyllabusViewSet("training_syllabus"), PlanViewSet("training_plan"))


class NominationViewSet(ViewSet):
    """Classes for which an institution puts its people forward."""

    icon = "group"
    menu_label = gettext_lazy("Nominations")
    menu_order = 204
    add_to_admin_menu = True

    def get_urlpatterns(self) -> list[URLPattern]:
        """Return the list, the page of a class, and the way back."""
        return [
            path("", nominations.index, name="index"),
            path("<int:cohort_id>/", nominations.page, name="page"),
            path("<int:traineeship_id>/take-back/", nominations.take_back, name="take_back"),
        ]

    def get_menu_item(self, order: int | None = None) -> MenuItem:
        """Show the item to whoever may nominate."""
        return PermittedMenuItem(
            self.menu_label,
            reverse(f"{self.url_namespace}:index"),
            permission=nominations.PERMISSION,
            name=self.menu_name,
            icon_name=self.icon,
            order=order or self.menu_order,
        )

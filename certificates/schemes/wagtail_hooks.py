"""Schemes and classes in the Wagtail admin, and the first card of a trainee's desk."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import ObjectList
from wagtail.admin.ui.menus import MenuItem
from wagtail.admin.views import generic
from wagtail.admin.viewsets.base import ViewSet, ViewSetGroup
from wagtail.log_actions import log

from certificates.schemes import actions, choosers
from certificates.schemes.forms import COHORT_PANELS, SCHEME_PANELS, CohortForm, SchemeForm
from certificates.schemes.models import Cohort, Scheme, SchemeVersion
from certificates.schemes.queries import TraineeView, trainee_view
from certificates.schemes.queries.desk import CLASS, SURVEY, waiting_for
from certificates.schemes.views import classroom, places, preview, queue, reports, shares, standing, versions
from certificates.schemes.views.survey_set import SurveyViewSet
from certificates.schemes.viewsets import NominationViewSet, PlanningGroup
from lms.people.lines import HOOK as LINES
from lms.site.admin import SavesByAction, ScopedViewSet
from lms.site.cards import HOOK, Card
from lms.site.typing import person_of

WHOLE_CARDS = 2


class _SavesScheme(SavesByAction):
    """Mixed into the views of a scheme: the form is one of its newest version, and one action saves both."""

    def get_form_kwargs(self) -> dict[str, Any]:
        scheme = getattr(self, "object", None)
        newest = scheme and SchemeVersion.objects.newest(scheme.pk)
        kwargs: dict[str, Any] = super().get_form_kwargs()  # type: ignore[misc]
        return {**kwargs, "instance": newest or SchemeVersion(scheme=scheme)}

    def save_instance(self) -> Scheme:
        form, by = self.form, person_of(self.request)  # type: ignore[attr-defined]
        note = form.cleaned_data["note"]
        self.version = actions.save_scheme(form.scheme, form.typed(), by=by, at=timezone.now(), note=note)
        log(instance=form.scheme, action="wagtail.edit", content_changed=form.has_changed())
        return form.scheme  # type: ignore[no-any-return]

    def get_success_message(self, *_instance: Any) -> str:
        said = _("Saved. New classes of “%(scheme)s” run version %(number)s.")
        return said % {"scheme": self.version.scheme, "number": self.version.number}


class _AddScheme(_SavesScheme, generic.CreateView):
    pass


class _EditScheme(_SavesScheme, generic.EditView):
    pass


class _Previews:
    """Mixed into the views of a scheme: the form is measured on a class, and nothing is saved."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        if not hasattr(self, "object"):
            self.object = self.get_object()  # type: ignore[attr-defined]
        self.form = self.get_form()  # type: ignore[attr-defined]
        self.form.figures = preview.figures_of(request, self.form)
        if request.headers.get(preview.ALONE):
            return preview.alone(request, self.form.figures)
        context = self.get_context_data(form=self.form)  # type: ignore[attr-defined]
        return self.render_to_response(context)  # type: ignore[attr-defined, no-any-return]


class _PreviewNewScheme(_Previews, _AddScheme):
    object = None


class _PreviewScheme(_Previews, _EditScheme):
    pass


class SchemeViewSet(ScopedViewSet):
    """Schemes with the requirements of their newest version."""

    model = Scheme
    icon = "form"
    menu_label = _("Training schemes")
    menu_order = 200
    add_to_admin_menu = True
    list_display = ["name", "code", "organiser"]
    search_fields = ["name", "code"]
    search_backend_name = None
    edit_handler = ObjectList(SCHEME_PANELS, base_form_class=SchemeForm)
    add_view_class = _AddScheme
    edit_view_class = _EditScheme
    inspect_view_enabled = False
    allowed_actions = ("view", "add", "change")

    @cached_property
    def _edit_handler(self) -> Any:
        return self.edit_handler.bind_to_model(SchemeVersion)

    def get_urlpatterns(self) -> list[URLPattern]:
        """Add the preview of what is typed."""
        new = self.construct_view(_PreviewNewScheme, **self.get_add_view_kwargs())
        known = self.construct_view(_PreviewScheme, **self.get_edit_view_kwargs())
        return [
            *super().get_urlpatterns(),
            path("preview/", new, name="preview_new"),
            path("preview/<int:pk>/", known, name="preview"),
        ]


class _ClassList(generic.IndexView):
    """The title opens the class page; the form is one step further."""

    def get_edit_url(self, instance: Cohort) -> str:
        return reverse("training_class:page", args=[instance.pk])

    def get_list_more_buttons(self, instance: Cohort) -> list[Any]:
        return [MenuItem(_("Open"), url=self.get_edit_url(instance), icon_name="group", priority=10)]


class _AddClass(SavesByAction, generic.CreateView):
    def save_instance(self) -> Cohort:
        cohort: Cohort = super().save_instance()
        actions.note_cohort(cohort, by=self.request.user, at=timezone.now(), made=True)
        return cohort


class _EditClass(SavesByAction, generic.EditView):
    def save_instance(self) -> Cohort:
        cohort: Cohort = super().save_instance()
        actions.note_cohort(cohort, by=self.request.user, at=timezone.now(), made=False)
        return cohort


class CohortViewSet(ScopedViewSet):
    """Classes, each with its page of trainees."""

    model = Cohort
    name = "training_class"
    icon = "group"
    menu_label = _("Classes")
    menu_order = 202
    add_to_admin_menu = True
    list_display = ["name", "scheme", "organiser", "starts_on", "ends_on"]
    search_fields = ["name", "scheme__name"]
    search_backend_name = None
    edit_handler = ObjectList(COHORT_PANELS, base_form_class=CohortForm)
    index_view_class = _ClassList
    add_view_class = _AddClass
    edit_view_class = _EditClass
    inspect_view_enabled = False
    allowed_actions = ("view", "add", "change")

    def get_urlpatterns(self) -> list[URLPattern]:
        """Add the class page and what belongs to it."""
        return [
            *super().get_urlpatterns(),
            path("<int:cohort_id>/", classroom.page, name="page"),
            path("<int:cohort_id>/export/", classroom.export, name="export"),
            path("<int:cohort_id>/enrol/", places.enrol_roster, name="enrol"),
            path("<int:cohort_id>/add-person/", places.enrol, name="enrol_person"),
            path("<int:cohort_id>/reports/", reports.index, name="reports"),
            path("report/<int:report_id>/file/", reports.file, name="report_file"),
            path("<int:cohort_id>/version/", versions.move, name="version"),
            path("trainee/<int:traineeship_id>/exempt/", places.exempt, name="exempt"),
            path("exemption/<int:exemption_id>/revoke/", places.revoke_exemption, name="revoke_exemption"),
            path("<int:cohort_id>/applications/", queue.page, name="queue"),
            path("<int:cohort_id>/decide/", queue.decide, name="decide"),
            path("<int:cohort_id>/begin/", queue.begin, name="begin"),
            path("<int:cohort_id>/places/", shares.page, name="shares"),
            path("trainee/<int:traineeship_id>/reconsider/", queue.reconsider, name="reconsider"),
            path("trainee/<int:traineeship_id>/suspend/", standing.suspend, name="suspend"),
            path("trainee/<int:traineeship_id>/resume/", standing.resume, name="resume"),
            path("trainee/<int:traineeship_id>/fail/", standing.fail, name="fail"),
            path("trainee/<int:traineeship_id>/", classroom.trainee, name="trainee"),
            path("trainee/<int:traineeship_id>/withdraw/", places.withdraw, name="withdraw"),
            path("trainee/<int:traineeship_id>/bring-back/", places.bring_back, name="bring_back"),
        ]


@hooks.register("register_admin_viewset")
def viewsets() -> list[ViewSet | ViewSetGroup]:
    """Register the lists and the choosers they need."""
    return [
        PlanningGroup(),
        SchemeViewSet("training_scheme"),
        CohortViewSet("training_class"),
        NominationViewSet("training_nominations"),
        SurveyViewSet("survey"),
        choosers.activities,
    ]


@hooks.register(classroom.BUTTONS_HOOK)
def report_button(request: Any, cohort: Cohort) -> list[tuple[str, str]]:
    """Lead from the class to its reports."""
    if not classroom.may_run(request, cohort):
        return []
    return [(str(_("Report on the class")), reverse("training_class:reports", args=[cohort.pk]))]


@hooks.register(classroom.BUTTONS_HOOK)
def survey_button(request: Any, cohort: Cohort) -> list[tuple[str, str]]:
    """Lead from the class to the gaps that its newest survey shows."""
    if not request.user.has_perm("schemes.view_survey"):
        return []
    newest = cohort.surveys.visible_to(request.user).order_by("-opened_at").first()
    return [(str(_("Survey and gaps")), reverse("survey:report", args=[newest.pk]))] if newest else []


@hooks.register(HOOK)
def cards(person: Any, at: datetime) -> list[Card]:
    """Say first what is still missing; what is over moves down. Beyond two of each kind they become rows."""
    views = trainee_view(person, at)
    running = [view for view in views if view.standing == "running"]
    over = [view for view in views if view.standing != "running"]
    return [*_cards_of(running, order=10), *_cards_of(over, order=35)]


@hooks.register(HOOK)
def waiting_cards(person: Any, at: datetime) -> list[Card]:
    """Ask for the surveys that wait; say how applications stand, and that there are classes to apply for. One query."""
    waiting = waiting_for(person, timezone.localdate(at))
    surveys = [each for each in waiting if each.kind == SURVEY]
    classes = [each for each in waiting if each.kind == CLASS]
    cards = [
        Card(order=11, template="certificates/schemes/surveys/_card.html", context={"surveys": surveys}),
        Card(order=20, template="certificates/schemes/_card_openings.html", context={"notches": classes}),
    ]
    return [card for card, found in zip(cards, (surveys, classes), strict=True) if found]


def _cards_of(views: list[TraineeView], *, order: int) -> list[Card]:
    whole = [
        Card(order=order, template="certificates/schemes/_card.html", context={"view": view})
        for view in views[:WHOLE_CARDS]
    ]
    more = views[WHOLE_CARDS:]
    rest = Card(order=order + 1, template="certificates/schemes/_card_more.html", context={"views": more})
    return [*whole, rest] if more else whole


@hooks.register(LINES)
def schemes_for_lines() -> list[tuple[str, str]]:
    """Offer every scheme by its code to whoever appoints a line department."""
    return list(Scheme.objects.values_list("code", "name"))

"""The list of anomalies: which rule, which figures, whom it concerns, and whether somebody has decided."""

from typing import Any

import django_filters
from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.widgets.button import HeaderButton

from lms.coverage import anomaly_words
from lms.coverage.models import Anomaly, AnomalyDecision, AnomalyPerson
from lms.coverage.models.anomaly import VIEW
from lms.coverage.queries.limits import may_set_limits
from lms.coverage.views.lists import AuditList

_OPEN = "open"


class AnomalyFilterSet(WagtailFilterSet):
    """By rule, by decision, by day, by whom it concerns."""

    rule = django_filters.ChoiceFilter(choices=Anomaly.Rule.choices, label=_("rule"), empty_label=_("All"))
    decision = django_filters.ChoiceFilter(
        method="by_decision",
        choices=[(_OPEN, _("waits for a decision")), *AnomalyDecision.Outcome.choices],
        label=_("decision"),
        empty_label=_("All"),
    )
    person = django_filters.CharFilter(method="by_person", label=_("person"))
    institution = django_filters.CharFilter(method="by_institution", label=_("institution"))
    happened_on = django_filters.DateFromToRangeFilter(label=_("happened on"), widget=DateRangePickerWidget)

    class Meta:
        model = Anomaly
        fields: list[str] = []

    def by_decision(self, found: QuerySet[Anomaly], _name: str, value: str) -> QuerySet[Anomaly]:
        """Return what waits, or what was decided so."""
        return found.filter(decision=None) if value == _OPEN else found.filter(decision__outcome=value)

    def by_person(self, found: QuerySet[Anomaly], _name: str, value: str) -> QuerySet[Anomaly]:
        """Return what concerns somebody of this name whom the viewer may see."""
        return found.filter(pk__in=self._seen().filter(person__name__icontains=value).values("anomaly"))

    def by_institution(self, found: QuerySet[Anomaly], _name: str, value: str) -> QuerySet[Anomaly]:
        """Return what concerns an institution of this name that the viewer may see."""
        return found.filter(pk__in=self._seen().filter(workplace__name__icontains=value).values("anomaly"))

    def _seen(self) -> QuerySet[AnomalyPerson]:
        return AnomalyPerson.objects.visible_to(self.request.user)


def _address(anomaly: Anomaly) -> str:
    return reverse("coverage:anomalies:page", args=[anomaly.pk])


def _people(anomaly: Any) -> str:
    return ", ".join(str(each.person) for each in anomaly.seen[:5]) + (" …" if len(anomaly.seen) > 5 else "")


def _places(anomaly: Any) -> str:
    return ", ".join(sorted({str(each.workplace) for each in anomaly.seen})[:3])


def _decision(anomaly: Anomaly) -> str:
    made = getattr(anomaly, "decision", None)
    return str(made.get_outcome_display()) if made else str(_("waits for a decision"))


class AnomalyList(AuditList):
    """Anomalies that concern somebody of the viewer's area, the newest first."""

    noun, permission = "anomaly", VIEW
    page_title = _("Anomalies")
    header_icon = "warning"
    model = Anomaly
    filterset_class = AnomalyFilterSet
    index_url_name = "coverage:anomalies:index"
    index_results_url_name = "coverage:anomalies:index_results"
    export_filename = "anomalies"
    cells = {
        "rule": lambda each: each.get_rule_display(),
        "happened_on": lambda each: each.happened_on.isoformat(),
        "people": _people,
        "institutions": _places,
        "figures": anomaly_words.in_one_line,
        "why": anomaly_words.why,
        "decision": _decision,
    }
    list_export = list(cells)
    export_headings = {
        "people": _("people"),
        "institutions": _("institutions"),
        "why": _("rule"),
        "decision": _("decision"),
    }

    def found(self) -> QuerySet[Anomaly]:
        """Return the anomalies with the people whom the viewer may see."""
        seen = AnomalyPerson.objects.visible_to(self.viewer).select_related("person", "workplace").order_by("pk")
        found = Anomaly.objects.visible_to(self.viewer).select_related("decision")
        return found.prefetch_related(Prefetch("people", queryset=seen, to_attr="seen")).order_by("-happened_on", "-pk")

    @cached_property
    def header_buttons(self) -> list[Any]:
        """Lead to the thresholds whoever may set them."""
        if not may_set_limits(self.viewer):
            return []
        return [HeaderButton(_("Thresholds"), url=reverse("coverage:anomalies:limits"), icon_name="sliders")]

    @property
    def columns(self) -> list[Column]:
        """Return the columns."""
        return [
            TitleColumn("rule", label=_("rule"), accessor="get_rule_display", get_url=_address),
            Column("happened_on", label=_("happened on"), accessor=self.cells["happened_on"]),
            Column("people", label=_("people"), accessor=_people),
            Column("places", label=_("institutions"), accessor=_places),
            Column("figures", label=_("figures"), accessor=anomaly_words.in_one_line),
            Column("decision", label=_("decision"), accessor=_decision),
        ]

"""Reports on the coverage as they were frozen: figures, names, rules and what they rest on."""

import uuid
from typing import Self

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from certificates.schemes.models import Scheme
from lms.coverage.models.version import ProgrammeVersion
from lms.people.models import Division, Organisation, Person, Roster
from lms.people.scopes import Scope


def private_storage() -> Storage:
    """Return where files stand that only the product hands out."""
    return storages["private"]


class ReportQuerySet(models.QuerySet["Report"]):
    """Filters over reports."""

    def visible_to(self, viewer: object) -> Self:
        """Return the reports on places that lie wholly inside ``viewer``'s scope; of a line, those of its schemes."""
        scope = Scope.of(viewer)
        return self.filter(_placed_in(scope) | scope.lines_q("scheme__code", _placed_in))


def _placed_in(scope: Scope) -> Q:
    return Q(division__in=Division.objects.visible_to_scope(scope)) | scope.organisations_q("organisation__")


class Report(models.Model):
    """The coverage of one place as of a day, as it was known at one moment.

    It is by one scheme and one roster, or by a version of a programme; then scheme and roster are those of its rule.
    The database refuses to change or delete it. ``figures`` and ``about`` are what its pages and its file show, in
    the words of that moment; ``digest`` is over both, the lines and the root of the sealed records.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(
        ProgrammeVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("rule")
    )
    scheme = models.ForeignKey(
        Scheme, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("training scheme")
    )
    roster = models.ForeignKey(
        Roster, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("roster")
    )
    division = models.ForeignKey(
        Division, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("division")
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("institution")
    )
    as_of = models.DateField(_("as of"))
    about = models.JSONField(_("what it rests on"))
    figures = models.JSONField(_("figures"))
    due = models.PositiveIntegerField(_("due"))
    covered = models.PositiveIntegerField(_("covered"))
    lines_sha256 = models.CharField(max_length=64)
    digest = models.CharField(_("fingerprint"), max_length=64)
    file = models.FileField(_("signed file"), storage=private_storage, upload_to="reports/%Y", max_length=120)
    sha256 = models.CharField("SHA-256", max_length=64)
    frozen_at = models.DateTimeField(_("frozen"), db_index=True)
    frozen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("frozen by")
    )

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("frozen report")
        verbose_name_plural = _("frozen reports")
        constraints = [
            models.CheckConstraint(
                condition=Q(division=None, organisation__isnull=False) | Q(division__isnull=False, organisation=None),
                name="report_is_on_one_place",
            ),
            models.CheckConstraint(
                condition=Q(version__isnull=False) | Q(scheme__isnull=False, roster__isnull=False),
                name="report_has_a_rule",
            ),
            models.CheckConstraint(condition=Q(covered__lte=F("due")), name="report_covers_who_is_due"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} · {self.about['place']} · {self.as_of}"

    @property
    def subject(self) -> str:
        """What was to be reached: the programme or the scheme, by the name it had."""
        return str(self.about.get("programme") or self.about["scheme"])


class ReportLine(models.Model):
    """One person who was due, as the report found them. Never changed."""

    # No index of its own: the one over report and place begins with the report.
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="lines", db_index=False)
    position = models.PositiveIntegerField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("person"))
    name = models.CharField(_("name"), max_length=60)
    id_number_shown = models.CharField(_("ID number"), max_length=20, blank=True)
    area = models.CharField(_("area"), max_length=150)
    institution = models.CharField(_("institution"), max_length=150)
    # Which one that is, whatever it is called later: no word of the report. Unknown in those frozen before 0021.
    workplace = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="+", db_index=False, editable=False
    )
    institution_kind = models.CharField(_("kind of institution"), max_length=30)
    joined_on = models.DateField(_("on the roster since"))
    state = models.CharField(_("state"), max_length=10)
    covered_on = models.DateField(_("completed on"), null=True, blank=True)
    # Of the period; nothing where the report is on no programme.
    minutes = models.BigIntegerField(_("minutes trained"), null=True, blank=True)
    credits_hundredths = models.BigIntegerField(_("hundredths of a credit"), null=True, blank=True)

    class Meta:
        verbose_name = _("line of a report")
        verbose_name_plural = _("lines of a report")
        constraints = [
            models.UniqueConstraint(fields=["report", "position"], name="report_line_has_its_place"),
            models.UniqueConstraint(fields=["report", "person"], name="report_names_a_person_once"),
            models.CheckConstraint(
                condition=Q(state="covered", covered_on__isnull=False) | ~Q(state="covered") & Q(covered_on=None),
                name="report_line_covered_has_a_day",
            ),
            models.CheckConstraint(
                condition=Q(minutes=None, credits_hundredths=None)
                | Q(minutes__isnull=False, credits_hundredths__isnull=False),
                name="report_line_learned_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} · {self.name}"

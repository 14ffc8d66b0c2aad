"""Training schemes."""

from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.people.models import Organisation
from lms.people.scopes import Scope


class SchemeQuerySet(models.QuerySet["Scheme"]):
    """Filters over schemes."""

    def visible_to(self, viewer: object) -> Self:
        """Return the schemes organised inside ``viewer``'s scope, looked after, or followed as a trainee by them."""
        scope = Scope.of(viewer)
        if scope.everything:
            return self
        own = Scheme.objects.filter(cohorts__traineeships__person=scope.person_id).values("pk")
        return self.filter(scope.organisations_q("organiser__") | Q(pk__in=own) | Q(code__in=scope.schemes))


class Scheme(models.Model):
    """A training scheme and who organises it. What must be done is in its versions; classes (cohorts) run one each."""

    code = models.CharField(
        _("code"),
        max_length=20,
        unique=True,
        validators=[RegexValidator(r"^[A-Z0-9]+(-[A-Z0-9]+)*$", _("Capital letters, digits and single hyphens only."))],
        help_text=_("Certificate numbers begin with it, for example WF-SXYS."),
        error_messages={"unique": _("Another scheme has this code already. Choose a different one.")},
    )
    name = models.CharField(_("name of the scheme"), max_length=120)
    organiser = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="schemes", verbose_name=_("organiser")
    )
    summary = models.TextField(_("summary"), blank=True)
    report_days = models.PositiveSmallIntegerField(
        _("report due, days after the last day"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(366)],
        help_text=_("National projects: 14. Leave empty where nobody asks for a report on a class."),
    )
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    objects = SchemeQuerySet.as_manager()

    class Meta:
        verbose_name = _("training scheme")
        verbose_name_plural = _("training schemes")
        constraints = [
            models.CheckConstraint(condition=~Q(code=""), name="scheme_has_a_code"),
            models.CheckConstraint(condition=~Q(name=""), name="scheme_has_a_name"),
            models.CheckConstraint(
                condition=Q(report_days=None) | Q(report_days__gte=1, report_days__lte=366),
                name="scheme_report_is_due_within_a_year",
                violation_error_message=_("A report is due 1 to 366 days after the last day."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

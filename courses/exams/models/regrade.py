"""A corrected key carried out on everybody whose paper had the question."""

from typing import Any, Self

from django.db import models
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from courses.exams.models.bank import Question
from courses.exams.models.results import KeyCorrection, Result
from courses.exams.models.sitting import Sitting
from lms.jobs.models import Job


class RegradeQuerySet(models.QuerySet["Regrade"]):
    """Filters over regrades."""

    def visible_to(self, viewer: object) -> Self:
        """Return the regrades of questions ``viewer`` may edit."""
        questions = Question.objects.visible_to(viewer).values("pk")
        return self.filter(correction__version__question__in=questions)


class Regrade(models.Model):
    """The work of one correction: how far it is. Whose result changed is told by the results that name it."""

    correction = models.OneToOneField(KeyCorrection, on_delete=models.PROTECT, related_name="regrade")
    job = models.ForeignKey(Job, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # Sittings are taken in the order of their ids; those up to this one are done.
    upto = models.BigIntegerField(_("done up to sitting"), default=0)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)

    objects = RegradeQuerySet.as_manager()

    class Meta:
        verbose_name = _("regrade")
        verbose_name_plural = _("regrades")
        constraints = [models.CheckConstraint(condition=Q(upto__gte=0), name="regrade_counts_from_none")]

    def __str__(self) -> str:
        return str(self.correction)

    @property
    def sittings(self) -> QuerySet[Sitting]:
        """Every sitting whose paper has the question, open ones too: they may close while the work is done."""
        correction = self.correction
        return Sitting.objects.filter(items__version=correction.version_id, items__part=correction.part)

    def left(self) -> QuerySet[Sitting, int]:
        """Return the ids of the sittings that are still to do, in their order."""
        return self.sittings.filter(pk__gt=self.upto).order_by("pk").values_list("pk", flat=True)

    @property
    def changes(self) -> QuerySet[Any]:
        """The results this regrade wrote, each with what the one before said."""
        before = Result.objects.filter(sitting=OuterRef("sitting"), number=OuterRef("number") - 1)
        return Result.objects.filter(correction=self.correction_id).annotate(
            was_hundredths=Subquery(before.values("score_hundredths")[:1]),
            was_passed=Subquery(before.values("passed")[:1]),
        )

"""Samples of people whom auditors look at one by one: the draw, who works on whom, and what was found."""

import zlib
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from lms.coverage.models.audited import AtWorkplace, AuditedQuerySet
from lms.people.models import Organisation

VIEW = "coverage.view_sample"


class SampleQuerySet(models.QuerySet["Sample"]):
    """Filters over samples."""

    def visible_to(self, viewer: Any) -> Self:
        """Return the samples with somebody in ``viewer``'s scope, for those who audit."""
        return self.filter(Exists(SampledPerson.objects.visible_to(viewer).filter(sample=OuterRef("pk"))))

    def newest(self) -> Self:
        """Return them newest first, without the lists of their populations."""
        return self.defer("population_list").select_related("drawn_by").order_by("-drawn_at", "-pk")


class Sample(models.Model):
    """People drawn from a population by a seed, so that anybody can draw the same again. Never changed."""

    class Strata(models.TextChoices):
        NONE = "", _("no strata")
        COUNTY = "county", _("by county")
        KIND = "institution_kind", _("by kind of institution")

    title = models.CharField(_("title"), max_length=100)
    drawn_from = models.CharField(_("drawn from"), max_length=300)
    source = models.JSONField(default=dict)
    seed = models.CharField(_("seed"), max_length=60)
    seed_typed = models.BooleanField(_("seed typed in"))
    method = models.CharField(max_length=30)
    strata = models.CharField(_("strata"), max_length=20, choices=Strata.choices, blank=True, default=Strata.NONE)
    asked_tenths = models.PositiveSmallIntegerField(_("share asked for (tenths of a percent)"), null=True, blank=True)
    size = models.PositiveIntegerField(_("people drawn"))
    population = models.PositiveIntegerField(_("population"))
    population_sha256 = models.CharField(_("checksum of the population"), max_length=64)
    # A line a person, uid and stratum, packed: what the seed was applied to, whatever becomes of the roster.
    population_list = models.BinaryField()
    drawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("drawn by")
    )
    drawn_at = models.DateTimeField(_("drawn"))

    objects = SampleQuerySet.as_manager()

    class Meta:
        verbose_name = _("sample")
        verbose_name_plural = _("samples")
        default_permissions = ("view",)
        permissions = [("draw_sample", "Can draw samples"), ("check_sample", "Can fill in the checklists of samples")]
        indexes = [models.Index(fields=["population_sha256"], name="sample_by_population")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(drawn_from="") & ~Q(seed="") & ~Q(population_sha256=""),
                name="sample_says_what_it_is",
            ),
            models.CheckConstraint(
                condition=Q(size__gte=1, population__gte=models.F("size")), name="sample_is_part_of_its_population"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def lines(self) -> str:
        """Return the population as it was drawn from: uid, tab, stratum, a person a line."""
        return zlib.decompress(bytes(self.population_list)).decode()


class SampledPersonQuerySet(AuditedQuerySet["SampledPerson"]):
    """Filters over the people of samples."""

    permission = VIEW


class SampledPerson(AtWorkplace):
    """One person of a sample, at the workplace that placed them on that day. Never changed."""

    # No index of its own: the unique constraint on sample and position begins with it.
    sample = models.ForeignKey(Sample, on_delete=models.PROTECT, related_name="people", db_index=False)
    position = models.PositiveIntegerField(_("number in the sample"))
    stratum = models.CharField(_("stratum"), max_length=100, blank=True)
    digest = models.CharField(_("order"), max_length=64)

    objects = SampledPersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("sampled person")
        verbose_name_plural = _("sampled people")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["sample", "position"], name="sampled_position_once"),
            models.UniqueConstraint(fields=["sample", "person"], name="sampled_person_once"),
            models.CheckConstraint(condition=Q(position__gte=1), name="sampled_positions_begin_at_one"),
        ]

    def __str__(self) -> str:
        return f"{self.position} · {self.person}"

    @property
    def stratum_words(self) -> str:
        """The stratum as people read it: counties by name and code, kinds of institution in words."""
        kinds = dict(Organisation.Kind.choices)
        return str(kinds.get(self.stratum, self.stratum)) if self.sample.strata == Sample.Strata.KIND else self.stratum


class SampleAssignment(models.Model):
    """That an auditor takes a sampled person on; the newest counts, and nobody is an answer too."""

    sampled = models.ForeignKey(SampledPerson, on_delete=models.PROTECT, related_name="assignments")
    auditor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    assigned_at = models.DateTimeField(_("assigned"))

    class Meta:
        verbose_name = _("assignment of a sampled person")
        verbose_name_plural = _("assignments of sampled people")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.sampled_id} · {self.auditor_id}"


class SampleCheck(models.Model):
    """One line of the checklist of a sampled person, as one auditor answered it; the newest counts."""

    class Item(models.TextChoices):
        EVIDENCE = "evidence", _("Evidence seen")
        PHONED = "phoned", _("Phoned")
        VISITED = "visited", _("Visited on site")
        IDENTITY = "identity", _("The person is who the list says")
        WORKPLACE = "workplace", _("The person works where the list says")
        ATTENDED = "attended", _("The person took the training themselves")
        SUPPORTED = "supported", _("The evidence supports the records")
        STATE = "state", _("The state the figures give the person is right")

    class Answer(models.TextChoices):
        YES = "yes", _("yes")
        NO = "no", _("no")
        IMPOSSIBLE = "impossible", _("not possible")

    sampled = models.ForeignKey(SampledPerson, on_delete=models.PROTECT, related_name="checks", db_index=False)
    item = models.CharField(_("what"), max_length=12, choices=Item.choices)
    answer = models.CharField(_("answer"), max_length=12, choices=Answer.choices)
    done_on = models.DateField(_("done on"))
    note = models.CharField(_("note"), max_length=500, blank=True)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField(_("noted"))

    class Meta:
        verbose_name = _("line of a checklist")
        verbose_name_plural = _("lines of checklists")
        default_permissions = ()
        indexes = [models.Index(fields=["sampled", "item", "-id"], name="check_newest_first")]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    item__in=[
                        "evidence", "phoned", "visited", "identity", "workplace", "attended", "supported", "state",
                    ]
                ),
                name="check_is_of_the_list",
            ),
            models.CheckConstraint(condition=Q(answer__in=["yes", "no", "impossible"]), name="check_has_an_answer"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.sampled_id} · {self.item} · {self.answer}"

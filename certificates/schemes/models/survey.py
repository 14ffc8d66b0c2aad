"""Surveys before a training: a form as data, who is asked, what they answer and the gaps that shows."""

from datetime import date
from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.fields import StreamField

from certificates.schemes.blocks import BODY
from certificates.schemes.models.cohort import Cohort
from certificates.schemes.models.plan import SyllabusUnit
from certificates.schemes.rules import questionnaire
from lms.people.models import Organisation, Roster
from lms.people.scopes import Scope
from lms.records.models import Subject


class SurveyQuerySet(models.QuerySet["Survey"]):
    """Filters over surveys."""

    def visible_to(self, viewer: object) -> Self:
        """Return the surveys organised inside ``viewer``'s scope."""
        return self.filter(Scope.of(viewer).organisations_q("organiser__"))


class Survey(ClusterableModel):
    """A survey as it is edited. Every saved change is a version of its own, and people answer a version."""

    code = models.SlugField(
        _("code"),
        max_length=40,
        unique=True,
        error_messages={"unique": _("Another survey has this code already. Choose a different one.")},
    )
    title = models.CharField(_("title"), max_length=120)
    organiser = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="surveys", verbose_name=_("organiser")
    )
    intro = models.TextField(_("introduction"), blank=True, max_length=1000)
    body = StreamField(BODY, verbose_name=_("pages"), blank=False)

    objects = SurveyQuerySet.as_manager()

    class Meta:
        verbose_name = _("survey")
        verbose_name_plural = _("surveys")
        constraints = [models.CheckConstraint(condition=~Q(code="") & ~Q(title=""), name="survey_has_code_and_title")]

    def __str__(self) -> str:
        return self.title


class SurveyUnit(models.Model):
    """What a survey may find a gap in, and which activities close it."""

    survey = ParentalKey(Survey, on_delete=models.CASCADE, related_name="units")
    position = models.PositiveIntegerField(default=0, editable=False)
    code = models.CharField(_("code"), max_length=20)
    title = models.CharField(_("title"), max_length=120)
    unit = models.ForeignKey(
        SyllabusUnit,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("unit of the syllabus"),
        help_text=_("Whoever has this gap then reads when and where their class teaches it."),
    )
    subject = models.ForeignKey(
        Subject,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("subject"),
        help_text=_("Activities about it are suggested to whoever has this gap."),
    )
    threshold = models.PositiveSmallIntegerField(
        _("a gap from … percent"), default=50, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )

    sort_order_field = "position"

    class Meta:
        verbose_name = _("unit of a survey")
        verbose_name_plural = _("units of a survey")
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "code"],
                name="survey_names_a_unit_once",
                violation_error_message=_("This unit is in the survey already."),
            ),
            models.CheckConstraint(
                condition=Q(threshold__gte=1, threshold__lte=100),
                name="survey_threshold_is_a_percentage",
                violation_error_message=_("A threshold is 1 to 100 percent."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class SurveyVersion(models.Model):
    """A survey as it stood. The database refuses to change it: answers point here."""

    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="versions", verbose_name=_("survey"))
    number = models.PositiveIntegerField(_("version"))
    definition = models.JSONField(_("form"))
    made_at = models.DateTimeField(_("made"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("version of a survey")
        verbose_name_plural = _("versions of a survey")
        constraints = [
            models.UniqueConstraint(fields=["survey", "number"], name="survey_version_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="survey_versions_begin_at_one"),
        ]

    def __str__(self) -> str:
        return f"{self.survey} · {self.number}"

    @cached_property
    def form(self) -> questionnaire.Form:
        """The form, read."""
        return questionnaire.read(self.definition)


class SurveyRoundQuerySet(models.QuerySet["SurveyRound"]):
    """Filters over rounds."""

    def visible_to(self, viewer: object) -> Self:
        """Return the rounds of surveys organised inside ``viewer``'s scope, and those that ask people working there."""
        scope = Scope.of(viewer)
        if scope.everything:
            return self
        asked_here = SurveyPaper.objects.filter(scope.organisations_q("workplace__"), round=OuterRef("pk"))
        return self.filter(scope.organisations_q("version__survey__organiser__") | Exists(asked_here))

    def run_by(self, viewer: object) -> Self:
        """Return the rounds of surveys organised inside ``viewer``'s scope."""
        return self.filter(Scope.of(viewer).organisations_q("version__survey__organiser__"))


class SurveyRound(models.Model):
    """One time a version is put to the people of a roster or a class, until a closing day."""

    version = models.ForeignKey(SurveyVersion, on_delete=models.PROTECT, related_name="rounds")
    roster = models.ForeignKey(
        Roster, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("roster")
    )
    cohort = models.ForeignKey(
        Cohort, on_delete=models.PROTECT, null=True, blank=True, related_name="surveys", verbose_name=_("class")
    )
    closes_on = models.DateField(_("last day to answer"))
    opened_at = models.DateTimeField(_("opened"))
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = SurveyRoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("round of a survey")
        verbose_name_plural = _("rounds of a survey")
        constraints = [
            models.CheckConstraint(
                condition=Q(roster=None, cohort__isnull=False) | Q(roster__isnull=False, cohort=None),
                name="survey_asks_a_roster_or_a_class",
                violation_error_message=_("Choose a roster or a class, one of the two."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.version.survey.title} · {self.asked}"

    @property
    def asked(self) -> Roster | Cohort | None:
        """Whom it asks."""
        return self.cohort if self.cohort_id else self.roster

    def is_open(self, day: date) -> bool:
        """Return whether answers are taken on ``day``."""
        return day <= self.closes_on


class SurveyPaperQuerySet(models.QuerySet["SurveyPaper"]):
    """Filters over papers."""

    def visible_to(self, viewer: object) -> Self:
        """Return the viewer's own, those of people working in scope, and those of surveys organised in scope."""
        scope = Scope.of(viewer)
        if scope.everything:
            return self
        organised = scope.organisations_q("round__version__survey__organiser__")
        return self.filter(Q(person=scope.person_id) | scope.organisations_q("workplace__") | organised)

    def sent(self) -> Self:
        """Return those that were handed in, opened again or not: what was sent stays until it is sent anew."""
        return self.exclude(sent_at=None)


class SurveyPaper(models.Model):
    """One person's answers in one round. ``sent`` is what counts; ``answers`` is what stands on the phone."""

    round = models.ForeignKey(SurveyRound, on_delete=models.PROTECT, related_name="papers")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="survey_papers", verbose_name=_("person")
    )
    workplace = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answers = models.JSONField(_("answers"), default=dict, blank=True)
    saved_at = models.DateTimeField(_("last saved"), null=True, blank=True)
    sent = models.JSONField(_("answers sent"), default=dict, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    reopened_at = models.DateTimeField(_("opened again"), null=True, blank=True)

    objects = SurveyPaperQuerySet.as_manager()

    class Meta:
        verbose_name = _("answers to a survey")
        verbose_name_plural = _("answers to surveys")
        constraints = [
            models.UniqueConstraint(fields=["round", "person"], name="survey_paper_once_per_round"),
            models.CheckConstraint(
                condition=Q(reopened_at=None) | Q(sent_at__isnull=False, reopened_at__gte=F("sent_at")),
                name="survey_paper_is_reopened_after_it_is_sent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round} · {self.person}"

    @property
    def is_locked(self) -> bool:
        """Whether it was sent and not opened again."""
        return self.sent_at is not None and self.reopened_at is None


class SurveyGap(models.Model):
    """How far somebody's answers point to a unit: derived from what was sent."""

    paper = models.ForeignKey(SurveyPaper, on_delete=models.CASCADE, related_name="gaps")
    unit_code = models.CharField(max_length=20)
    # What the syllabus teaches against it; nothing where the survey was made without one.
    unit = models.ForeignKey(
        SyllabusUnit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("unit")
    )
    percent = models.PositiveSmallIntegerField()
    is_gap = models.BooleanField()

    class Meta:
        verbose_name = _("gap")
        verbose_name_plural = _("gaps")
        constraints = [
            models.UniqueConstraint(fields=["paper", "unit_code"], name="survey_gap_once"),
            models.CheckConstraint(condition=Q(percent__lte=100), name="survey_gap_is_a_percentage"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_code}: {self.percent} %"

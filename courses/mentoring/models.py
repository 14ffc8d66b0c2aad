"""Pairings of mentors with grassroots doctors, and the teaching sessions that come of them."""

from datetime import UTC, date, datetime, timedelta
from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.fields import RichTextField

from courses.mentoring.rules import Occasion, Term
from lms.people.models import Organisation, Person
from lms.people.scopes import Scope
from lms.records.models import Activity, Subject


class PairingQuerySet(models.QuerySet["Pairing"]):
    """Filters over pairings."""

    def on(self, day: date) -> Self:
        """Return the pairings in force on ``day``."""
        return self.filter(starts_on__lte=day).filter(Q(ends_on=None) | Q(ends_on__gt=day))

    def of(self, person: object) -> Self:
        """Return the pairings in which ``person`` is the mentor or the mentee."""
        return self.filter(Q(mentor=person) | Q(mentee=person))

    def visible_to(self, viewer: object) -> Self:
        """Return the viewer's own pairings, those of people in scope and those organised in scope."""
        scope = Scope.of(viewer)
        if scope.everything:
            return self
        own = Q(mentor=scope.person_id) | Q(mentee=scope.person_id)
        return self.filter(own if scope.is_empty else own | _looked_after(viewer, scope))

    def run_by(self, viewer: object) -> Self:
        """Return the pairings ``viewer`` may change: those of others in scope and those organised in scope."""
        scope = Scope.of(viewer)
        return self if scope.everything else self.filter(_looked_after(viewer, scope))


def _looked_after(viewer: object, scope: Scope) -> Q:
    people = Person.objects.visible_to(viewer).exclude(pk=scope.person_id).values("pk")
    return Q(mentor__in=people) | Q(mentee__in=people) | Q(organiser__in=_organised_by(viewer))


def _organised_by(viewer: object) -> models.QuerySet[Organisation]:
    return Organisation.objects.visible_to(viewer).values("pk")  # type: ignore[return-value]


class Pairing(models.Model):
    """A named specialist who guides one grassroots doctor for a term, with a plan."""

    class Kind(models.TextChoices):
        FAMOUS_DOCTOR = "famous_doctor", _("specialist paired with a grassroots doctor")
        APPRENTICESHIP = "apprenticeship", _("apprenticeship")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.FAMOUS_DOCTOR)
    mentor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="mentees", verbose_name=_("mentor")
    )
    mentee = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="mentors", verbose_name=_("mentee")
    )
    organiser = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="pairings", verbose_name=_("organiser")
    )
    subject = models.ForeignKey(
        Subject, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("subject")
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    goal_sessions = models.PositiveSmallIntegerField(_("planned teaching sessions"), default=0)
    plan = RichTextField(_("plan"), blank=True, features=["h3", "bold", "ol", "ul"])

    objects = PairingQuerySet.as_manager()

    class Meta:
        verbose_name = _("pairing")
        verbose_name_plural = _("pairings")
        constraints = [
            models.CheckConstraint(
                condition=~Q(mentor=F("mentee")),
                name="pairing_is_of_two_people",
                violation_error_message=_("Nobody can be their own mentor."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on")),
                name="pairing_ends_after_it_begins",
                violation_error_message=_("A pairing ends after it begins."),
            ),
            models.UniqueConstraint(
                fields=["mentor", "mentee", "kind"],
                condition=Q(ends_on=None),
                name="pairing_open_once_per_couple",
                violation_error_message=_("These two are already paired, without an end date."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mentor} · {self.mentee}"

    def covers(self, day: date) -> bool:
        """Say whether ``day`` lies inside the term; the day it ends on is outside."""
        return Term(self.starts_on, self.ends_on).covers(day)

    def may_be_logged_on(self, day: date) -> bool:
        """Say whether some day of the term is recent enough on ``day`` for a session to be logged."""
        oldest = day - timedelta(days=settings.TEACHING_LOG_DAYS)
        return self.starts_on <= day and (self.ends_on is None or self.ends_on > oldest)


class TeachingSessionQuerySet(models.QuerySet["TeachingSession"]):
    """Filters over teaching sessions."""

    def standing(self) -> Self:
        """Return the sessions that are not withdrawn."""
        return self.exclude(state=TeachingSession.State.WITHDRAWN)

    def confirmed(self) -> Self:
        """Return the sessions both sides stand by."""
        return self.filter(state=TeachingSession.State.CONFIRMED)

    def waiting_since(self, limit: datetime) -> Self:
        """Return the sessions nobody has answered that were logged at ``limit`` or before."""
        return self.filter(state=TeachingSession.State.LOGGED, logged_at__lte=limit)

    def of(self, person: object) -> Self:
        """Return the sessions in which ``person`` taught or was taught."""
        return self.filter(Q(pairing__mentor=person) | Q(pairing__mentee=person))

    def visible_to(self, viewer: object) -> Self:
        """Return the sessions of the pairings that ``viewer`` may see."""
        return self.filter(pairing__in=Pairing.objects.visible_to(viewer).values("pk"))

    def run_by(self, viewer: object) -> Self:
        """Return the sessions of the pairings that ``viewer`` looks after."""
        return self.filter(pairing__in=Pairing.objects.run_by(viewer).values("pk"))


class TeachingSession(models.Model):
    """One occasion on which a mentor taught one mentee: logged by the mentor, confirmed or disputed by the mentee."""

    class Kind(models.TextChoices):
        CLINIC = "clinic", _("teaching in the clinic")
        WARD_ROUND = "ward_round", _("teaching ward round")
        CONSULTATION = "consultation", _("consultation")
        LECTURE = "lecture", _("lecture on a topic")
        SURGERY = "surgery", _("operation demonstrated")
        CASE = "case", _("case discussion")
        OUTREACH = "outreach", _("visiting patients")
        REMOTE = "remote", _("remote guidance")

    class State(models.TextChoices):
        LOGGED = "logged", _("waiting for confirmation")
        CONFIRMED = "confirmed", _("confirmed by the mentee")
        DISPUTED = "disputed", _("disputed")
        WITHDRAWN = "withdrawn", _("taken back")

    class Mode(models.TextChoices):
        ONSITE = Activity.Mode.ONSITE.value, Activity.Mode.ONSITE.label
        ONLINE = Activity.Mode.ONLINE.value, Activity.Mode.ONLINE.label

    pairing = models.ForeignKey(Pairing, on_delete=models.PROTECT, related_name="sessions", verbose_name=_("pairing"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    mode = models.CharField(_("mode"), max_length=10, choices=Mode.choices, default=Mode.ONSITE)
    place = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("place")
    )
    started_at = models.DateTimeField(_("began"))
    minutes = models.PositiveSmallIntegerField(_("minutes"), validators=[MinValueValidator(10), MaxValueValidator(480)])
    topic = models.CharField(_("topic"), max_length=100)
    note = models.TextField(_("note"), max_length=1000, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.LOGGED)
    logged_at = models.DateTimeField(_("logged"))
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    dispute_reason = models.CharField(_("reason of the dispute"), max_length=200, blank=True)
    void_reason = models.CharField(_("reason of being void"), max_length=200, blank=True)
    request_key = models.CharField(max_length=80, unique=True)

    objects = TeachingSessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("teaching session")
        verbose_name_plural = _("teaching sessions")
        permissions = [("void_teachingsession", "Can declare teaching sessions void")]
        indexes = [models.Index(fields=["pairing", "started_at"], name="session_by_pairing_and_time")]
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__gte=10, minutes__lte=480),
                name="session_lasts_10_to_480_minutes",
                violation_error_message=_("A teaching session lasts between 10 minutes and 8 hours."),
            ),
            models.CheckConstraint(condition=~Q(topic=""), name="session_has_a_topic"),
            models.CheckConstraint(condition=~Q(request_key=""), name="session_has_a_request_key"),
            models.CheckConstraint(condition=Q(logged_at__gt=F("started_at")), name="session_is_logged_after_it_began"),
            models.CheckConstraint(
                condition=Q(state__in=["confirmed", "disputed"], answered_at__isnull=False)
                | Q(state="logged", answered_at=None)
                | Q(state="withdrawn"),
                name="session_answer_is_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state="disputed") | ~Q(dispute_reason=""), name="session_dispute_has_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(void_reason="") | Q(state="withdrawn"), name="session_void_is_withdrawn"
            ),
            models.UniqueConstraint(
                fields=["pairing", "started_at"],
                condition=~Q(state="withdrawn"),
                name="session_once_per_pairing_and_start",
                violation_error_message=_("A session of these two at this time is already logged."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.topic}"

    @property
    def version(self) -> str:
        """Tells one wording of the session from another: every correction is logged anew."""
        return self.logged_at.astimezone(UTC).isoformat()

    @property
    def happened_on(self) -> date:
        """The day it took place on, in the site's time zone."""
        return timezone.localdate(self.started_at)

    @property
    def occasion(self) -> Occasion:
        """When it was and what, as the rules speak of it."""
        return Occasion(self.started_at, self.minutes, self.kind, self.place_id)

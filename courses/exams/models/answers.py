"""What reaches us while somebody sits: answers, stages, phones and signals. All of it is kept."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.exams.models.bank import QuestionVersion
from courses.exams.models.sitting import Sitting


class AnswerEntry(models.Model):
    """One save of one answer, as it arrived. Entries are only added: what counts is derived from them.

    Of one question the entry with the highest ``sequence`` is held, and of equal ones the first that arrived.
    ``chosen`` are indexes of the version's options, whatever order was shown. ``number`` counts up on each device,
    so what is sent twice is kept once.
    """

    # The indexes below begin with it: one of its own would only cost.
    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="entries", db_index=False)
    position = models.PositiveSmallIntegerField(_("number"))
    sequence = models.PositiveIntegerField(_("sequence"))
    device = models.CharField(_("device"), max_length=36)
    number = models.PositiveIntegerField(_("number on the device"))
    chosen = models.JSONField(_("chosen"), default=list)
    text = models.TextField(_("written answer"), blank=True)
    # What the phone's clock said, and that time put right by what the clock said when it was sent.
    device_at = models.DateTimeField(_("by the clock of the phone"), null=True, blank=True)
    estimated_at = models.DateTimeField(_("probably given"), null=True, blank=True)
    received_at = models.DateTimeField(_("arrived"))
    late = models.BooleanField(_("after the bell"), default=False)

    class Meta:
        verbose_name = _("saved answer")
        verbose_name_plural = _("saved answers")
        indexes = [models.Index(fields=["sitting", "position", "-sequence"], name="entry_held_first")]
        constraints = [
            models.UniqueConstraint(fields=["sitting", "device", "number"], name="entry_kept_once"),
            models.CheckConstraint(
                condition=Q(sequence__gte=1, position__gte=1, number__gte=1), name="entry_counts_from_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sitting_id} · {self.position} · {self.sequence}"


class StageReached(models.Model):
    """That somebody went on to a further stage of a case. There is no way back."""

    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="stages")
    version = models.ForeignKey(QuestionVersion, on_delete=models.PROTECT, related_name="+")
    stage = models.PositiveSmallIntegerField(_("stage"))
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("stage reached")
        verbose_name_plural = _("stages reached")
        constraints = [
            models.UniqueConstraint(fields=["sitting", "version", "stage"], name="stage_reached_once"),
            models.CheckConstraint(condition=Q(stage__gte=2), name="stage_reached_is_a_later_one"),
        ]

    def __str__(self) -> str:
        return f"{self.sitting_id} · {self.version_id} · {self.stage}"


class LateDecision(models.Model):
    """Whether the answers of a sitting that arrived after the bell count; the newest decision does."""

    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="late_decisions")
    accepted = models.BooleanField(_("they count"))
    reason = models.CharField(_("reason"), max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("decision on late answers")
        verbose_name_plural = _("decisions on late answers")
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="late_decision_says_why")]

    def __str__(self) -> str:
        return f"{self.sitting_id} · {self.accepted}"


class Presence(models.Model):
    """One device on which a sitting was open, and when it was last heard of."""

    sitting = models.ForeignKey(Sitting, on_delete=models.CASCADE, related_name="presences")
    device = models.CharField(_("device"), max_length=36)
    first_seen_at = models.DateTimeField(_("first heard of"))
    last_seen_at = models.DateTimeField(_("last heard of"))

    class Meta:
        verbose_name = _("device of a sitting")
        verbose_name_plural = _("devices of sittings")
        constraints = [models.UniqueConstraint(fields=["sitting", "device"], name="presence_once_per_device")]

    def __str__(self) -> str:
        return f"{self.sitting_id} · {self.device}"


class Signal(models.Model):
    """Something a phone noticed, for a person to look at. It decides nothing."""

    class Kind(models.TextChoices):
        LEFT = "left", _("left the page")
        BACK = "back", _("came back")
        RELOAD = "reload", _("loaded the page again")
        OFFLINE = "offline", _("lost the network")
        ONLINE = "online", _("found the network again")
        TWO_DEVICES = "two_devices", _("open on a second device")

    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="signals")
    device = models.CharField(_("device"), max_length=36)
    number = models.PositiveIntegerField(_("number on the device"))
    kind = models.CharField(_("type"), max_length=20, choices=Kind.choices)
    details = models.JSONField(_("details"), default=dict, blank=True)
    device_at = models.DateTimeField(_("by the clock of the phone"), null=True, blank=True)
    estimated_at = models.DateTimeField(_("probably given"), null=True, blank=True)
    received_at = models.DateTimeField(_("arrived"))

    class Meta:
        verbose_name = _("signal")
        verbose_name_plural = _("signals")
        constraints = [models.UniqueConstraint(fields=["sitting", "device", "number"], name="signal_kept_once")]

    def __str__(self) -> str:
        return f"{self.sitting_id} · {self.kind}"

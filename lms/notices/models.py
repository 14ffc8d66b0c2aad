"""What a person was told."""

from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lms.people.models import Person


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Filters over notices."""

    def visible_to(self, viewer: Any) -> Self:
        """Return the viewer's own notices; nobody reads another's."""
        return self.filter(person=viewer.pk) if viewer and viewer.is_authenticated else self.none()

    def unread(self) -> Self:
        """Return those not yet read."""
        return self.filter(read_at=None)


class Notice(models.Model):
    """One thing told to one person. Kind and key say what about, so nothing is told twice."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="notices", verbose_name=_("person"))
    kind = models.CharField(_("kind"), max_length=60)
    key = models.CharField(max_length=150)
    title = models.CharField(_("title"), max_length=150)
    body = models.TextField(_("text"), blank=True)
    url = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(_("told"))
    read_at = models.DateTimeField(_("read"), null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        indexes = [models.Index(fields=["person", "-created_at"], name="notice_by_person")]
        constraints = [
            models.UniqueConstraint(fields=["person", "kind", "key"], name="notice_told_once"),
            models.CheckConstraint(condition=~Q(title=""), name="notice_has_a_title"),
            models.CheckConstraint(
                condition=Q(url="") | (Q(url__startswith="/") & ~Q(url__startswith="//")),
                name="notice_leads_inside",
            ),
            models.CheckConstraint(
                condition=Q(read_at=None) | Q(read_at__gte=F("created_at")), name="notice_read_after_told"
            ),
        ]

    def __str__(self) -> str:
        return self.title

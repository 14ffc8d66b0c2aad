"""Pictures and sounds in questions."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lms.jobs.models import private_storage
from lms.people.models import Person
from lms.people.scopes import Scope


class QuestionMediaQuerySet(models.QuerySet["QuestionMedia"]):
    """Filters over pictures and sounds."""

    def visible_to(self, viewer: object) -> Self:
        """Return what ``viewer``, people of the viewer's institutions, and the installation itself have sent."""
        scope = Scope.of(viewer)
        if scope.everything:
            return self
        if scope.is_empty:
            return self.none()
        people = Person.objects.visible_to(viewer).values("pk")
        return self.filter(Q(made_by=None) | Q(made_by=scope.person_id) | Q(made_by__in=people))


class QuestionMedia(models.Model):
    """A picture or a sound that texts of questions name by its ``uid``. Never changed: versions point here."""

    class Kind(models.TextChoices):
        IMAGE = "image", _("picture")
        AUDIO = "audio", _("sound")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("type"), max_length=10, choices=Kind.choices)
    mime = models.CharField(max_length=60)
    file = models.FileField(_("file"), upload_to="questions/", storage=private_storage)
    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveIntegerField(_("bytes"))
    alt = models.CharField(_("what is seen or heard"), max_length=200)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField(_("uploaded"))

    objects = QuestionMediaQuerySet.as_manager()

    class Meta:
        verbose_name = _("picture or sound")
        verbose_name_plural = _("pictures and sounds")
        constraints = [
            models.CheckConstraint(
                condition=~Q(alt=""),
                name="question_media_is_described",
                violation_error_message=_("Say in words what is seen or heard."),
            ),
        ]

    def __str__(self) -> str:
        return self.alt

    def marker(self, alt: str = "") -> str:
        """Return what shows it inside a text, said in words by ``alt`` or as it was sent."""
        words = (alt or self.alt).replace("[", "(").replace("]", ")")
        return f"![{' '.join(words.split())}](media:{self.uid.hex})"

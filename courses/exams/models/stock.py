"""What papers were drawn from."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.exams.models.exam import Exam


class Stock(models.Model):
    """What the bank held for the blueprint of an exam when papers were drawn from it.

    Tags change and questions are retired and come back; with this and its seed a paper is drawn again as it was.
    Papers drawn while the bank stayed the same share one. ``content`` holds ``lines``, as
    :class:`courses.exams.rules.Pool` has them, and whether options are shuffled.
    """

    exam = models.ForeignKey(Exam, on_delete=models.PROTECT, related_name="stocks")
    digest = models.CharField(_("checksum"), max_length=64)
    content = models.JSONField(_("questions by line"))
    made_at = models.DateTimeField(_("first drawn from"))

    class Meta:
        verbose_name = _("stock of questions")
        verbose_name_plural = _("stocks of questions")
        constraints = [models.UniqueConstraint(fields=["exam", "digest"], name="stock_kept_once")]

    def __str__(self) -> str:
        return f"{self.exam_id} · {self.digest[:12]}"

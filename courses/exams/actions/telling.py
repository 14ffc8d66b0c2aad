"""Telling the editors of an exam what only they can mend."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from courses.exams import queries
from courses.exams.models import Exam
from courses.exams.queries.bank import told
from lms.notices.actions import notify


@transaction.atomic
def tell_bank_is_short(*, exam: Exam, at: datetime) -> None:
    """Tell the editors of ``exam``, once for each state of the bank, that nobody can begin it."""
    lines = list(exam.lines.select_related("subject").order_by("sort_order", "pk"))
    digest = queries.digest_of(queries.stock_content(queries.pools(lines), shuffle=exam.shuffle_options))
    short = told(queries.shortages(lines))
    for person in queries.editors_of(exam, on=at):
        notify(
            person,
            at=at,
            kind="exams.bank.short",
            key=f"{exam.pk}:{digest[:16]}",
            title=_("Nobody can begin the exam %(exam)s: the bank is too small") % {"exam": exam.title},
            body=_(
                "A doctor has tried just now. %(short)s. Put questions back into use, or write and approve new ones."
            )
            % {"short": short},
            url=reverse("exam_setup:inspect", args=[exam.pk]),
        )

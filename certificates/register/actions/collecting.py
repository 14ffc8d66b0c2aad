"""Putting the certificates of a list into one file for whoever prints or sends them."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certificates.register.bundles import PRINT, ZIP, standing_of
from certificates.register.models import Batch
from lms.audit.actions import record
from lms.jobs import actions as jobs
from lms.jobs.models import Job
from lms.kit.errors import Refusal
from lms.people.models import Person


class NothingIssued(Refusal):
    """An empty file is of no use."""

    code = "nothing_issued"
    message = gettext_lazy("No certificate of this list is valid: none has been issued yet, or all were revoked.")


@transaction.atomic
def collect(batch: Batch, form: str, *, by: Person, at: datetime) -> Job:
    """Have a worker put all certificates of ``batch`` into one file; only ``by`` can fetch it.

    :param form: ``"zip"``, or ``"print"`` for one PDF.
    :raises NothingIssued: there is none.
    """
    if form not in {ZIP, PRINT}:
        raise ValueError(form)
    if not standing_of(batch).exists():
        raise NothingIssued
    titles = {ZIP: _("ZIP of the certificates: %(cohort)s"), PRINT: _("Certificates for printing: %(cohort)s")}
    record("register.batch.collected", actor=by, subject=batch, at=at, kind=form)
    return jobs.start(
        "register.collect",
        title=titles[form] % {"cohort": batch.cohort.name},
        owner=by,
        at=at,
        return_url=reverse("certificate_batch:page", args=[batch.pk]),
        batch_id=batch.pk,
        form=form,
    )

"""Telling the people of a list how it stands: who may approve it, who handed it in, who approved it."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from certificates.register.approvers import approvers_of
from certificates.register.models import Batch
from lms.notices.actions import notify, notify_many


def tell_waiting(batch: Batch, *, people: int, at: datetime) -> None:
    """Tell everybody who may approve ``batch`` that it waits, with ``people`` on it."""
    said = ngettext(
        "A list of %(n)s certificate waits for your approval",
        "A list of %(n)s certificates waits for your approval",
        people,
    )
    notify_many(
        approvers_of(batch, on=timezone.localdate(at)),
        at=at,
        kind="register.batch.proposed",
        key=str(batch.pk),
        title=said % {"n": people},
        body=_("%(cohort)s, %(kind)s: %(name)s has looked it over and handed it in.")
        % {"cohort": batch.cohort.name, "kind": batch.get_kind_display(), "name": batch.made_by.name},
        url=_page(batch),
    )


def tell_approved(batch: Batch, *, at: datetime) -> None:
    """Tell who handed ``batch`` in that it is approved."""
    notify(
        batch.made_by,
        at=at,
        kind="register.batch.approved",
        key=f"batch:{batch.pk}",
        title=_("Your list of certificates has been approved"),
        body=_("%(cohort)s: %(name)s approved it; the certificates are being issued.")
        % {"cohort": batch.cohort.name, "name": batch.approved_by.name if batch.approved_by else ""},
        url=_page(batch),
    )


def tell_sent_back(batch: Batch, *, at: datetime) -> None:
    """Tell who handed ``batch`` in that somebody else has sent it back, and why."""
    notify(
        batch.made_by,
        at=at,
        kind="register.batch.sent_back",
        key=str(batch.pk),
        title=_("Your list of certificates has been sent back"),
        body=_("%(cohort)s: %(name)s sent it back. Reason: %(reason)s. Put it right and hand in a new list.")
        % {
            "cohort": batch.cohort.name,
            "name": batch.withdrawn_by.name if batch.withdrawn_by else "",
            "reason": batch.withdrawn_reason.rstrip("。."),
        },
        url=_page(batch),
    )


@transaction.atomic
def tell_issued(batch: Batch, *, issued: int, left: int, at: datetime) -> None:
    """Tell who handed ``batch`` in and who approved it what came of it. Called twice it tells once."""
    title = ngettext("%(n)s certificate has been issued", "%(n)s certificates have been issued", issued)
    body = _("%(cohort)s: fetch them as a ZIP or as one PDF for printing.")
    if left:
        body = _("%(cohort)s: %(left)s people on the list did not receive one; the page of the list says why.")
    for person in [batch.made_by, *([batch.approved_by] if batch.approved_by else [])]:
        notify(
            person,
            at=at,
            kind="register.batch.issued",
            key=f"{batch.pk}:{issued}:{left}",
            title=title % {"n": issued},
            body=body % {"cohort": batch.cohort.name, "left": left},
            url=_page(batch),
        )


def _page(batch: Batch) -> str:
    return reverse("certificate_batch:page", args=[batch.pk])

"""Sending heads and proofs out of the house: what lies elsewhere cannot be changed here."""

from datetime import datetime

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.audit.actions import record
from lms.kit.queue import later
from lms.people.models import Person
from lms.records.models import LearningRecord, TreeHead


@transaction.atomic
def mail_head(head: TreeHead, *, to: str, by: Person | None, at: datetime) -> None:
    """Have a worker mail a head to an address."""
    record("records.head.mailed", actor=by, subject=head, at=at, to=to)
    later("records.mail_head", head_id=head.pk, to=to)


@transaction.atomic
def note_proof(item: LearningRecord, *, by: Person, at: datetime) -> None:
    """Write down that somebody took the proof of a record along; the person it is about can see it."""
    record("records.proof.taken", actor=by, subject=item.person, at=at, record=item.pk)


def mail_daily(head: TreeHead, last: TreeHead | None) -> None:
    """Have the first head of a day mailed to whoever is to have them all, in the caller's transaction."""
    if last is None or timezone.localdate(last.at) != timezone.localdate(head.at):
        for address in settings.SEAL_MAIL_TO:
            mail_head(head, to=address, by=None, at=head.at)


def send_head(head: TreeHead, *, to: str) -> None:
    """Mail a head. Sent twice it is the same head twice."""
    at = timezone.localtime(head.at).strftime("%Y-%m-%d %H:%M")
    subject = _("Tree head of %(at)s over %(size)s records") % {"at": at, "size": head.size}
    words = _("Keep this. With it anybody can prove later that the records up to now were not changed.")
    send_mail(subject, f"{words}\n\n{head.note.text}", settings.DEFAULT_FROM_EMAIL, [to])

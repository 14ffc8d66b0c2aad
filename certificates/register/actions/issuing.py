"""Issuing by two people: one proposes a list, another approves it, a job issues."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max, QuerySet, prefetch_related_objects
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certificates.register.actions.making import Printing, keep_footings, make, numbers_for, series_of
from certificates.register.actions.telling import tell_approved, tell_sent_back, tell_waiting
from certificates.register.dues import Plan, digest_of, grounds, plan_for
from certificates.register.facts import Ground, site_design
from certificates.register.footing import footings_of
from certificates.register.models import Batch, Certificate, Recipient
from certificates.register.sealing import Sealing
from certificates.register.shelf import shelf
from certificates.register.signals import certificates_changed
from certificates.schemes.models import Cohort, Traineeship
from certificates.schemes.queries import waivers
from lms.audit.actions import record
from lms.jobs import actions as jobs
from lms.kit.errors import Refusal
from lms.kit.queue import announce
from lms.people.models import Person

# Certificates made in one transaction: what a kill can cost is at most this many, and they are made again. It is also
# one step of the job: how often its bar moves, how soon it can be stopped, and how long others wait for the series.
AT_ONCE = 100


class NobodyDue(Refusal):
    """A batch gives something to somebody."""

    code = "nobody_due"
    message = gettext_lazy("Nobody in this class is due a certificate now.")


class AlreadyWaiting(Refusal):
    """One list of a kind waits at a time."""

    code = "list_already_waiting"
    message = gettext_lazy(
        "A list of this kind already waits for approval in this class. Have it approved or take it back first."
    )


class StillIssuing(Refusal):
    """Who is on a list that is being issued would be on the next list too."""

    code = "still_issuing"
    message = gettext_lazy("The certificates of this class are being issued at this moment. Look again soon.")


class AlreadyDecided(Refusal):
    """A list is approved or taken back once."""

    code = "list_already_decided"
    message = gettext_lazy("This list has already been approved or taken back.")


class SayWhy(Refusal):
    """Whoever handed a list in must know what to put right."""

    code = "list_sent_back_without_reason"
    message = gettext_lazy("Say why you send this list back; whoever handed it in will read it.")


class NotAlone(Refusal):
    """Four eyes."""

    code = "second_person_needed"
    message = gettext_lazy("You proposed this list yourself. Somebody else must approve it.")


class ListChanged(Refusal):
    """What is approved is what was seen."""

    code = "list_changed"
    message = gettext_lazy("The list has changed since you opened it. Look at the changes and approve again.")


class NothingLeft(Refusal):
    """A batch goes on only where somebody still waits."""

    code = "nothing_left"
    message = gettext_lazy("Everybody on this list has received a certificate, or it is being issued already.")


@transaction.atomic
def propose(batch: Batch, *, by: Person, at: datetime) -> Batch:
    """Keep the dry run of ``batch``, which is not saved yet, as a list that waits for a second person, who is told.

    :raises AlreadyWaiting: a list of this kind waits already.
    :raises StillIssuing: an approved list of this kind is being issued.
    :raises NobodyDue: there is nobody on it.
    """
    people = _keep_proposal(batch, by, at)
    tell_waiting(batch, people=people, at=at)
    return batch


def _keep_proposal(batch: Batch, by: Person, at: datetime) -> int:
    # One after the other: two lists at the same moment would hold the same people.
    Cohort.objects.select_for_update().get(pk=batch.cohort_id)
    others = Batch.objects.filter(cohort=batch.cohort_id, kind=batch.kind)
    if others.waiting().exists():
        raise AlreadyWaiting
    if others.filter(job__isnull=False, job__ended_at=None).exists():
        raise StillIssuing
    plan = plan_for(batch, at=at)
    if not plan.due:
        raise NobodyDue
    series_of(batch.cohort, batch.kind, at)
    left = [[each.person.name, list(each.reasons)] for each in plan.not_due]
    batch.proposal = {"due": plan.lines, "left": left}
    batch.digest = digest_of(batch, plan.lines)
    batch.made_by, batch.made_at = by, at
    batch.save()
    record("register.batch.proposed", actor=by, subject=batch, at=at, count=len(plan.due), left_out=len(left))
    return len(plan.due)


@transaction.atomic
def withdraw(batch: Batch, *, by: Person, at: datetime, reason: str = "") -> Batch:
    """Take one's own list back before anybody has approved it, or send somebody else's back and say why.

    :raises AlreadyDecided: it has been approved, taken back or sent back.
    :raises SayWhy: it is somebody else's, and ``reason`` is blank.
    """
    locked = _waiting(batch)
    if locked.made_by_id != by.pk and not reason.strip():
        raise SayWhy
    locked.withdrawn_at, locked.withdrawn_by, locked.withdrawn_reason = at, by, reason.strip()[:200]
    locked.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    record("register.batch.withdrawn", actor=by, subject=locked, at=at, reason=locked.withdrawn_reason)
    if locked.was_sent_back:
        tell_sent_back(locked, at=at)
    return locked


@transaction.atomic
def approve(batch: Batch, *, by: Person, seen: str, at: datetime) -> Batch:
    """Approve the list as it is now, and start to issue; the database freezes it from here on.

    :param seen: the fingerprint of the list that was shown. Whoever is shown a list that has changed since it was
        proposed sees what has changed, and approves what they see.
    :raises AlreadyDecided: it has been approved or taken back.
    :raises NotAlone: ``by`` proposed it.
    :raises ListChanged: it is not the list that was shown.
    :raises NobodyDue: nobody is left on it.
    """
    locked = _waiting(batch)
    if locked.made_by_id == by.pk:
        raise NotAlone
    plan = plan_for(locked, at=at)
    if digest_of(locked, plan.lines) != seen:
        raise ListChanged
    if not plan.due:
        raise NobodyDue
    _freeze(locked, plan, by, at)
    _start(locked, by, at)
    tell_approved(locked, at=at)
    return locked


@transaction.atomic
def resume(batch: Batch, *, by: Person, at: datetime) -> Batch:
    """Go on issuing an approved list whose job was stopped or failed.

    :raises NothingLeft: there is nobody left on it, or a worker is at it.
    """
    locked = _lock(batch)
    if locked.approved_at is None or locked.is_running or not pending(locked).exists():
        raise NothingLeft
    _start(locked, by, at)
    return locked


def issue(cohort: Cohort, *, by: Person, approved_by: Person, at: datetime) -> list[Certificate]:
    """Issue to everybody in ``cohort`` who is complete, at once and in this process; return the new certificates."""
    batch = Batch(cohort=cohort, made_by=by, made_at=at)
    with transaction.atomic():
        try:
            _keep_proposal(batch, by, at)
        except NobodyDue:
            return []
        _freeze(batch, plan_for(batch, at=at), approved_by, at)
    waiting = list(pending(batch).values_list("pk", flat=True))
    for start in range(0, len(waiting), AT_ONCE):
        issue_some(batch, waiting[start : start + AT_ONCE], at=at)
    return list(batch.certificates.order_by("pk"))


def pending(batch: Batch) -> QuerySet[Recipient]:
    """Return who was approved and has no certificate of this batch yet, in the order of the list."""
    return batch.recipients.exclude(person__in=batch.certificates.values("person")).order_by("pk")


def issue_some(batch: Batch, recipient_ids: Sequence[int], *, at: datetime) -> int:
    """Issue to those of the batch's ``recipient_ids`` who are still due, as it was approved; return to how many.

    One transaction holds numbers, rows and the check, so cut off anywhere it leaves no number used and no row;
    called again, or by two workers at once, it gives nobody a second certificate. The number of queries does not
    grow with the people.

    :param at: what the clock says; nothing is dated earlier than the last certificate of the batch.
    """
    with shelf() as names, transaction.atomic():
        # First the people, so that nobody's completion changes meanwhile; then the series, one worker at a time. Only
        # then it is asked who is due: whoever waited for a lock must see what the other worker has issued.
        waiting = pending(batch).filter(pk__in=recipient_ids).select_related("person", "traineeship")
        chosen = list(waiting.select_for_update(of=("self",)))
        prefetch_related_objects([each.traineeship for each in chosen if each.traineeship], waivers())
        places = [each.traineeship_id for each in chosen if each.traineeship_id]
        list(Traineeship.objects.select_for_update().filter(pk__in=places).order_by("pk").values_list("pk"))
        at = batch.instant(at, batch.certificates.aggregate(last=Max("issued_at"))["last"])
        numbers = numbers_for(batch.cohort, batch.kind, at)
        standing = _standing(batch, chosen, at)
        if not standing:
            return 0
        design = site_design(batch)
        sealing = Sealing(batch.cohort.organiser, by=batch.made_by, at=at)
        made = [make(Printing(ground, design, batch.made_by, at), numbers, sealing, names) for ground in standing]
        for certificate in made:
            certificate.batch = batch
        Certificate.objects.bulk_create(made)
        announce(certificates_changed, person_ids=[each.person_id for each in made])
        sealing.keep(made)
        keep_footings(made, footings_of(standing, batch))
        numbers.keep()
        said = {"first": made[0].number, "last": made[-1].number, "count": len(made)}
        record("register.batch.issued", actor=batch.made_by, subject=batch, at=at, **said)
    return len(made)


def _standing(batch: Batch, chosen: Sequence[Recipient], at: datetime) -> list[Ground]:
    """Return the grounds of those of ``chosen`` who are due now under the name and on the basis that were approved."""
    plan = plan_for(batch, at=at, only=[each.person_id for each in chosen])
    now = {each.person.pk: (each.person.name, each.ground.basis) for each in plan.due}
    return list(grounds(batch, [each for each in chosen if now.get(each.person_id) == (each.name, each.basis)]))


def _freeze(batch: Batch, plan: Plan, by: Person, at: datetime) -> None:
    """Write who is on the list, and that it is approved."""
    rows = [
        Recipient(batch=batch, person_id=person, traineeship_id=place, name=name, basis=basis)
        for person, place, name, basis in plan.lines
    ]
    Recipient.objects.bulk_create(rows, batch_size=500)
    batch.digest = digest_of(batch, plan.lines)
    batch.approved_by, batch.approved_at = by, at
    batch.save(update_fields=["digest", "approved_by", "approved_at"])
    record("register.batch.approved", actor=by, subject=batch, at=at, count=len(rows))


def _start(batch: Batch, by: Person, at: datetime) -> None:
    batch.job = jobs.start(
        "register.issue",
        title=_("Certificates for %(cohort)s") % {"cohort": batch.cohort.name},
        owner=by,
        at=at,
        return_url=reverse("certificate_batch:page", args=[batch.pk]),
        batch_id=batch.pk,
    )
    batch.save(update_fields=["job"])


def _lock(batch: Batch) -> Batch:
    related = Batch.objects.select_related("cohort__scheme", "cohort__organiser", "layout_version", "activity", "job")
    return related.select_for_update(of=("self",)).get(pk=batch.pk)


def _waiting(batch: Batch) -> Batch:
    locked = _lock(batch)
    if not locked.waits:
        raise AlreadyDecided
    return locked

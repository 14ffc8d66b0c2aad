"""Pairing mentors with mentees."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from courses.mentoring.actions.turns import hold
from courses.mentoring.models import Pairing
from courses.mentoring.rules import Term
from lms.audit.actions import record
from lms.kit.errors import Refusal
from lms.notices.actions import notify
from lms.people.models import Organisation, Person

# What the learning records of a pairing's sessions say; it stays once sessions stand.
FROZEN = ("mentor", "mentee", "kind", "organiser")


class AlreadyPaired(Refusal):
    """A second pairing of the kind at the same time would count everything twice."""

    code = "already_paired"
    message = _("%(mentor)s and %(mentee)s are already paired in this way during that time.")


class BadPairing(Refusal):
    """The pairing breaks one of its own rules."""

    code = "bad_pairing"
    message = _("%(faults)s")


class TaughtAlready(Refusal):
    """Whom the sessions were with must not be rewritten."""

    code = "taught_already"
    message = _(
        "Teaching is logged in this pairing: mentor, mentee, kind and organiser stay as they are. "
        "End it, and make a new pairing for the others."
    )


class TermTooShort(Refusal):
    """Sessions would fall outside the term they were logged in."""

    code = "term_too_short"
    message = _("The term must cover the teaching logged from %(first)s to %(last)s.")


@transaction.atomic
def pair(
    *, mentor: Person, mentee: Person, organiser: Organisation, starts_on: date, at: datetime, **more: Any
) -> Pairing:
    """Return the pairing of the two that begins on ``starts_on``, made if there is none.

    :param more: other fields of :class:`Pairing`: kind, ends_on, goal_sessions, plan, subject.
    :raises AlreadyPaired: another pairing of the kind overlaps it.
    """
    kind = more.get("kind", Pairing.Kind.FAMOUS_DOCTOR)
    known = Pairing.objects.filter(mentor=mentor, mentee=mentee, kind=kind, starts_on=starts_on).first()
    if known:
        return known
    fields = {"mentor": mentor, "mentee": mentee, "organiser": organiser, "starts_on": starts_on, **more}
    return save_pairing(pairing=Pairing(**fields), by=None, at=at)


@transaction.atomic
def save_pairing(*, pairing: Pairing, by: Person | None, at: datetime) -> Pairing:
    """Save a new or changed pairing; both sides of a new one are told.

    :raises BadPairing: a rule of the pairing itself is broken.
    :raises AlreadyPaired: another pairing of the kind overlaps it.
    :raises TaughtAlready: sessions stand, and it would be of other people, another kind or another organiser.
    :raises TermTooShort: sessions stand outside the term.
    """
    is_new = pairing.pk is None
    # Two managers may pair the same couple at once: they take turns at the mentor.
    before = hold([] if is_new else [pairing.pk], pairing.mentor_id)
    if before:
        _refuse_rewriting(before[0], pairing)
    term = Term(pairing.starts_on, pairing.ends_on)
    others = Pairing.objects.filter(mentor=pairing.mentor, mentee=pairing.mentee, kind=pairing.kind)
    if any(term.overlaps(Term(other.starts_on, other.ends_on)) for other in others.exclude(pk=pairing.pk)):
        raise AlreadyPaired(mentor=pairing.mentor, mentee=pairing.mentee)
    try:
        pairing.validate_constraints()
    except ValidationError as fault:
        raise BadPairing(faults=" ".join(fault.messages)) from fault
    pairing.save()
    record("mentoring.pairing.made" if is_new else "mentoring.pairing.changed", actor=by, subject=pairing, at=at)
    if is_new:
        _tell_both(pairing, at)
    return pairing


def _refuse_rewriting(before: Pairing, after: Pairing) -> None:
    days = sorted(each.happened_on for each in before.sessions.standing())
    if not days:
        return
    if any(getattr(before, name) != getattr(after, name) for name in FROZEN):
        raise TaughtAlready
    term = Term(after.starts_on, after.ends_on)
    if not (term.covers(days[0]) and term.covers(days[-1])):
        raise TermTooShort(first=date_format(days[0], "Y-m-d"), last=date_format(days[-1], "Y-m-d"))


def _tell_both(pairing: Pairing, at: datetime) -> None:
    title = _("A new pairing: %(mentor)s teaches %(mentee)s") % {"mentor": pairing.mentor, "mentee": pairing.mentee}
    for person in (pairing.mentor, pairing.mentee):
        notify(person, kind="mentoring.pairing.made", key=str(pairing.pk), title=title, url="/mentoring/", at=at)

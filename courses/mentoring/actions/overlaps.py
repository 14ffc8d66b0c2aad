"""One hour is one lesson: for the mentor who gives it, and for the mentee who has it, whoever logs it."""

from collections.abc import Sequence
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from courses.mentoring import rules
from courses.mentoring.models import Pairing, TeachingSession
from lms.kit.errors import Refusal
from lms.people.models import Person

State = TeachingSession.State


class InTwoPlaces(Refusal):
    """The mentor taught something else at that time."""

    code = "in_two_places"
    message = _("You have logged another session at this time: %(other)s. Check the time, or correct that one.")


class AlreadyLogged(Refusal):
    """The mentee was taught at that time already, in this pairing or in another."""

    code = "already_logged"
    message = _("%(mentee)s already has a teaching session at this time: %(other)s.")


class AlreadyTaught(Refusal):
    """The mentee has confirmed another lesson of the same time."""

    code = "already_taught"
    message = _("You have confirmed another session at this time: %(other)s. One hour counts once.")


def refuse_overlap(
    mentor: Person,
    pairings: Sequence[Pairing],
    occasion: rules.Occasion,
    corrected: TeachingSession | None = None,
) -> None:
    """Compare an occasion with what is logged around that time, by ``mentor`` or of the mentees of ``pairings``.

    :raises InTwoPlaces: the mentor taught something else at that time.
    :raises AlreadyLogged: one of the mentees was taught at that time.
    """
    mentees = [each.mentee_id for each in pairings]
    who = Q(pairing__mentor=mentor) | Q(pairing__mentee__in=mentees)
    near = [each for each in _around(occasion, who) if corrected is None or each.pk != corrected.pk]
    own = [each for each in near if each.pairing.mentor_id == mentor.pk and not _same_lesson(each, corrected)]
    if other := rules.clash(occasion, [each.occasion for each in own]):
        raise InTwoPlaces(other=_named(next(each for each in own if each.occasion == other)))
    for number, pairing in enumerate(pairings):
        taught = [each for each in near if each.pairing.mentee_id == pairing.mentee_id and _hinders(each, mentor)]
        if taught:
            raise AlreadyLogged(mentee=pairing.mentee, other=_named(taught[0]))
        if pairing.mentee_id in mentees[:number]:
            raise AlreadyLogged(mentee=pairing.mentee, other=_("ticked twice"))


def refuse_second_lesson(session: TeachingSession) -> None:
    """Compare a session that is about to be confirmed with what its mentee has confirmed around that time.

    :raises AlreadyTaught: that hour counts already.
    """
    mine = Q(pairing__mentee=session.pairing.mentee_id, state=State.CONFIRMED) & ~Q(pk=session.pk)
    if taught := _around(session.occasion, mine):
        raise AlreadyTaught(other=_named(taught[0]))


def _around(occasion: rules.Occasion, who: Q) -> list[TeachingSession]:
    """Return the standing sessions that share time with ``occasion``; a session is at most 8 hours long."""
    longest = timedelta(minutes=rules.LONGEST_MINUTES)
    near = (
        TeachingSession.objects.standing()
        .filter(who, started_at__gt=occasion.started_at - longest, started_at__lt=occasion.ended_at)
        .select_related("pairing__mentor", "pairing__mentee")
        .order_by("started_at", "pk")
    )
    return [each for each in near if each.occasion.overlaps(occasion)]


def _same_lesson(session: TeachingSession, corrected: TeachingSession | None) -> bool:
    """When a lesson to several mentees is corrected, it is corrected one mentee at a time."""
    return corrected is not None and session.request_key.startswith(corrected.request_key.rsplit(":", 1)[0] + ":")


def _hinders(session: TeachingSession, mentor: Person) -> bool:
    """What the mentee disputes is no obstacle to another mentor; whoever logged it corrects it first."""
    return session.state != State.DISPUTED or session.pairing.mentor_id == mentor.pk


def _named(session: TeachingSession) -> str:
    when = date_format(timezone.localtime(session.started_at), "Y-m-d H:i")
    return f"{session.get_kind_display()}, {when}, {session.pairing.mentor}"

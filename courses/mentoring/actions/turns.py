"""Who waits for whom: writers of the same couple, the same mentor or the same mentee take turns."""

from collections.abc import Iterable

from courses.mentoring.models import Pairing, TeachingSession
from lms.people.models import Person


def hold(pairing_ids: Iterable[int]) -> list[Pairing]:
    """Lock pairings and then their people, and return the pairings as they are now.

    Whoever also locks a session does so afterwards: with one order for everybody, nobody waits in a circle.
    """
    pairings = list(
        Pairing.objects.select_for_update(of=("self",), no_key=True)
        .select_related("mentor", "mentee", "organiser", "subject")
        .filter(pk__in=list(pairing_ids))
        .order_by("pk")
    )
    hold_people(person for each in pairings for person in (each.mentor_id, each.mentee_id))
    return pairings


def hold_people(person_ids: Iterable[int]) -> None:
    """Lock people in one order."""
    people = Person.objects.select_for_update(no_key=True).filter(pk__in=set(person_ids)).order_by("pk")
    list(people.values_list("pk", flat=True))


def hold_session(session: TeachingSession) -> TeachingSession:
    """Lock one session after its pairing and people, and return it as it is now."""
    (pairing,) = hold([session.pairing_id])
    found = TeachingSession.objects.select_for_update().get(pk=session.pk)
    found.pairing = pairing
    return found

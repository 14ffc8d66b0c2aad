"""Who waits for whom: writers of the same couple, the same mentor or the same mentee take turns."""

from collections.abc import Iterable

from courses.mentoring.models import Pairing, TeachingSession
from lms.people.models import Person


def hold(pairing_ids: Iterable[int], *more_people: int) -> list[Pairing]:
    """Lock pairings and then their people and ``more_people``, and return the pairings as they are now.

    Whoever also locks a session does so afterwards: with one order for everybody, nobody waits in a circle.
    """
    pairings = list(
        Pairing.objects.select_for_update(of=("self",), no_key=True)
        .select_related("mentor", "mentee", "organiser", "subject")
        .filter(pk__in=list(pairing_ids))
        .order_by("pk")
    )
    taking_part = {person for each in pairings for person in (each.mentor_id, each.mentee_id)}
    people = Person.objects.select_for_update(no_key=True).filter(pk__in=taking_part.union(more_people))
    list(people.order_by("pk").values_list("pk", flat=True))
    return pairings


def hold_session(session: TeachingSession) -> TeachingSession:
    """Lock one session after its pairing and people, and return it as it is now."""
    (pairing,) = hold([session.pairing_id])
    found = TeachingSession.objects.select_for_update().get(pk=session.pk)
    found.pairing = pairing
    return found

"""Telling apart people of one name."""

from collections import Counter
from collections.abc import Collection

from lms.people.models import Person


def marks_of(people: Collection[Person]) -> dict[int, str]:
    """Return for everybody of ``people`` who shares their name with another what tells them apart, by primary key.

    That is the masked ID number, or the masked phone number of who has none.
    """
    names = Counter(each.name for each in people)
    return {each.pk: each.id_number_masked or each.phone_masked for each in people if names[each.name] > 1}

"""The one family of errors a person may be shown."""

from lms.kit.errors import Refusal


def test_a_refusal_speaks_with_its_values():
    class Taken(Refusal):
        code = "taken"
        message = "All %(seats)s seats are taken."

    refusal = Taken(seats=3)

    assert (str(refusal), refusal.code, refusal.data) == ("All 3 seats are taken.", "taken", {"seats": 3})


def test_a_refusal_without_values_says_its_message_as_it_is():
    class Half(Refusal):
        message = "50% is not enough."

    assert str(Half()) == "50% is not enough."

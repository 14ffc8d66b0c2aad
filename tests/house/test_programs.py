"""Every address of the interface for programs, asked with the tokens of the four, and with tokens that are over."""

from datetime import timedelta

import pytest
from django.test import Client

from tests.factories.outward import token_for
from tests.house.addresses import our_routes
from tests.house.visits import visit
from tests.house.world import NOW, SECRET

# Lists, where a stranger finds nothing; everything else leads to an object of the county, which a stranger finds not.
LISTS = {
    *("divisions", "institutions", "people", "records", "schemes", "rosters", "certificates", "programmes"),
    "token",
}
ASKED = {
    "tree": "?scheme={scheme_id}&roster={roster_id}&as_of={as_of}",
    "names": "?scheme={scheme_id}&roster={roster_id}&as_of={as_of}",
}


def walked(world, text):
    """Return each address's answer to a token, by the name of the address."""
    client = Client(headers={"Authorization": f"Bearer {text}"})
    found = {}
    for name, route in our_routes().items():
        if name.startswith("api:") and name != "api:api-root":
            short = name.removeprefix("api:")
            found[short] = visit(client, name, route.url(world) + ASKED.get(short, "").format(**world.places))
    return found


def test_a_colleague_reads_everything_of_the_county(world):
    answers = walked(world, token_for(world.colleague))
    assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(answers, 200)
    assert set(answers) > LISTS
    silent = {name for name, answer in answers.items() if SECRET not in answer.text_}
    # These tell numbers of the county, and no name.
    assert silent <= {"token", "programme", "certificates", "certificate"}


def test_a_stranger_finds_nothing_of_it(world):
    answers = walked(world, token_for(world.stranger))
    told = {name: answer.status_code for name, answer in answers.items()}
    assert told == {name: 200 if name in LISTS else 404 for name in answers}
    assert [name for name, answer in answers.items() if SECRET in answer.text_] == []


def test_a_doctor_reads_nothing_but_what_the_token_is(world):
    answers = walked(world, token_for(world.owner))
    assert {answer.status_code for name, answer in answers.items() if name != "token"} == {403}


@pytest.mark.parametrize("over", [{"made_at": NOW - timedelta(days=90)}, "revoked", "no factor"])
def test_a_token_that_is_over_reads_nothing_at_all(world, over):
    fields = over if isinstance(over, dict) else {}
    if over == "revoked":
        fields = {"revoked_at": NOW, "revoked_by": world.colleague}
    text = token_for(world.colleague, **fields)
    if over == "no factor":
        world.colleague.authenticator_set.all().delete()
    assert {answer.status_code for answer in walked(world, text).values()} == {401}

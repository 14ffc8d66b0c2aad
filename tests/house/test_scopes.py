"""Every address of the product, walked by every role from a foreign county: not found, refused, or an empty list."""

import re

import pytest
from django.urls import NoReverseMatch, reverse

from lms.people.models import Person
from lms.people.roles import Role
from tests.factories.people import PersonFactory
from tests.house.addresses import our_routes
from tests.house.expected import PUBLIC
from tests.house.expected.scopes import CRAFTED, DOWN, NAMED_BY_NO_ADDRESS, SHARED
from tests.house.expected.theirs import THEIRS
from tests.house.test_walk import routes_by_key
from tests.house.theirs import their_addresses
from tests.house.visits import client_of, visit
from tests.house.walkers import foreigners, name_everybody, other_line
from tests.house.world import SECRET
from tests.test_house import OWN_MODELS

PHONES = re.compile(r"\b1[3-9]\d{9}\b")
# The walk is long: in parts it can be shared out among workers.
PARTS = 3
TOO_LONG = 10**25
SHUT = (301, 302, 400, 401, 403, 404, 405, 409, 422)


@pytest.fixture
def county(world, remembered):
    name_everybody(world)
    world.phones = set(Person.objects.exclude(phone=None).values_list("phone", flat=True))
    return world


def wrongs(county, key, route, answer):
    """Yield what is wrong with an answer to somebody from elsewhere."""
    if answer.status_code >= 500 and key not in DOWN:
        yield f"breaks: {answer.status_code}"
    if key not in PUBLIC and SECRET in answer.text_:
        yield "names somebody or something of the foreign county (else: PUBLIC)"
    if key not in PUBLIC and county.phones & set(PHONES.findall(answer.text_)):
        yield "tells a mobile number"
    # What the address names is the county's own: whoever it is shown to has seen it.
    if route.arguments and key not in SHARED and answer.status_code not in SHUT:
        yield f"opens what is the county's own: {answer.status_code} (else: SHARED)"
    if route.arguments and key not in SHARED and answer.written_:
        yield "did something to what is the county's own"


def test_the_county_holds_one_of_everything_that_has_a_scope(county):
    scoped = [model for model in OWN_MODELS if hasattr(model._default_manager, "visible_to")]

    missing = {model._meta.label for model in scoped if not model._default_manager.exists()}
    assert missing == set(NAMED_BY_NO_ADDRESS)


@pytest.mark.parametrize("part", range(PARTS))
def test_no_role_gets_into_a_foreign_county(county, part):
    found = []
    for who, person in list(foreigners(county).items())[part::PARTS]:
        client = client_of(person)
        for key, route in routes_by_key().items():
            answer = visit(client, key, route.url(county))
            found += [f"{key}, {who}: {wrong}" for wrong in wrongs(county, key, route, answer)]
    assert not found, "\n".join(found)


def test_a_line_department_of_the_same_county_gets_nothing_of_other_schemes(county):
    """Its area is the county itself, so only the scheme keeps it out."""
    client, found = client_of(other_line(county)), []
    for key, route in routes_by_key().items():
        if route.name.startswith("coverage:") and route.arguments:
            answer = visit(client, key, route.url(county))
            found += [f"{key}: {wrong}" for wrong in wrongs(county, key, route, answer)]
    assert not found, "\n".join(found)


def test_no_role_takes_a_foreign_county_along(county):
    lists = [route for name, route in our_routes().items() if name.endswith(":index") and "admin/" in route.path]
    reports = [route for name, route in our_routes().items() if name == "coverage:trail"]
    told = []
    for who, person in foreigners(county).items():
        client = client_of(person)
        for route in lists + reports:
            answer = visit(client, route.name, f"{route.url(county)}?export=xlsx")
            if SECRET in answer.text_ and route.name not in PUBLIC:
                told.append(f"{route.name}, {who}")
    assert told == []


def test_a_crafted_filter_or_order_tells_nothing_and_breaks_nothing(county):
    lists = [route for name, route in our_routes().items() if name.endswith((":index", ":index_results", ":choose"))]
    person = foreigners(county)[Role.SCHEME_MANAGER]
    client, wrong = client_of(person), []
    for route in lists:
        for query in CRAFTED:
            answer = visit(client, route.name, f"{route.url(county)}?{query}")
            if answer.status_code >= 500 or (SECRET in answer.text_ and route.name not in PUBLIC):
                wrong.append(f"{route.name}?{query}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


def test_an_overlong_id_finds_nothing_and_breaks_nothing(county):
    client, wrong = client_of(PersonFactory(is_superuser=True)), []
    for key, route in routes_by_key().items():
        known = county.arguments(route.name, route.arguments) if route.is_named else {}
        # One at a time: where the first finds nothing, nobody looks for the others.
        for name in [name for name, value in known.items() if isinstance(value, int)]:
            try:
                url = reverse(route.name, kwargs={**known, name: TOO_LONG})
            except NoReverseMatch:
                continue
            status = visit(client, key, url).status_code
            # A beat that counts for nothing is answered like any other.
            if status not in (*SHUT, 204):
                wrong.append(f"{key}: {name}: {status}")
    assert not wrong, "\n".join(wrong)


def test_wagtails_own_addresses_open_to_whom_the_table_says(county):
    people = {**foreigners(county), "anonymous": None}
    clients = {who: client_of(person) for who, person in people.items()}
    opened, told = {}, []
    for name, url in their_addresses(county):
        for who, client in clients.items():
            answer = visit(client, name, url)
            if answer.status_code >= 500 and name not in DOWN:
                told.append(f"{name}, {who}: {answer.status_code}")
            if SECRET in answer.text_ or county.phones & set(PHONES.findall(answer.text_)):
                told.append(f"{name}, {who}: names the foreign county")
            opened.setdefault(name, set()).update([who] if answer.status_code == 200 else [])
    table = {name: " ".join(who for who in people if who in found) for name, found in opened.items()}
    wrong = [f'    "{name}": "{found}",' for name, found in table.items() if THEIRS.get(name) != found]
    assert not wrong + told, "\n".join([*told, "write into THEIRS of tests/house/expected/theirs.py:", *wrong])
    assert set(THEIRS) - set(table) == set(), "addresses that are gone: take their lines out of THEIRS"

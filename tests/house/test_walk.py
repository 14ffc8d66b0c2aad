"""Every address of ours, walked by nobody, a stranger, a colleague and the owner: what each is answered."""

import pytest
from django.test import Client

from tests.house.addresses import our_routes
from tests.house.expected import EXPECTED, OPEN, PUBLIC
from tests.house.visits import client_of, visit
from tests.house.world import SECRET

WALKERS = ("anonymous", "stranger", "colleague", "owner")
EXPORTED = "?export=xlsx"


def line_of(key, route, statuses):
    file = "admin" if route.path.startswith("admin/") else "site"
    return f'{file}.py:     "{key}": ({", ".join(map(str, statuses))}),'


def routes_by_key():
    """Return our routes under the keys of the table: a name for GET, ``POST name`` for a form."""
    routes = our_routes()
    posts = {key: routes[key.removeprefix("POST ")] for key in EXPECTED if key.startswith("POST ")}
    return {**routes, **posts}


@pytest.fixture
def four(world, remembered):
    """A browser of each of the four."""
    return [client_of(person) for person in world.people.values()]


def walk(world, four, key, route):
    return [visit(client, key, route.url(world)) for client in four]


def test_every_address_answers_each_of_the_four_as_the_table_says(world, four):
    routes = routes_by_key()
    wrong = []
    for key, route in routes.items():
        answers = walk(world, four, key, route)
        statuses = tuple(answer.status_code for answer in answers)
        if EXPECTED.get(key) != statuses:
            wrong.append(line_of(key, route, statuses))
        if 405 in statuses and f"POST {key}" not in EXPECTED:
            statuses = [answer.status_code for answer in walk(world, four, f"POST {key}", route)]
            wrong.append(line_of(f"POST {key}", route, statuses))
        for who, answer in zip(WALKERS[:2], answers[:2], strict=True):
            if SECRET in answer.text_ and key not in PUBLIC:
                wrong.append(f"{key} tells {who} what is nobody's business outside the county (else: PUBLIC)")

    assert not wrong, "\n".join(["write into tests/house/expected/, once you have made sure it is right:", *wrong])
    assert set(EXPECTED) - set(routes) == set(), "addresses that are gone: take their lines out of the table"


def test_every_list_exports_the_county_to_its_own_only(world, four):
    _nobody, stranger, colleague, _owner = four
    lists = [route for name, route in our_routes().items() if name.endswith(":index") and "admin/" in route.path]

    told = {route.name: told_by(route.url(world) + EXPORTED, stranger, colleague) for route in lists}

    assert [name for name, (to_stranger, _to_colleague) in told.items() if to_stranger] == []
    assert any(to_colleague for _to_stranger, to_colleague in told.values())


def told_by(url, *clients):
    return [SECRET in visit(client, "GET", url).text_ for client in clients]


@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_is_sent_anywhere_but_to_the_sign_in(world, method):
    astray = {}
    for key, route in routes_by_key().items():
        if key not in OPEN and EXPECTED.get(key, [0])[0] == 302 and key.startswith("POST ") is (method == "post"):
            target = visit(Client(), key, route.url(world)).headers["Location"]
            if not target.startswith(("/account/login/", "/admin/login/", "/account/")):
                astray[key] = target
    assert astray == {}

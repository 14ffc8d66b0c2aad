"""Every list page costs the same queries at one item and at three."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.house.addresses import our_routes
from tests.house.lists import INSIDE, NO_LISTS, QUERIES
from tests.house.visits import client_of


def pages():
    """Return our routes that may be lists: those without arguments, and those named as lists inside something."""
    routes = our_routes()
    return {name: route for name, route in routes.items() if not route.arguments or name in INSIDE}


def measure(world, routes):
    """Return what each page costs and how long it is: queries, bytes. A page that nobody is shown is left out."""
    clients = {"admin": client_of(world.colleague), "site": client_of(world.owner)}
    found = {}
    for name, route in routes.items():
        client = clients["admin" if route.path.startswith("admin/") else "site"]
        # The first visit fills what is kept between visits.
        if client.get(route.url(world)).status_code != 200:
            continue
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(route.url(world))
        found[name] = (len(queries), len(b"".join(answer.streaming_content) if answer.streaming else answer.content))
    return found


def test_every_list_costs_the_same_at_one_item_and_at_three(world):
    routes = {name: route for name, route in pages().items() if name not in NO_LISTS}
    one = measure(world, routes)
    world.more()
    world.more()
    three = measure(world, routes)

    dearer = [f"{name}: {one[name][0]}, then {three[name][0]}" for name in one if one[name][0] != three[name][0]]
    assert not dearer, "\n".join(["queries for one item, then for three:", *dearer])
    no_longer = [name for name in one if three[name][1] <= one[name][1]]
    told = ["not longer with three: let World.more() make what they list, or name them in NO_LISTS:", *no_longer]
    assert not no_longer, "\n".join(told)
    wrong = [f'    "{name}": {queries},' for name, (queries, _bytes) in three.items() if QUERIES.get(name) != queries]
    assert not wrong, "\n".join(["write into QUERIES of tests/house/lists.py:", *wrong])
    assert set(QUERIES) - set(three) == set(), "pages that are gone: take their lines out of QUERIES"

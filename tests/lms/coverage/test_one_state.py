"""Many auditors look while the figures are computed anew: every page is of one state, the old one or the new."""

from datetime import date
from threading import Event, Thread
from types import SimpleNamespace

import pytest
from django.db import connection, connections
from django.test import RequestFactory

from lms.coverage.actions import rebuild
from lms.coverage.models import MEASURES
from lms.coverage.queries import rollups
from lms.coverage.queries.matter import Key
from lms.coverage.views import programmes, standings
from tests.factories.people import PersonFactory, PostFactory
from tests.lms.coverage.scene import NOW, TODAY, Scene
from tests.racing import at_once
from tests.schema import copy_sqlite

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]
# On the later day one is overdue who is not yet today, and one more is due.
LATER = date(2027, 1, 4)
ROUNDS = 6


@pytest.fixture
def database(transactional_db, tmp_path, monkeypatch):
    """What threads meet in an installation: on SQLite a file, since a database in memory locks whole tables."""
    if connection.vendor == "postgresql":
        return
    copy_sqlite(tmp_path / "xinglin.sqlite3")
    # This thread keeps its own, which every other test uses.
    monkeypatch.setattr(connections["default"], "settings_dict", {**connection.settings_dict})
    monkeypatch.setitem(connections.settings["default"], "NAME", str(tmp_path / "xinglin.sqlite3"))


def apart(deed):
    """Do ``deed`` in a thread of its own, with a connection of its own, and return what it returned."""
    [result] = at_once(1, lambda _n: deed())
    return result


@pytest.fixture
def city(database):
    """A programme that has figures, and somebody who may see everything."""

    def make():
        scene = Scene()
        for number, town in enumerate(scene.towns):
            scene.doctor(town, minutes=60 * (number % 2))
            scene.doctor(town, minutes=60)
        PostFactory(workplace=scene.institution(scene.towns[0]), starts_on=date(2027, 1, 1))
        scene.count()
        return SimpleNamespace(programme=scene.programme, city=scene.city, viewer=PersonFactory(is_superuser=True))

    return apart(make)


@pytest.fixture
def seen(monkeypatch):
    """Have pages return what they would show rather than render it."""

    def keep(request, name, matter, place, **context):
        return matter.on, context

    monkeypatch.setattr(programmes, "show", keep)
    monkeypatch.setattr(standings, "show", keep)


def look(city, view=programmes.programme):
    """Return the day of a page's figures, those figures, and what stands below them."""
    request = RequestFactory().get("/")
    request.user = city.viewer
    return view(request, Key(city.programme.pk), f"division-{city.city.pk}")


def told(page):
    on, context = page
    lines = [tuple(getattr(line.measured, name) for name in MEASURES) for line in context["lines"]]
    own = tuple(getattr(context["measured"], name) for name in MEASURES)
    return on, own, tuple(lines), context["spread"].median


def count(city, day):
    rebuild(city.programme, day=day, at=NOW)


def both(city):
    """Return what the page tells before and after, which are not the same."""
    today = apart(lambda: told(look(city)))
    apart(lambda: count(city, LATER))
    later = apart(lambda: told(look(city)))
    assert (today[0], later[0]) == (TODAY, LATER)
    assert all(one != other for one, other in zip(today[1:3], later[1:3], strict=True))
    return {today, later}


def test_figures_that_change_while_a_page_is_read_are_those_from_before(city, seen, monkeypatch):
    states, below = both(city), rollups.below

    def changed_meanwhile(*asked):
        apart(lambda: count(city, TODAY))
        return below(*asked)

    monkeypatch.setattr(rollups, "below", changed_meanwhile)
    [page] = at_once(1, lambda _n: told(look(city)))
    assert page in states
    assert page[0] == LATER
    assert tuple(map(sum, zip(*page[2], strict=True))) == page[1]


@pytest.mark.parametrize("readers", [pytest.param(50, marks=pytest.mark.postgresql), 8])
def test_everybody_who_looks_during_rebuilds_sees_one_state(city, seen, readers):
    states, over = both(city), Event()

    def rebuild_on_and_on():
        try:
            for number in range(ROUNDS):
                count(city, LATER if number % 2 else TODAY)
        finally:
            over.set()
            connection.close()

    def read(_n):
        pages = [told(look(city))]
        while not over.is_set():
            pages.append(told(look(city)))
        return pages

    rebuilding = Thread(target=rebuild_on_and_on)
    rebuilding.start()
    found = at_once(readers, read)
    rebuilding.join()
    pages = [page for pages in found for page in pages]
    assert {page[0] for page in pages} == {TODAY, LATER}
    assert set(pages) == states


def test_people_behind_a_figure_are_as_many_as_it_says(city, seen, monkeypatch):
    node = rollups.node

    def changed_meanwhile(*asked):
        apart(lambda: count(city, LATER))
        return node(*asked)

    monkeypatch.setattr(rollups, "node", changed_meanwhile)
    [(on, context)] = at_once(1, lambda _n: look(city, standings.people))
    assert on == TODAY
    assert context["measured"].due == context["items_count"] == len(context["people_table"].data)

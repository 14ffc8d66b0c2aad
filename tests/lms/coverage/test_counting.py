"""Figures that nobody is shown yet are counted part by part, several parts at once."""

from datetime import date
from threading import Barrier, Thread

import pytest
from django.db import connection

from lms.coverage.actions import Rebuilt, count_day, counting, keeping, mark, rebuild, staging
from lms.coverage.models import NodeFigure, RollUp, Standing
from lms.coverage.queries.reckoning import bounds, rule_of
from lms.jobs.registry import Cancelled, Progress
from tests.factories.jobs import JobFactory
from tests.factories.people import RosterEntryFactory
from tests.factories.records import LearningRecordFactory
from tests.lms.coverage.realm import AT, DAY, Realm, by_hand, kept, stands

THEN = date(2026, 10, 31)


@pytest.fixture(autouse=True)
def _few_in_a_part(monkeypatch):
    monkeypatch.setattr(counting, "PEOPLE_AT_ONCE", 2)


@pytest.fixture
def realm(db):
    """Five people at three places, three of them covered: two in a part, so that places have people in several."""
    return made()


def made():
    realm = Realm()
    places = [realm.towns[0], realm.towns[1], realm.towns[0], realm.counties[2], realm.towns[0]]
    realm.people = [realm.hire(place) for place in places]
    for person in realm.people[::2]:
        LearningRecordFactory(person=person, minutes=60)
    return realm


def parts(realm):
    return bounds(rule_of(realm.programme, realm.version, DAY), 2)


def test_everybody_lies_in_one_part(realm):
    found = parts(realm)

    people = sorted(each.pk for each in realm.people)
    assert [[pk for pk in people if pk in part] for part in found] == [people[:2], people[2:4], people[4:]]
    assert [part.start for part in found[1:]] == [part.stop for part in found[:-1]]
    assert (found[0].start, found[-1].stop) == (0, 2**63 - 1)


def test_a_roster_and_nobody_at_all(realm):
    realm.version.roster = realm.roster
    assert parts(realm) == [range(2**63 - 1)]
    for person in realm.people:
        RosterEntryFactory(roster=realm.roster, person=person, workplace=realm.institution(realm.towns[0]))
    assert len(parts(realm)) == 3


def test_what_is_counted_in_parts_is_what_is_there(realm):
    rebuilt = rebuild(realm.programme, day=DAY, at=AT)

    assert (rebuilt.standings, rebuilt.figures, rebuilt.unexplained) == (5, NodeFigure.objects.count(), 0)
    assert kept(realm.programme) == by_hand(realm)
    assert rebuild(realm.programme, day=DAY, at=AT) == Rebuilt(0, 0, 0)


def test_nothing_is_shown_before_the_last_part_and_what_broke_off_goes_on(realm, monkeypatch):
    def breaks(rule, **how):
        assert not RollUp.objects.get().day
        if Standing.objects.count() == 4:
            raise RuntimeError
        return staging.stage_figures(rule, **how)

    with monkeypatch.context() as patched:
        patched.setattr(counting, "stage_figures", breaks)
        with pytest.raises(RuntimeError):
            rebuild(realm.programme, day=DAY, at=AT)
    assert (RollUp.objects.get().day, RollUp.objects.get().rebuilding_since) == (None, None)

    assert rebuild(realm.programme, day=DAY, at=AT).standings == 1
    assert kept(realm.programme) == by_hand(realm)


def test_the_job_hears_of_every_part(realm):
    progress = Progress(JobFactory())

    count_day(realm.programme, THEN, at=AT, progress=progress)

    assert (progress.job.done, progress.job.total) == (3, 3)


def test_who_stops_it_leaves_nothing_of_the_day(realm):
    progress = Progress(JobFactory(cancel_asked_at=AT))

    with pytest.raises(Cancelled):
        count_day(realm.programme, THEN, at=AT, progress=progress)

    assert progress.job.done == 1
    assert not RollUp.objects.exists()
    assert not Standing.objects.exists()
    assert not NodeFigure.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.database
class TestSeveralAtOnce:
    def test_parts_that_share_places_add_up(self, monkeypatch):
        """On PostgreSQL all three have their figures staged before any of them adds to the same nodes."""
        realm, together = made(), Barrier(3 if connection.vendor == "postgresql" else 1)

        def keep(rule):
            together.wait(20)
            keeping.keep_standings(rule)

        monkeypatch.setattr(counting, "CONNECTIONS", 3)
        monkeypatch.setattr(counting, "keep_standings", keep)

        rebuild(realm.programme, day=DAY, at=AT)

        assert kept(realm.programme) == by_hand(realm)

    def test_who_writes_meanwhile_goes_on_and_is_settled_afterwards(self, monkeypatch):
        realm = made()
        late = realm.people[1]

        def elsewhere(rule, **how):
            thread = Thread(target=write)
            thread.start()
            thread.join(20)
            assert not thread.is_alive()
            return staging.stage_figures(rule, **how)

        def write():
            try:
                LearningRecordFactory(person=late, minutes=60)
                mark(person_ids=[late.pk])
            finally:
                connection.close()

        with monkeypatch.context() as patched:
            patched.setattr(counting, "stage_figures", elsewhere)
            rebuild(realm.programme, day=DAY, at=AT)

        assert stands(realm.programme)[late.pk].minutes == 180
        assert kept(realm.programme) == by_hand(realm)

    def test_one_that_fails_ends_them_all(self, monkeypatch):
        realm = made()

        def fails(_rule, **_how):
            raise RuntimeError

        monkeypatch.setattr(counting, "stage_figures", fails)
        with pytest.raises(RuntimeError):
            rebuild(realm.programme, day=DAY, at=AT)
        assert RollUp.objects.get().rebuilding_since is None

"""Figures that nobody is shown yet are counted part by part, several parts at once."""

from datetime import UTC, date, datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction

from lms.coverage.actions import (
    Rebuilt,
    count_day,
    counting,
    keeping,
    mark,
    needed_first,
    rebuild,
    rebuild_all,
    settle,
    staging,
)
from lms.coverage.actions.days import let_go
from lms.coverage.actions.rebuilding import rebuild_day
from lms.coverage.models import NodeFigure, RollUp, Standing
from lms.coverage.queries import rollups
from lms.coverage.queries.matter import Key, matter_of
from lms.coverage.queries.place import Place, home
from lms.coverage.queries.reckoning import bounds, rule_of
from lms.jobs.registry import Cancelled, Progress
from lms.kit import queue
from lms.people.scopes import Scope
from tests.factories.coverage import ProgrammeVersionFactory, RollUpFactory, auditor_of, manager_of
from tests.factories.jobs import JobFactory
from tests.factories.people import AppointmentFactory, PersonFactory, PostFactory, RosterEntryFactory
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


def superuser():
    return PersonFactory(is_superuser=True)


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


def test_nothing_is_shown_before_the_last_part_and_what_broke_off_is_begun_anew(realm, monkeypatch):
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

    assert rebuild(realm.programme, day=DAY, at=AT).standings == 5
    assert kept(realm.programme) == by_hand(realm)


@pytest.mark.parametrize(("since", "counted"), [(timedelta(minutes=9), False), (timedelta(minutes=10), True)])
def test_one_that_was_killed_is_taken_over_soon(realm, since, counted):
    RollUpFactory(programme=realm.programme, closed_on=THEN, rebuilding_since=AT - since)

    assert bool(rebuild_day(realm.programme, THEN, at=AT)) is counted


def test_each_part_says_that_it_goes_on(realm, monkeypatch):
    heard = []

    def listens(rule, **how):
        heard.append(RollUp.objects.get().rebuilding_since)
        return staging.stage_figures(rule, **how)

    monkeypatch.setattr(counting, "stage_figures", listens)
    rebuild(realm.programme, day=DAY, at=AT)

    assert heard[0] == AT < heard[1] < heard[2]


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


class TestOneAreaFirst:
    """A county of a city's programme is there before the rest; whoever sees more waits for that."""

    def begin(self, realm, who, place=None):
        """Have the day counted as if ``who`` had chosen it at ``place``, at home by default."""
        scope = Scope.of(who)
        count_day(realm.programme, THEN, at=AT, first=needed_first(realm.programme, scope, place or home(scope)))
        return realm.programme.roll_ups.get(closed_on=THEN)

    def seen(self, realm, who, place=None):
        """Return what somebody sees of the day at ``place``, at home by default; ``None`` is nothing yet."""
        matter = matter_of(who, Key(realm.programme.pk, THEN), today=DAY)
        here = place or home(matter.scope)
        return rollups.node(matter.roll_up, here, matter.scope) if matter.is_counted_at(here) else None

    def test_the_county_is_there_at_once_and_everybody_later(self, realm):
        mine, beside, above = (auditor_of(each) for each in (realm.counties[0], realm.counties[2], realm.city))
        begun = self.begin(realm, mine)

        assert (list(begun.areas.all()), begun.day) == ([realm.counties[0]], THEN)
        assert [self.seen(realm, who) for who in (beside, above, superuser())] == [None, None, None]
        assert [matter_of(who, Key(realm.programme.pk), today=DAY).days_at_hand for who in (beside, mine)] == [
            [],
            [Key(realm.programme.pk, THEN)],
        ]
        first = self.seen(realm, mine)
        assert (first.due, first.minutes) == (4, 0)
        assert self.seen(realm, auditor_of(realm.towns[1])).due == 1

        queue.drain()

        assert not realm.programme.roll_ups.get(closed_on=THEN).is_partial
        assert self.seen(realm, mine) == first
        assert [self.seen(realm, who).due for who in (beside, above, superuser())] == [1, 5, 5]
        assert rebuild(realm.programme, day=THEN, at=AT, closed=True) == Rebuilt(0, 0, 0)

    def test_who_came_from_elsewhere_is_counted_once(self, realm):
        PostFactory(person=realm.people[3], workplace=realm.institution(realm.towns[0]), starts_on=date(2026, 5, 1))
        mine = auditor_of(realm.counties[0])
        self.begin(realm, mine)
        assert self.seen(realm, mine).due == 5
        queue.drain()
        assert rebuild(realm.programme, day=THEN, at=AT, closed=True) == Rebuilt(0, 0, 0)
        assert self.seen(realm, auditor_of(realm.counties[2])).due == 0

    def test_what_happens_before_the_rest_is_counted_is_settled(self, realm):
        mine = auditor_of(realm.counties[0])
        self.begin(realm, mine)
        for person in (realm.people[0], realm.people[3]):
            LearningRecordFactory(person=person, minutes=7, happened_at=datetime(2026, 10, 5, tzinfo=UTC))
            mark(person_ids=[person.pk])
        assert settle(at=AT) == 2
        assert self.seen(realm, mine).minutes == 7
        queue.drain()
        assert self.seen(realm, superuser()).minutes == 14
        assert rebuild(realm.programme, day=THEN, at=AT, closed=True) == Rebuilt(0, 0, 0)

    def test_somebody_of_another_county_has_theirs_next(self, realm):
        self.begin(realm, auditor_of(realm.counties[0]))
        begun = self.begin(realm, auditor_of(realm.counties[2]))
        assert set(begun.areas.all()) == {realm.counties[0], realm.counties[2]}
        assert self.seen(realm, superuser()) is None
        self.begin(realm, superuser())
        assert self.seen(realm, superuser()).due == 5

    def test_another_rule_begins_anew(self, realm):
        mine = auditor_of(realm.counties[0])
        self.begin(realm, mine)
        nobody = {"number": 2, "in_force_on": date(2026, 6, 1), "post_kinds": ["nurse"]}
        ProgrammeVersionFactory(programme=realm.programme, **nobody)
        assert self.seen(realm, mine) is None
        self.begin(realm, mine)
        assert self.seen(realm, mine).due == 0
        queue.drain()
        assert not Standing.objects.exists()

    def test_who_sees_more_has_the_county_they_look_at_first(self, realm):
        town, institution = realm.towns[1], Place(organisation=realm.institution(realm.towns[0]))
        for who in (auditor_of(realm.city), superuser()):
            for place in (Place(division=realm.counties[0]), Place(division=town), institution):
                begun = self.begin(realm, who, place)
                assert list(begun.areas.all()) == [realm.counties[0]]
                assert self.seen(realm, who, place)
                assert self.seen(realm, who, Place(division=town)).due == 1
                assert self.seen(realm, who, Place(division=realm.counties[0])).due == 4
                assert (self.seen(realm, who, Place(division=realm.counties[2])), self.seen(realm, who)) == (None, None)
                let_go(begun.pk, at=AT)

    def test_their_own_county_is_what_somebody_has_first_wherever_they_look(self, realm):
        begun = self.begin(realm, auditor_of(realm.counties[0]), Place(division=realm.towns[1]))
        assert list(begun.areas.all()) == [realm.counties[0]]

    def test_a_day_that_was_let_go_meanwhile_is_not_counted(self, realm):
        let_go(self.begin(realm, auditor_of(realm.counties[0])).pk, at=AT)
        queue.drain()
        assert not RollUp.objects.exists()

    def test_the_night_counts_the_rest_too(self, realm):
        self.begin(realm, auditor_of(realm.counties[0]))
        rebuild_all(at=AT)
        assert self.seen(realm, superuser()).due == 5

    def test_the_whole_programme_and_several_areas_are_no_part(self, realm):
        several = auditor_of(realm.counties[0])
        AppointmentFactory(person=several, role="county_auditor", division=realm.counties[2], organisation=None)
        for who in (auditor_of(realm.city), several, superuser(), manager_of(realm.institution(realm.towns[0]))):
            begun = self.begin(realm, who)
            assert not begun.is_partial
            let_go(begun.pk, at=AT)

    def test_the_database_holds_it(self, realm):
        with pytest.raises(IntegrityError), transaction.atomic():
            RollUpFactory(is_partial=True)


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

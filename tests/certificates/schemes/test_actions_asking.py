"""From an application or a nomination to a place, the waiting list and the first day."""

from datetime import date, timedelta

import pytest

from certificates.schemes import actions, tasks
from certificates.schemes.models import CountyShare, Traineeship, TraineeshipChange
from certificates.schemes.queries.places import counties_of, places_of
from certificates.schemes.queries.queue import asking, history
from lms.audit.models import Entry
from lms.notices.models import Notice
from tests.factories.people import (
    DivisionFactory,
    OrganisationFactory,
    PersonFactory,
    PostFactory,
    RosterEntryFactory,
    RosterFactory,
)
from tests.factories.schemes import CohortFactory, CountyShareFactory, RequirementFactory, TraineeshipFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
OPEN = {"starts_on": date(2026, 12, 1), "ends_on": date(2027, 3, 1), "apply_until": date(2026, 11, 25)}


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def cohort():
    return CohortFactory(scheme=RequirementFactory().version.scheme, roster=None, due_roster=RosterFactory(), **OPEN)


@pytest.fixture
def manager():
    return PersonFactory()


@pytest.fixture
def county():
    return DivisionFactory()


def doctor(cohort, county):
    """Somebody on the roster of those due, who works in a town of ``county``."""
    town = DivisionFactory(level="town", county=county, parent=county)
    workplace = OrganisationFactory(division=town)
    return RosterEntryFactory(roster=cohort.due_roster, workplace=workplace, joined_on=date(2026, 1, 1)).person


def asked(cohort, county, at, number):
    return [actions.apply(cohort, person=doctor(cohort, county), at=at) for _each in range(number)]


def states(*trainees):
    return [Traineeship.objects.get(pk=each.pk).state for each in trainees]


def steps(trainee):
    rows = TraineeshipChange.objects.filter(traineeship=trainee).order_by("pk")
    return list(rows.values_list("from_state", "to_state", "acted_as", "reason"))


class TestApply:
    def test_asks_for_a_place_of_the_county_where_the_person_works(self, cohort, county, at):
        person = doctor(cohort, county)

        trainee = actions.apply(cohort, person=person, at=at)

        assert (trainee.state, trainee.county, trainee.enrolled_at) == ("applied", county, None)
        change = history(trainee).get()
        assert (change.changed_by, change.changed_at, str(change)) == (person, at, f"{trainee.pk}: — → applied")
        assert Entry.objects.get().verb == "schemes.traineeship.asked"
        assert not Notice.objects.exists()

    def test_asking_twice_is_asking_once(self, cohort, county, at):
        person = doctor(cohort, county)

        assert actions.apply(cohort, person=person, at=at) == actions.apply(cohort, person=person, at=at + DAY)
        assert TraineeshipChange.objects.count() == 1

    @pytest.mark.parametrize(
        "closed",
        [{"apply_until": None}, {"apply_until": date(2026, 11, 18)}, {"due_roster": None, "apply_until": None}],
    )
    def test_a_class_that_is_not_open_is_refused(self, cohort, county, at, closed):
        person = doctor(cohort, county)
        type(cohort).objects.update(**closed)

        with pytest.raises(actions.NotOpen):
            actions.apply(cohort, person=person, at=at)

    def test_the_last_day_counts(self, cohort, county, at):
        type(cohort).objects.update(apply_until=at.date())

        assert actions.apply(cohort, person=doctor(cohort, county), at=at).state == "applied"

    def test_somebody_who_is_not_on_the_roster_is_refused(self, cohort, at):
        with pytest.raises(actions.NotDue, match="not on its roster"):
            actions.apply(cohort, person=PersonFactory(), at=at)

    def test_who_was_in_the_class_is_sent_to_its_organiser(self, cohort, county, at, manager):
        person = doctor(cohort, county)
        trainee = actions.enrol(cohort, person, by=manager, at=at)
        actions.withdraw(trainee, by=manager, reason="调离", at=at)

        with pytest.raises(actions.BegunBefore, match="Only"):
            actions.apply(cohort, person=person, at=at)

    def test_who_took_it_back_or_was_refused_can_ask_again(self, cohort, county, at, manager):
        first, second = asked(cohort, county, at, 2)
        actions.give_up(first, at=at)
        actions.refuse(cohort, [second.pk], by=manager, reason="本期只收乡镇医生", at=at)

        again = [actions.apply(cohort, person=each.person, at=at + DAY) for each in (first, second)]

        assert [each.pk for each in again] == [first.pk, second.pk]
        assert states(first, second) == ["applied", "applied"]


class TestNominate:
    def test_puts_several_forward_and_tells_them(self, cohort, county, at, manager):
        people = [doctor(cohort, county) for _each in range(3)]
        actions.apply(cohort, person=people[0], at=at)

        done = actions.nominate(cohort, people, by=manager, at=at)

        assert [each.person for each in done.new] == people[1:]
        assert [each.person for each in done.known] == people[:1]
        told = Notice.objects.filter(person=people[1]).get()
        assert "nominated you" in told.title
        assert told.url == "/progress/classes/"
        assert steps(done.new[0]) == [("", "nominated", "institution", "")]

    def test_nobody_new_or_somebody_else_is_refused(self, cohort, county, at, manager):
        person = doctor(cohort, county)
        actions.nominate(cohort, [person], by=manager, at=at)

        for people, refusal in (
            ([person], actions.NobodyNominated),
            ([], actions.NobodyNominated),
            ([PersonFactory()], actions.NotDue),
        ):
            with pytest.raises(refusal):
                actions.nominate(cohort, people, by=manager, at=at)
        assert Traineeship.objects.count() == 1

    def test_is_taken_back_for_a_reason_and_made_again(self, cohort, county, at, manager):
        person = doctor(cohort, county)
        (trainee,) = actions.nominate(cohort, [person], by=manager, at=at).new

        with pytest.raises(actions.ReasonMissing):
            actions.take_nomination_back(trainee, by=manager, reason=" ", at=at)
        actions.take_nomination_back(trainee, by=manager, reason="外出进修", at=at)
        actions.nominate(cohort, [person], by=manager, at=at)

        assert [each[1] for each in steps(trainee)] == ["nominated", "withdrawn", "nominated"]


class TestApprove:
    def test_gives_places_in_the_order_people_asked_and_the_rest_wait(self, cohort, county, at, manager):
        CountyShareFactory(cohort=cohort, county=county, places=2)
        first, second, third = asked(cohort, county, at, 3)
        (elsewhere,) = asked(cohort, DivisionFactory(), at, 1)

        done = actions.approve(cohort, [elsewhere.pk, third.pk, second.pk, first.pk], by=manager, at=at)

        assert [each.pk for each in done.approved] == [first.pk, second.pk]
        assert [each.pk for each in done.waiting] == [third.pk, elsewhere.pk]
        assert states(first, second, third, elsewhere) == ["approved", "approved", "waiting", "waiting"]
        assert "You have a place" in Notice.objects.get(person=first.person).title
        assert "waiting list" in Notice.objects.get(person=third.person).title

    def test_the_whole_class_has_a_number_too(self, cohort, county, at, manager):
        type(cohort).objects.update(places=1)
        first, second = asked(cohort, county, at, 2)

        actions.approve(cohort, [first.pk, second.pk], by=manager, at=at)

        assert states(first, second) == ["approved", "waiting"]

    def test_nobody_who_asks_is_a_refusal(self, cohort, county, at, manager):
        (one,) = asked(cohort, county, at, 1)
        actions.approve(cohort, [one.pk], by=manager, at=at)

        for ids in ([one.pk], [], [10**9]):
            with pytest.raises(actions.NobodyAsks):
                actions.approve(cohort, ids, by=manager, at=at)

    def test_a_class_that_is_over_takes_nobody(self, cohort, county, at, manager):
        (one,) = asked(cohort, county, at, 1)

        with pytest.raises(actions.ClassOver):
            actions.approve(cohort, [one.pk], by=manager, at=at + timedelta(days=200))

    def test_a_class_that_runs_takes_them_in_at_once(self, cohort, county, at, manager):
        type(cohort).objects.update(starts_on=at.date())
        (one,) = asked(cohort, county, at, 1)

        actions.approve(cohort, [one.pk], by=manager, at=at)

        one.refresh_from_db()
        assert (one.state, one.enrolled_at) == ("running", at)
        assert steps(one)[1:] == [("applied", "approved", "class", ""), ("approved", "running", "system", "")]
        assert one.progress.count() == 1


class TestRefuse:
    def test_tells_the_reason_and_can_be_taken_back(self, cohort, county, at, manager):
        one = actions.nominate(cohort, [doctor(cohort, county)], by=manager, at=at).new[0]

        with pytest.raises(actions.ReasonMissing):
            actions.refuse(cohort, [one.pk], by=manager, reason="", at=at)
        actions.refuse(cohort, [one.pk], by=manager, reason="名额已满", at=at)

        assert states(one) == ["refused"]
        assert "名额已满" in Notice.objects.get(title__contains="did not get").body
        actions.reconsider(one, by=manager, at=at)
        assert states(one) == ["nominated"]
        assert list(asking(cohort)) == [one]
        with pytest.raises(actions.MoveRefused, match="cannot become"):
            actions.reconsider(one, by=manager, at=at)

    def test_whoever_is_refused_without_a_trace_has_applied(self, cohort, at, manager):
        one = TraineeshipFactory(cohort=cohort, state="refused", enrolled_at=None)

        assert actions.reconsider(one, by=manager, at=at).state == "applied"


class TestWaitingList:
    @pytest.fixture
    def line(self, cohort, county, at, manager):
        CountyShareFactory(cohort=cohort, county=county, places=1)
        line = asked(cohort, county, at, 3)
        actions.approve(cohort, [each.pk for each in line], by=manager, at=at)
        return line

    def test_moves_up_when_somebody_gives_up(self, line, at):
        first, second, third = line

        actions.give_up(first, at=at + DAY)

        assert states(*line) == ["withdrawn", "approved", "waiting"]
        assert steps(second)[-1] == ("waiting", "approved", "system", "")
        assert Notice.objects.filter(person=second.person, kind="schemes.traineeship.approved").count() == 1
        assert steps(first)[-1] == ("approved", "withdrawn", "person", "")
        assert not Notice.objects.filter(person=third.person, kind="schemes.traineeship.approved").exists()

    def test_moves_up_when_the_county_gets_more_places(self, line, cohort, county, at, manager):
        actions.set_shares(cohort, {county.pk: 2}, by=manager, at=at)

        assert states(*line) == ["approved", "approved", "waiting"]

    def test_moves_up_when_somebody_in_training_leaves(self, line, cohort, at, manager):
        actions.begin(cohort, by=manager, at=at)
        first = Traineeship.objects.get(pk=line[0].pk)

        actions.withdraw(first, by=manager, reason="调离", at=at)
        # Nobody comes back to a place that has gone to somebody else.
        with pytest.raises(actions.NoPlaceFree):
            actions.bring_back(first, by=manager, at=at)

        assert states(*line) == ["withdrawn", "approved", "waiting"]

    def test_stays_when_the_class_is_over(self, line, at):
        actions.give_up(line[0], at=at + timedelta(days=200))

        assert states(*line) == ["withdrawn", "waiting", "waiting"]

    def test_who_waits_can_be_refused(self, line, cohort, at, manager):
        actions.refuse(cohort, [line[1].pk], by=manager, reason="名额已满", at=at)

        assert states(*line) == ["approved", "refused", "waiting"]


class TestBeginning:
    def test_happens_by_itself_on_the_first_day(self, cohort, county, at, manager):
        one, two = asked(cohort, county, at, 2)
        actions.approve(cohort, [one.pk], by=manager, at=at)

        assert actions.begin_classes(at=at) == 0
        assert actions.begin_classes(at=at + timedelta(days=12)) == 1
        assert states(one, two) == ["running", "applied"]
        assert Notice.objects.filter(person=one.person, title__contains="has begun").get().url == f"/progress/{one.pk}/"
        assert actions.begin(cohort, by=manager, at=at) == 0
        tasks.begin()

    def test_who_has_a_place_can_be_put_in_before(self, cohort, county, at, manager):
        one, two, three = asked(cohort, county, at, 3)
        actions.approve(cohort, [one.pk], by=manager, at=at)
        actions.refuse(cohort, [three.pk], by=manager, reason="重复报名", at=at)

        assert actions.enrol(cohort, one.person, by=manager, at=at).state == "running"
        with pytest.raises(actions.AsksAlready):
            actions.enrol(cohort, two.person, by=manager, at=at)
        assert actions.enrol(cohort, three.person, by=manager, at=at).pk == three.pk
        assert states(three) == ["running"]

    def test_nobody_is_put_into_a_class_that_is_full(self, cohort, county, at, manager):
        type(cohort).objects.update(places=1, roster=cohort.due_roster_id)
        cohort.refresh_from_db()
        one, two = doctor(cohort, county), doctor(cohort, county)

        with pytest.raises(actions.NoPlaceFree):
            actions.enrol_roster(cohort, by=manager, at=at)
        actions.enrol(cohort, one, by=manager, at=at)
        with pytest.raises(actions.NoPlaceFree, match=two.name):
            actions.enrol(cohort, two, by=manager, at=at)


class TestGivingUp:
    def test_is_over_once_the_training_has_begun(self, cohort, county, at, manager):
        trainee = actions.enrol(cohort, doctor(cohort, county), by=manager, at=at)

        with pytest.raises(actions.MoveRefused, match="nothing"):
            actions.give_up(trainee, at=at)

    def test_only_who_was_in_the_class_is_brought_back(self, cohort, county, at, manager):
        (one,) = asked(cohort, county, at, 1)
        actions.give_up(one, at=at)

        with pytest.raises(actions.NotWithdrawn):
            actions.bring_back(one, by=manager, at=at)
        assert actions.enrol(cohort, one.person, by=manager, at=at).state == "running"


class TestShares:
    def test_are_fair_and_keep_what_is_taken(self, cohort, at, manager):
        type(cohort).objects.update(places=10)
        cohort.refresh_from_db()
        counties = [DivisionFactory() for _each in range(3)]
        for county, number in zip(counties, (5, 3, 2), strict=True):
            for _each in range(number):
                doctor(cohort, county)
        taken = doctor(cohort, DivisionFactory())
        actions.enrol(cohort, taken, by=manager, at=at)

        actions.share_fairly(cohort, by=manager, at=at)

        shares = dict(CountyShare.objects.values_list("county", "places"))
        assert sum(shares.values()) == 10
        assert [shares[each.pk] for each in counties] == [4, 3, 2]
        assert str(CountyShare.objects.order_by("county")[0]).endswith(": 4")
        places = places_of(cohort, at.date())
        assert (places.free, places.used, places.shares, places.asking, places.waiting) == (9, 1, 10, 0, 0)

    def test_are_refused_without_numbers_or_against_those_who_hold_places(self, cohort, county, at, manager):
        with pytest.raises(actions.NothingToShare):
            actions.share_fairly(cohort, by=manager, at=at)
        for _each in range(2):
            actions.enrol(cohort, doctor(cohort, county), by=manager, at=at)
        cohort.places = 1
        cohort.save()

        with pytest.raises(actions.PlacesTaken):
            actions.share_fairly(cohort, by=manager, at=at)
        with pytest.raises(actions.SharesExceed):
            actions.set_shares(cohort, {county.pk: 2}, by=manager, at=at)
        with pytest.raises(actions.ShareTaken):
            actions.set_shares(cohort, {county.pk: 1}, by=manager, at=at)
        with pytest.raises(actions.PlacesTaken):
            actions.note_cohort(cohort, by=manager, at=at, made=False)

    def test_go_when_none_is_named(self, cohort, county, at, manager):
        CountyShareFactory(cohort=cohort, county=county)

        actions.set_shares(cohort, {}, by=manager, at=at)

        assert not CountyShare.objects.exists()
        assert places_of(cohort, at.date()).free is None

    def test_a_class_that_gets_more_places_lets_those_who_wait_move_up(self, cohort, county, at, manager):
        type(cohort).objects.update(places=1)
        first, second = asked(cohort, county, at, 2)
        actions.approve(cohort, [first.pk, second.pk], by=manager, at=at)
        cohort.places = 2
        cohort.save()

        actions.note_cohort(cohort, by=manager, at=at, made=False)

        assert states(first, second) == ["approved", "approved"]

    def test_a_class_smaller_than_its_shares_is_refused(self, cohort, county, at, manager):
        CountyShareFactory(cohort=cohort, county=county, places=5)
        cohort.places = 4
        cohort.save()

        with pytest.raises(actions.SharesExceed):
            actions.note_cohort(cohort, by=manager, at=at, made=False)


def test_counties_come_from_the_rosters_of_the_class_and_then_from_a_post(cohort, county, at):
    named, by_post, nowhere = doctor(cohort, county), PostFactory(workplace__division=county).person, PersonFactory()
    PostFactory(person=named)

    found = counties_of(cohort, [named.pk, by_post.pk, nowhere.pk], at.date())

    assert found == {named.pk: county.pk, by_post.pk: county.pk}

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from certificates.schemes.actions import bring_back, fail, withdraw
from certificates.schemes.models import TraineeshipState
from certificates.schemes.rules.lifecycle import BEFORE
from lms.coverage import queries
from lms.coverage.queries import Place, Which
from lms.coverage.rules import Figures
from lms.people.models import Division, RosterEntry
from lms.people.roles import Role
from tests.factories.coverage import AS_OF, QuestionFactory, auditor_of, make_county, manager_of
from tests.factories.people import AppointmentFactory, OrganisationFactory, PersonFactory, RosterEntryFactory
from tests.factories.register import CertificateFactory
from tests.factories.schemes import CohortFactory
from tests.lms.coverage.land import NOON, Land, by_hand, populate

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def land():
    return Land()


def ask(land, viewer=None, as_of=AS_OF):
    extra = {"viewer": viewer} if viewer else {}
    return QuestionFactory(scheme=land.scheme, roster=land.roster, as_of=as_of, **extra)


def seen(question, division=None):
    found = queries.figures(question, Place(division=division))
    return found.due, found.covered


def below(question, place=None):
    """Return the figures below a place by name, and check that they add up to the place's own."""
    place = place or Place()
    table = queries.table(question, place)
    assert table.total == queries.figures(question, place)
    return {row.place.name: (row.figures.due, row.figures.covered) for row in table.rows}


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("as_of", [date(2026, 3, 1), AS_OF, date(2026, 11, 20)])
def test_every_node_of_the_tree_equals_a_count_by_hand(land, seed, as_of):
    populate(land, seed)
    question = ask(land, as_of=as_of)

    for division in [land.city, *land.counties, *land.towns]:
        assert seen(question, division) == by_hand(land, division, as_of)
        for row in queries.table(question, Place(division=division)).rows:
            if row.place.division:
                assert (row.figures.due, row.figures.covered) == by_hand(land, row.place.division, as_of)
        below(question, Place(division=division))


@pytest.mark.parametrize("seed", range(2))
def test_every_figure_opens_as_many_names(land, seed):
    populate(land, seed)
    question = ask(land)
    for place in [Place(), *(Place(division=each) for each in [*land.counties, *land.towns])]:
        figures = queries.figures(question, place)
        for which, number in [(Which.DUE, figures.due), (Which.COVERED, figures.covered), (Which.OPEN, figures.open)]:
            assert queries.names(question, place, which).count() == number


def test_institutions_stand_beside_the_areas_they_are_not_in(land):
    for area in (land.city, land.counties[0], land.towns[0], land.villages[0]):
        land.person(area, state="completed")
    question = ask(land)

    assert below(question) == {land.city.name: (4, 4)}
    assert below(question, Place(division=land.city)) == {
        land.counties[0].name: (3, 3),
        land.counties[1].name: (0, 0),
        land.counties[2].name: (0, 0),
        land.institution(land.city).name: (1, 1),
    }
    assert below(question, Place(division=land.counties[0])) == {
        land.towns[0].name: (2, 2),
        land.towns[1].name: (0, 0),
        land.institution(land.counties[0]).name: (1, 1),
    }
    assert below(question, Place(division=land.towns[0])) == {
        land.institution(land.towns[0]).name: (1, 1),
        land.institution(land.villages[0]).name: (1, 1),
    }


def test_a_gap_in_the_levels_loses_nobody(land):
    town = land.towns[0]
    Division.objects.filter(pk=town.pk).update(county=None)
    land.person(town)
    assert below(ask(land), Place(division=land.city))[town.name] == (1, 0)


def test_nobody_due_has_no_percent(land):
    table = queries.table(ask(land), Place(division=land.city))
    assert table.total == Figures(0, 0)
    assert [row.figures.percent for row in table.rows] == ["", "", ""]


@pytest.mark.parametrize(
    ("joined", "left", "counted"),
    [
        pytest.param(AS_OF, None, 1, id="joined-on-the-day"),
        pytest.param(AS_OF + timedelta(days=1), None, 0, id="joins-tomorrow"),
        pytest.param(AS_OF - timedelta(days=9), AS_OF, 0, id="left-on-the-day"),
        pytest.param(AS_OF - timedelta(days=9), AS_OF + timedelta(days=1), 1, id="leaves-tomorrow"),
    ],
)
def test_who_is_due_on_the_day(land, joined, left, counted):
    land.person(land.towns[0], joined_on=joined, left_on=left)
    assert seen(ask(land)) == (counted, 0)


@pytest.mark.parametrize(
    ("moment", "covered"),
    [
        pytest.param(datetime(2026, 11, 19, 15, 59, 59, tzinfo=UTC), 1, id="last-second-of-the-day-in-shanghai"),
        pytest.param(datetime(2026, 11, 19, 16, 0, tzinfo=UTC), 0, id="first-second-of-the-next"),
    ],
)
def test_who_is_covered_by_the_day(land, moment, covered):
    land.train(land.person(land.towns[0]), "completed", moment)
    assert seen(ask(land)) == (1, covered)


@pytest.mark.parametrize("state", sorted(set(TraineeshipState.values) - {"completed"}))
def test_who_has_not_completed_is_due_and_not_covered(land, state):
    land.person(land.towns[0], state=state)
    assert seen(ask(land)) == (1, 0)


def test_another_scheme_covers_nobody(land):
    person = land.person(land.towns[0])
    land.cohort = CohortFactory()
    land.train(person, "completed")
    assert seen(ask(land)) == (1, 0)


def test_two_classes_of_the_scheme_count_a_person_once(land):
    person = land.person(land.towns[0], state="completed")
    land.cohort = CohortFactory(scheme=land.scheme)
    land.train(person, "completed")
    assert seen(ask(land)) == (1, 1)
    assert [each.figures for each in queries.standings(PersonFactory(is_superuser=True), AS_OF)][-1] == Figures(1, 1)


def test_who_moved_counts_where_they_were_on_the_day(land):
    person = land.person(land.towns[0], state="completed", left_on=date(2026, 11, 15))
    RosterEntryFactory(
        roster=land.roster, person=person, workplace=land.institution(land.towns[2]), joined_on=date(2026, 11, 15)
    )
    before, after = ask(land, as_of=date(2026, 11, 14)), ask(land)

    assert (seen(before, land.counties[0]), seen(before, land.counties[1])) == ((1, 1), (0, 0))
    assert (seen(after, land.counties[0]), seen(after, land.counties[1])) == ((0, 0), (1, 1))
    assert seen(after) == (1, 1)


def test_who_is_named_twice_on_a_day_counts_once_where_they_came_last(land):
    person = land.person(land.towns[0], state="completed", left_on=date(2027, 1, 1))
    RosterEntryFactory(
        roster=land.roster, person=person, workplace=land.institution(land.towns[2]), joined_on=date(2026, 11, 1)
    )
    assert (seen(ask(land)), seen(ask(land), land.counties[0])) == ((1, 1), (0, 0))
    old = auditor_of(land.counties[0])
    assert seen(ask(land, old)) == (0, 0)


def test_an_auditor_counts_only_their_area(land):
    land.person(land.city, state="completed")
    land.person(land.towns[0], state="completed")
    land.person(land.towns[1])
    land.person(land.towns[2])
    county, city = auditor_of(land.counties[0]), auditor_of(land.city, Role.CITY_AUDITOR)

    assert seen(ask(land, county)) == (2, 1)
    assert seen(ask(land, city)) == (4, 2)
    assert queries.home(county) == Place(division=land.counties[0])
    assert below(ask(land, county), queries.home(county)) == {
        land.towns[0].name: (1, 1),
        land.towns[1].name: (1, 0),
    }
    assert [each.name for each in queries.way_to(county, Place(division=land.towns[0]))] == ["寿光市", "寿光市1镇"]
    assert [each.name for each in queries.way_to(city, Place(division=land.towns[0]))] == [
        "潍坊市",
        "寿光市",
        "寿光市1镇",
    ]


def test_a_manager_counts_their_institution_and_those_that_belong_to_it(land):
    own = land.institution(land.towns[0])
    clinic = OrganisationFactory(division=land.villages[0], parent=own)
    land.person(land.towns[0], state="completed")
    RosterEntryFactory(roster=land.roster, workplace=clinic)
    land.person(land.towns[1])
    manager = manager_of(own)

    assert queries.home(manager) == Place()
    assert below(ask(land, manager)) == {own.name: (1, 1), clinic.name: (1, 0)}
    assert [each.name for each in queries.way_to(manager, Place(organisation=own))][-1] == own.name


def test_an_auditor_of_two_areas_starts_above_them(land):
    land.person(land.towns[0])
    land.person(land.towns[2], state="completed")
    auditor = auditor_of(land.counties[0])
    for more in (land.counties[1], land.towns[0]):
        AppointmentFactory(person=auditor, role=Role.COUNTY_AUDITOR, division=more, organisation=None)

    assert below(ask(land, auditor)) == {land.counties[0].name: (1, 0), land.counties[1].name: (1, 1)}


def test_somebody_without_a_scope_counts_nobody(land):
    land.person(land.towns[0])
    assert seen(ask(land, PersonFactory())) == (0, 0)


def test_what_an_auditor_may_choose(land):
    land.person(land.towns[0])
    foreign = CohortFactory(organiser__division=make_county(land.city, "高密市"))
    RosterEntryFactory(roster=foreign.roster, workplace=foreign.organiser)
    here, there = auditor_of(land.counties[0]), auditor_of(land.counties[1])

    assert list(queries.rosters_for(here)) == [land.roster]
    assert list(queries.schemes_for(here)) == [land.scheme]
    assert list(queries.rosters_for(there)) == []
    assert list(queries.schemes_for(there)) == []
    assert [each.scheme for each in queries.standings(here, AS_OF)] == [land.scheme]


@pytest.mark.parametrize(("everywhere", "number"), [(True, 2), (False, 3)])
def test_the_tree_costs_the_same_whatever_it_holds(land, everywhere, number):
    question = ask(land)
    here = Place() if everywhere else Place(division=land.city)

    def cost():
        with CaptureQueriesContext(connection) as captured:
            queries.table(question, here)
        return len(captured)

    land.person(land.towns[0])
    land.person(land.city)
    first = cost()
    for town in land.towns:
        land.person(town, state="completed")
        land.person(land.city)
    assert (first, cost()) == (number, number)


def test_no_figure_is_found_by_a_pattern(land):
    with CaptureQueriesContext(connection) as captured:
        queries.table(ask(land, auditor_of(land.city)), Place(division=land.city))
    assert not [each for each in captured if " LIKE " in each["sql"].upper()]


def test_state_of_each_name(land):
    made = {state: land.person(land.towns[0], state=state) for state in ("completed", "running", "withdrawn", "")}
    question = ask(land)
    entries = queries.with_state(question, queries.names(question, Place()))
    found = {entry.person: str(queries.state_of(entry)) for entry in entries}
    assert found == {
        made["completed"]: "covered",
        made["running"]: "running",
        made["withdrawn"]: "withdrawn",
        made[""]: "absent",
    }


@pytest.mark.parametrize("state", sorted(BEFORE))
def test_who_only_asks_for_a_class_is_not_in_training(land, state):
    person = land.person(land.towns[0], state=state)

    assert _on(land, NOON.date(), person) == "absent"


def test_a_failure_counts_from_the_day_it_was_declared(land):
    person = land.person(land.towns[0])
    trainee = land.train(person, "running")
    fail(trainee, by=PersonFactory(), reason="缺勤过多", at=NOON)

    assert [_on(land, NOON.date() + timedelta(days=n), person) for n in (-1, 0)] == ["running", "failed"]


def _on(land, day, person):
    """Return what the figures, the list, the proof and the first page say of ``person`` as of ``day``."""
    question = ask(land, as_of=day)
    entry = queries.with_state(question, queries.names(question, Place())).get(person=person)
    proof = queries.proof_of(question, person.pk)
    (standing,) = queries.standings(question.viewer, day)
    assert proof.state == queries.state_of(entry)
    assert seen(question) == (standing.figures.due, standing.figures.covered)
    assert bool(seen(question)[1]) == (proof.state == "covered")
    return proof.state


@pytest.mark.parametrize("done", [True, False])
def test_what_happens_later_leaves_a_past_day_as_it_was(land, done):
    person = land.person(land.towns[0])
    trainee = land.train(person, "completed" if done else "running")
    day = NOON.date()
    usual = "covered" if done else "running"
    before = [_on(land, each, person) for each in (day - timedelta(days=1), day)]
    assert before == ["running", usual]

    withdraw(trainee, by=None, reason="调离", at=NOON + timedelta(days=2))
    assert [_on(land, day + timedelta(days=n), person) for n in (-1, 0, 1, 2)] == [*before, usual, "withdrawn"]

    bring_back(trainee, by=None, at=NOON + timedelta(days=4))
    trainee.refresh_from_db()
    if done:
        trainee.state, trainee.completed_at = "completed", NOON
        trainee.save()
    found = [_on(land, day + timedelta(days=n), person) for n in (-1, 0, 1, 2, 3, 4)]
    assert found == [*before, usual, "withdrawn", "withdrawn", usual]


def test_a_certificate_stays_with_the_days_before_a_return(land):
    trainee = land.train(land.person(land.towns[0]), "completed")
    certificate = CertificateFactory(traineeship=trainee, issued_at=NOON)
    withdraw(trainee, by=None, reason="调离", at=NOON + timedelta(days=2))
    bring_back(trainee, by=None, at=NOON + timedelta(days=4))

    proof = queries.proof_of(ask(land, as_of=NOON.date()), trainee.person_id)

    assert proof.traineeship != trainee
    assert proof.certificates == [certificate]


def test_names_are_found_by_name_and_institution(land):
    land.person(land.towns[0], person__name="王㛃")
    land.person(land.towns[1], person__name="王一")
    entries = RosterEntry.objects.all()
    assert queries.matching(entries, name="王").count() == 2
    assert queries.matching(entries, name="㛃").count() == 1
    assert queries.matching(entries, name="王", institution="寿光市2镇").count() == 1


def test_completion_after_enrolment_in_the_past_is_no_matter(land):
    person = land.person(land.towns[0])
    trained = land.train(person, "completed", NOON)
    assert trained.completed_at == NOON
    assert seen(ask(land, as_of=NOON.date() - timedelta(days=1))) == (1, 0)

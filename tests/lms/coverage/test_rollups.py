"""What pages read of the kept figures."""

from collections import Counter
from datetime import UTC, date, datetime

import pytest

from lms.coverage.actions import rebuild
from lms.coverage.models import NodeFigure, Programme, RollUp
from lms.coverage.queries import rollups
from lms.coverage.queries.place import Place
from lms.coverage.rules import Measured, Spread, spread_of
from lms.people.models import Division, Organisation
from lms.people.roles import Role
from tests.factories.coverage import auditor_of, make_city, manager_of
from tests.factories.credits import CreditLineFactory
from tests.factories.people import AppointmentFactory, LeaveFactory, OrganisationFactory, PersonFactory
from tests.factories.records import LearningRecordFactory
from tests.lms.coverage.realm import AT, DAY, Realm

pytestmark = pytest.mark.django_db


@pytest.fixture
def realm():
    """Two covered of five due; one at each level, and two in the first town."""
    made = Realm()
    places = [made.towns[0], made.villages[0], made.towns[1], made.counties[0], made.towns[2]]
    made.people = [made.hire(place, sex="F" if n % 2 else "M") for n, place in enumerate(places)]
    for person, month in zip(made.people[:2], (3, 5), strict=True):
        LearningRecordFactory(person=person, minutes=60, happened_at=datetime(2026, month, 2, tzinfo=UTC))
    LearningRecordFactory(person=made.people[2], minutes=59, happened_at=datetime(2026, 3, 2, tzinfo=UTC))
    rebuild(made.programme, day=DAY, at=AT)
    made.programme.refresh_from_db()
    return made


def somebody(**fields):
    return PersonFactory(is_superuser=True, **fields)


def test_node_at_every_level(realm):
    def figures(place):
        found = rollups.node(realm.roll_up, place)
        return found.due, found.started, found.covered, found.open

    assert figures(Place(division=realm.city)) == (5, 3, 2, 3)
    assert figures(Place(division=realm.counties[0])) == (4, 3, 2, 2)
    assert figures(Place(division=realm.towns[0])) == (2, 2, 2, 0)
    assert figures(Place(division=realm.counties[2])) == (0, 0, 0, 0)
    assert figures(Place(organisation=realm.institution(realm.villages[0]))) == (1, 1, 1, 0)


def test_nobody_due_is_no_share(realm):
    nothing = rollups.node(realm.roll_up, Place(division=realm.counties[2]))

    assert nothing == Measured()
    assert (nothing.percent, nothing.tenths) == ("", None)
    assert rollups.credits(realm.roll_up, Place(division=realm.counties[2])) is None


def test_lines_below_add_up_to_the_place(realm):
    viewer = somebody()
    for place in (
        Place(),
        Place(division=realm.city),
        Place(division=realm.counties[0]),
        Place(division=realm.towns[0]),
    ):
        lines = rollups.below(realm.roll_up, place, viewer)
        assert sum((line.measured for line in lines), Measured()) == rollups.node(realm.roll_up, place, viewer)


def test_lines_below_a_county_are_its_towns_then_its_own_institutions(realm):
    lines = rollups.below(realm.roll_up, Place(division=realm.counties[0]), somebody())

    assert [line.place.name for line in lines][:2] == ["寿光市1镇", "寿光市2镇"]
    assert lines[2].place.organisation == realm.institution(realm.counties[0])
    assert [line.measured.due for line in lines] == [2, 1, 1]


def test_divisions_with_nobody_due_are_lines_too(realm):
    lines = rollups.below(realm.roll_up, Place(division=realm.city), somebody())

    assert [(line.place.name, line.measured.due) for line in lines] == [("寿光市", 4), ("青州市", 1), ("诸城市", 0)]


def test_nothing_lies_below_an_institution(realm):
    assert rollups.below(realm.roll_up, Place(organisation=realm.institutions[0]), somebody()) == []


def test_the_lines_of_a_village_are_its_institutions(realm):
    lines = rollups.below(realm.roll_up, Place(division=realm.villages[0]), somebody())

    assert [line.measured.due for line in lines] == [1]


def test_every_institution_opens_its_people(realm):
    for each in realm.institutions:
        place = Place(organisation=each)
        assert rollups.people(realm.roll_up, place).count() == rollups.node(realm.roll_up, place).due


def test_everywhere_is_the_whole_programme_to_who_may_see_all(realm):
    assert rollups.people(realm.roll_up, Place(), viewer=somebody()).count() == 5


def test_my_whole_area_is_the_sum_of_its_outermost_nodes(realm):
    viewer = auditor_of(realm.counties[0])
    for division in (realm.towns[0], realm.towns[2]):
        AppointmentFactory(person=viewer, role=Role.COUNTY_AUDITOR, division=division, organisation=None)

    assert rollups.node(realm.roll_up, Place(), viewer).due == 5
    assert [line.place.name for line in rollups.below(realm.roll_up, Place(), viewer)] == ["寿光市", "青州市1镇"]
    assert rollups.people(realm.roll_up, Place(), "open", viewer=viewer).count() == 3


def test_my_whole_area_may_be_institutions(realm):
    own = realm.institution(realm.towns[0])
    inside = OrganisationFactory(parent=own, division=realm.towns[2])
    viewer = manager_of(own)
    realm.hire(person=PersonFactory(), place=realm.towns[0])
    rebuild(realm.programme, day=DAY, at=AT)

    assert rollups.node(realm.roll_up, Place(), viewer).due == 2
    assert [line.place.organisation for line in rollups.below(realm.roll_up, Place(), viewer)] == [own]
    assert rollups.people(realm.roll_up, Place(), viewer=viewer).count() == 2
    assert inside.pk


def test_everywhere_is_somebodys(realm):
    with pytest.raises(ValueError, match="name the viewer"):
        rollups.node(realm.roll_up, Place())
    with pytest.raises(ValueError, match="name the viewer"):
        rollups.people(realm.roll_up, Place())


def test_breakdown(realm):
    found = rollups.breakdown(realm.roll_up, Place(division=realm.city), "sex")

    assert [(value, each.due, each.covered) for value, each in found] == [("F", 2, 1), ("M", 3, 1)]


@pytest.mark.parametrize("dimension", [each for each in NodeFigure.Dimension.values if each])
def test_a_breakdown_of_institutions_is_counted_from_their_people(realm, dimension):
    """What adds up the institutions of a county must be what is kept of the county."""
    CreditLineFactory(record__person=realm.people[0], hundredths=1250, earned_on=DAY)
    LeaveFactory(person=realm.people[3], starts_on=DAY)
    rebuild(realm.programme, day=DAY, at=AT)
    county, summed = realm.counties[0], dict[str, Measured]()
    for each in Organisation.objects.filter(division__in=Division.objects.inside(county)):
        for value, measured in rollups.breakdown(realm.roll_up, Place(organisation=each), dimension):
            summed[value] = summed.get(value, Measured()) + measured

    assert summed
    assert sorted(summed.items()) == rollups.breakdown(realm.roll_up, Place(division=county), dimension)


def test_a_breakdown_of_an_area_and_of_institutions_beside_it(realm):
    viewer = manager_of(realm.institution(realm.towns[2]))
    AppointmentFactory(person=viewer, role=Role.COUNTY_AUDITOR, division=realm.counties[0], organisation=None)

    found = rollups.breakdown(realm.roll_up, Place(), "sex", viewer)

    assert found == rollups.breakdown(realm.roll_up, Place(division=realm.city), "sex")


def test_months_are_filled_up_to_the_day_of_the_figures(realm):
    found = rollups.months(realm.roll_up, Place(division=realm.city))

    assert [month.month for month, _covered in found] == list(range(1, 12))
    assert [covered for _month, covered in found] == [0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0]


def test_months_of_a_programme_that_was_never_computed():
    programme = Realm().programme

    assert rollups.months(RollUp(programme=programme), Place(division=programme.division)) == [(date(2026, 1, 1), 0)]


def test_spreads_of_credits_by_group_are_those_of_its_people(realm):
    CreditLineFactory(record__person=realm.people[0], hundredths=1250, earned_on=DAY)
    rebuild(realm.programme, day=DAY, at=AT)
    city, dimensions = Place(division=realm.city), ["sex", "post"]
    found = rollups.spreads(realm.roll_up, city, dimensions)
    for dimension in dimensions:
        for value, measured in rollups.breakdown(realm.roll_up, city, dimension):
            behind = rollups.people(realm.roll_up, city, "due", dimension, value)
            whole = Counter(each.credits_hundredths // 100 for each in behind)
            assert found[dimension, value] == spread_of(whole)
            assert whole.total() == measured.due
    assert any(spread.upper == 1200 for spread in found.values())
    assert rollups.spreads(realm.roll_up, Place(division=realm.counties[2]), dimensions) == {}


def test_credits(realm):
    assert rollups.credits(realm.roll_up, Place(division=realm.city)) == Spread(0, 0, 0)


@pytest.mark.parametrize("which", ["due", "started", "covered", "overdue", "open", "on_leave"])
def test_every_figure_opens_exactly_the_people_behind_it(realm, which):
    for division in Division.objects.all():
        place = Place(division=division)
        figure = getattr(rollups.node(realm.roll_up, place), which)
        assert rollups.people(realm.roll_up, place, which).count() == figure


@pytest.mark.parametrize("dimension", [each for each in NodeFigure.Dimension.values if each])
def test_every_line_of_a_breakdown_opens_exactly_its_people(realm, dimension):
    place = Place(division=realm.city)
    for value, measured in rollups.breakdown(realm.roll_up, place, dimension):
        for which in ("due", "covered", "open"):
            people = rollups.people(realm.roll_up, place, which, dimension, value)
            assert people.count() == getattr(measured, which)


def test_programmes_reach_down_to_those_below_and_up_to_those_above(realm):
    other = make_city("淄博市")

    def seen(viewer):
        return realm.programme in Programme.objects.visible_to(viewer)

    assert seen(somebody())
    assert seen(auditor_of(realm.city))
    assert seen(auditor_of(realm.towns[0]))
    assert seen(manager_of(realm.institution(realm.villages[0])))
    assert not seen(auditor_of(other))
    assert not seen(PersonFactory())

"""A province of two cities with a programme: somebody is due at every kind of place."""

from datetime import UTC, date, datetime
from random import Random

from lms.people.models import Division
from tests.factories.coverage import ProgrammeFactory, ProgrammeVersionFactory
from tests.factories.people import DivisionFactory, OrganisationFactory, PersonFactory, PostFactory
from tests.factories.records import LearningRecordFactory

THEN = date(2026, 10, 31)
_LEVELS = ("province", "city", "county", "town")
_Level = Division.Level


class Province:
    """Two cities and a county in neither; the first has two counties and a town beside them, the second a village."""

    def __init__(self):
        self.division = _division("山东省", _Level.PROVINCE)
        self.cities = [_division(name, _Level.CITY, self.division) for name in ("潍坊市", "东营市")]
        first, second = self.cities
        self.counties = [
            *(_division(name, _Level.COUNTY, first) for name in ("寿光市", "青州市")),
            _division("广饶县", _Level.COUNTY, second),
            _division("济源市", _Level.COUNTY, self.division),
        ]
        self.towns = [_division(f"{county.name}羊口镇", _Level.TOWN, county) for county in self.counties]
        self.apart = [_division("直管镇", _Level.TOWN, first), _division("直管村", _Level.VILLAGE, second)]
        inside = {"东村": self.towns[0], "西村": self.apart[0]}
        self.villages = [_division(name, _Level.VILLAGE, town) for name, town in inside.items()]
        self.places = [self.division, *self.cities, *self.counties, *self.towns, *self.apart, *self.villages]
        self.institutions = {each: OrganisationFactory(division=each) for each in self.places}
        keeper = self.institutions[self.division]
        self.programme = ProgrammeFactory(keeper=keeper, division=self.division)
        self.version = ProgrammeVersionFactory(programme=self.programme)

    def hire(self, place, *minutes):
        """Return somebody with a post at ``place`` who learned so many minutes, every time a month later."""
        person = PersonFactory()
        PostFactory(person=person, workplace=self.institutions[place])
        for month, each in enumerate(minutes, start=3):
            LearningRecordFactory(person=person, minutes=each, happened_at=datetime(2026, month, 9, 4, tzinfo=UTC))
        return person

    def populate(self, seed=0):
        """Put two people at every place, who learned different things; return them."""
        random = Random(seed)
        return [
            self.hire(place, *(random.choice([5, 30, 60]) for _ in range(random.randrange(4))))
            for place in self.places
            for _ in range(2)
        ]

    @property
    def kept(self):
        """The figures of the day with everybody counted; ``None`` before there are any."""
        return self.programme.roll_ups.closed().filter(closed_on=THEN).first()

    @property
    def outline(self):
        """The outline of the day; ``None`` where there is none."""
        return self.programme.roll_ups.outlines().filter(closed_on=THEN).first()


def _division(name, level, parent=None):
    lineage = {each: getattr(parent, each) for each in _LEVELS} if parent else {}
    if parent:
        lineage[parent.level] = parent
    return DivisionFactory(name=name, level=level, parent=parent, **lineage)

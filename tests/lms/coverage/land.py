"""A small land of people for tests: a city of counties, towns and institutions, and a count by hand."""

from datetime import UTC, date, datetime, timedelta
from random import Random

from certificates.schemes.models import Traineeship
from certificates.schemes.rules.lifecycle import BEFORE
from lms.people.models import RosterEntry
from tests.factories.coverage import AS_OF, make_city, make_county, make_town, make_village
from tests.factories.people import OrganisationFactory, PersonFactory, RosterEntryFactory, RosterFactory
from tests.factories.schemes import CohortFactory, TraineeshipFactory

NOON = datetime(2026, 11, 10, 4, 0, tzinfo=UTC)


class Land:
    """A city with three counties of two towns; institutions hang on every level; nobody lives there yet."""

    def __init__(self):
        self.city = make_city()
        self.counties = [make_county(self.city, name) for name in ("寿光市", "青州市", "诸城市")]
        self.towns = [make_town(county, f"{county.name}{n}镇") for county in self.counties for n in (1, 2)]
        self.villages = [make_village(town) for town in self.towns]
        areas = [self.city, *self.counties, *self.towns, *self.villages]
        self.institutions = [
            OrganisationFactory(division=area, name=f"{area.name}{n}院") for n, area in enumerate(areas)
        ]
        self.roster = RosterFactory(keeper=self.institutions[0])
        self.cohort = CohortFactory(roster=self.roster, scheme__organiser=self.institutions[0])
        self.scheme = self.cohort.scheme

    def institution(self, division):
        return next(each for each in self.institutions if each.division == division)

    def person(self, division, *, state="", **entry):
        """Put somebody on the roster at ``division``'s institution, and in the class unless ``state`` is empty."""
        workplace = self.institution(division)
        person = RosterEntryFactory(roster=self.roster, workplace=workplace, **entry).person
        if state:
            self.train(person, state)
        return person

    def train(self, person, state, moment=NOON):
        known = {"completed_at": moment} if state == "completed" else {}
        known |= {"withdrawn_at": moment} if state == "withdrawn" else {}
        # Who only asks has not begun.
        known |= {"enrolled_at": None} if state in BEFORE else {}
        return TraineeshipFactory(cohort=self.cohort, person=person, state=state, **known)


def populate(land, seed, people=60):
    """Scatter people: joined, left, moved, completed before and after the day, withdrawn, never enrolled."""
    random = Random(seed)
    for _ in range(people):
        person = PersonFactory()
        day = date(2026, 3, 1)
        for _move in range(random.choice([1, 1, 1, 2])):
            joined = day + timedelta(days=random.choice([0, 30, 200, 263, 264]))
            left = random.choice([None, None, joined + timedelta(days=random.choice([0, 40, 100]))])
            workplace = random.choice(land.institutions)
            RosterEntryFactory(roster=land.roster, person=person, workplace=workplace, joined_on=joined, left_on=left)
            if left is None:
                break
            day = left
        if random.random() < 0.7:
            state = random.choice(["completed", "completed", "running", "withdrawn"])
            land.train(person, state, NOON + timedelta(days=random.choice([-90, 0, 9, 10])))


def by_hand(land, division, as_of=AS_OF):
    """Count due and covered in ``division`` as slowly and plainly as possible."""
    standing = {}
    for entry in RosterEntry.objects.filter(roster=land.roster).order_by("joined_on", "pk"):
        if entry.joined_on <= as_of and (entry.left_on is None or entry.left_on > as_of):
            standing[entry.person_id] = entry
    here = [entry for entry in standing.values() if lies_in(entry.workplace.division, division)]
    end = datetime(as_of.year, as_of.month, as_of.day, 16, 0, tzinfo=UTC)
    done = {
        each.person_id
        for each in Traineeship.objects.filter(state="completed")
        if each.completed_at < end and each.cohort.scheme == land.scheme
    }
    return len(here), len([entry for entry in here if entry.person_id in done])


def lies_in(division, above):
    return division is not None and (division == above or lies_in(division.parent, above))

"""A land with a programme: everybody with a post is due, and an hour of training covers them."""

from datetime import UTC, date, datetime

from lms.coverage.actions import rebuild
from tests.factories.coverage import ProgrammeFactory, ProgrammeVersionFactory
from tests.factories.people import PersonFactory, PostFactory
from tests.factories.records import ActivityFactory, LearningRecordFactory
from tests.lms.coverage.land import Land

NOW = datetime(2026, 11, 19, 2, 0, tzinfo=UTC)
TODAY = date(2026, 11, 19)
PLAN = [{"on": "2026-06-30", "tenths": 500}, {"on": "2026-12-31", "tenths": 900}]


class Scene(Land):
    """The land of :class:`Land` and one programme for the whole city, with a rule unless ``rule`` is false."""

    def __init__(self, *, rule=True, **said):
        super().__init__()
        self.programme = ProgrammeFactory(keeper=self.institution(self.city), division=self.city, name="全员一小时")
        self.version = self.rule(**said) if rule else None

    def rule(self, **said):
        """Put a rule in force: an hour of training covers, unless something else is said."""
        asked = {"target_tenths": 900, "plan": PLAN, "clause": "第三条", **said}
        return ProgrammeVersionFactory(programme=self.programme, number=1, **asked)

    def doctor(self, division, *, minutes=0, on=datetime(2026, 9, 10, 4, tzinfo=UTC), **said):
        """Give somebody a post at ``division``'s institution, and a record of so many minutes."""
        post = {"kind": "village_doctor", "title": "", **said}
        known = {name.removeprefix("person__"): post.pop(name) for name in list(post) if name.startswith("person__")}
        person = PersonFactory(**known)
        PostFactory(person=person, workplace=self.institution(division), starts_on=date(2020, 1, 1), **post)
        if minutes:
            self.learn(person, division, minutes=minutes, on=on)
        return person

    def learn(self, person, division, *, minutes=60, on=datetime(2026, 9, 10, 4, tzinfo=UTC)):
        """Write down that somebody trained."""
        activity = ActivityFactory(title="慢阻肺讲座", kind="lecture")
        workplace = self.institution(division)
        return LearningRecordFactory(
            person=person, activity=activity, workplace=workplace, minutes=minutes, happened_at=on, outcome="attended"
        )

    @property
    def roll_up(self):
        """The figures that go on."""
        return self.programme.roll_ups.living().get()

    def count(self):
        """Bring the figures up to date."""
        rebuild(self.programme, day=TODAY, at=NOW)
        return self

"""Progress follows from records alone: incremental and full agree, and both agree with a reader's explanation."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from certificates.schemes.actions import recompute
from certificates.schemes.models import Progress, Requirement, Traineeship
from certificates.schemes.queries.evidence import judge, records_of
from lms.kit import queue
from lms.records.actions import Deed, reverse, write
from lms.records.models import LearningRecord
from tests.factories.credits import CreditRuleFactory
from tests.factories.people import PersonFactory
from tests.factories.records import ActivityFactory, SubjectFactory
from tests.factories.schemes import CohortFactory, RequirementFactory, TraineeshipFactory

START = datetime(2026, 3, 1, tzinfo=UTC)

deeds = st.fixed_dictionaries(
    {
        "person": st.integers(0, 1),
        "activity": st.integers(0, 4),
        "outcome": st.sampled_from(["completed", "attended", "passed", "failed"]),
        "role": st.sampled_from(["learner", "learner", "teacher"]),
        "mode": st.sampled_from(["online", "onsite"]),
        "minutes": st.integers(0, 90),
        "score_hundredths": st.sampled_from([None, 5999, 6000, 9000]),
        "day": st.integers(-2, 12),
    }
)
steps = st.lists(st.one_of(deeds, st.integers(0, 10)), max_size=12)
requirements = st.lists(
    st.fixed_dictionaries(
        {
            "measure": st.sampled_from(["count", "minutes", "credits", "pass"]),
            "target": st.integers(1, 4),
            "activity_kind": st.sampled_from(["", "lecture", "teaching", "exam"]),
            "mode": st.sampled_from(["", "online"]),
            "subject": st.booleans(),
            "activity": st.sampled_from([None, 2]),
            "role": st.sampled_from(["learner", "learner", "teacher"]),
            "outcome": st.sampled_from(["", "attended"]),
            "each_activity_once": st.booleans(),
            "since": st.sampled_from([None, date(2026, 3, 4)]),
            "min_score_hundredths": st.sampled_from([None, None, 6000]),
        }
    ),
    min_size=1,
    max_size=3,
)


class World:
    def __init__(self, asked):
        self.subject = SubjectFactory()
        self.activities = [ActivityFactory(kind=kind) for kind in ("lecture", "lecture", "exam", "teaching", "lesson")]
        for activity in self.activities[::2]:
            activity.subjects.add(self.subject)
        self.cohort = CohortFactory(starts_on=date(2026, 3, 1), ends_on=date(2026, 3, 10))
        CreditRuleFactory(activity_kind="lecture", unit_minutes=30)
        for each in asked:
            self.require(**each)
        self.people = [PersonFactory(), PersonFactory()]
        self.trainees = [TraineeshipFactory(cohort=self.cohort, person=person) for person in self.people]
        recompute(cohort=self.cohort, at=START)

    def require(self, *, measure, target, subject, activity, **more):
        RequirementFactory(
            scheme=self.cohort.scheme,
            measure=measure,
            target=1 if measure == "pass" else target * (20 if measure in {"minutes", "credits"} else 1),
            subject=self.subject if subject else None,
            activity=None if activity is None else self.activities[activity],
            **more,
        )

    def do(self, step, number):
        if isinstance(step, int):
            records = list(LearningRecord.objects.standing().order_by("pk"))
            if records:
                reverse(records[step % len(records)], by=None, reason="误录", at=START)
            return
        write(
            Deed(
                person=self.people[step["person"]],
                activity=self.activities[step["activity"]],
                source_key=f"step:{number}",
                happened_at=START + timedelta(days=step["day"], hours=number),
                **{name: step[name] for name in ("outcome", "role", "mode", "minutes", "score_hundredths")},
            ),
            at=START,
        )

    def state(self):
        progress = Progress.objects.order_by("traineeship", "requirement")
        trainees = Traineeship.objects.order_by("pk")
        return (
            list(progress.values_list("traineeship", "requirement", "value", "met_at")),
            list(trainees.values_list("pk", "state", "completed_at")),
        )

    def explained(self):
        """The same state, worked out record by record."""
        progress, trainees = [], []
        for trainee in self.trainees:
            met = []
            for asked in Requirement.objects.filter(scheme=self.cohort.scheme).order_by("pk"):
                total, met_at = 0, None
                for each in judge(asked, self.cohort, records_of(trainee.person_id)):
                    total += each.amount
                    if met_at is None and total >= asked.target:
                        met_at = each.record.happened_at
                progress.append((trainee.pk, asked.pk, total, met_at))
                met.append(met_at)
            done = None if None in met else max(met)
            trainees.append((trainee.pk, "completed" if done else "running", done))
        return progress, trainees


@pytest.mark.django_db
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(asked=requirements, walk=steps)
def test_recompute_equals_incremental_and_the_explanation(asked, walk):
    with transaction.atomic():
        world = World(asked)
        for number, step in enumerate(walk):
            world.do(step, number)
            if number % 2:
                queue.drain()
        queue.drain()

        incremental = world.state()
        changed = recompute(cohort=world.cohort, at=START)

        assert changed == 0
        assert world.state() == incremental == world.explained()
        transaction.set_rollback(True)

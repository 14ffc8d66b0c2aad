"""Progress follows from records alone: incremental and full agree, and both agree with a reader's explanation."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from certificates.schemes.actions import edit_requirements, exempt, outline, recompute, revoke_exemption, take_into_use
from certificates.schemes.models import Exemption, Progress, Traineeship
from certificates.schemes.queries import periods_of, requirements_of
from certificates.schemes.queries.evidence import judge, records_of
from lms.kit import queue
from lms.records.actions import Deed, reverse, write
from lms.records.models import LearningRecord
from tests.factories.credits import CreditRuleFactory
from tests.factories.people import PersonFactory
from tests.factories.records import ActivityFactory, SubjectFactory
from tests.factories.schemes import CohortFactory, LevelFactory, TraineeshipFactory

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
        "level": st.sampled_from([None, None, "不合格", "合格", "优秀"]),
    }
)
waivers = st.fixed_dictionaries({"exempt": st.integers(0, 1), "requirement": st.integers(0, 5)})
steps = st.lists(st.one_of(deeds, deeds, st.integers(0, 10), waivers), max_size=12)
leaves = st.fixed_dictionaries(
    {
        "measure": st.sampled_from(["count", "minutes", "credits", "pass", "days", "sessions", "level"]),
        "target": st.integers(1, 4),
        "activity_kind": st.sampled_from(["", "lecture", "teaching", "exam"]),
        "mode": st.sampled_from(["", "online"]),
        "subject": st.booleans(),
        "activity": st.sampled_from([None, None, 2]),
        "role": st.sampled_from(["learner", "learner", "teacher"]),
        "outcome": st.sampled_from(["", "attended"]),
        "each_activity_once": st.booleans(),
        "since": st.sampled_from([None, date(2026, 3, 4)]),
        "due_days": st.sampled_from([None, None, 6]),
        "min_score_hundredths": st.sampled_from([None, None, 6000]),
    }
)


def groups_of(parts):
    return st.fixed_dictionaries(
        {
            "measure": st.sampled_from(["all", "any", "some"]),
            "target": st.integers(1, 2),
            "until": st.sampled_from([None, None, date(2026, 3, 7)]),
            "parts": st.lists(parts, min_size=1, max_size=3),
        }
    )


trees = st.lists(
    st.one_of(leaves, groups_of(leaves), groups_of(st.one_of(leaves, groups_of(leaves)))), min_size=1, max_size=3
)


class World:
    def __init__(self, asked):
        self.subject = SubjectFactory()
        self.activities = [ActivityFactory(kind=kind) for kind in ("lecture", "lecture", "exam", "teaching", "lesson")]
        for activity in self.activities[::2]:
            activity.subjects.add(self.subject)
        self.cohort = CohortFactory(starts_on=date(2026, 3, 1), ends_on=date(2026, 3, 10))
        CreditRuleFactory(activity_kind="lecture", minutes_per_credit=30)
        self.by = PersonFactory()
        edit_requirements(self.cohort.scheme, outline([self.node(**each) for each in asked]), by=None, at=START)
        take_into_use(self.cohort, by=None, at=START)
        self.asked = requirements_of(self.cohort)
        self.people = [PersonFactory(), PersonFactory()]
        self.trainees = [TraineeshipFactory(cohort=self.cohort, person=person) for person in self.people]
        recompute(cohort=self.cohort, at=START)

    def node(self, *, measure, target, parts=None, subject=False, activity=None, **more):
        if parts is not None:
            return {
                "title": "组",
                "measure": measure,
                "target": min(target, len(parts)),
                "parts": [self.node(**each) for each in parts],
                **more,
            }
        scale = 20 if measure in {"minutes", "credits"} else 1
        return {
            **more,
            "title": "项",
            "measure": measure,
            "target": 1 if measure in {"pass", "level"} or activity is not None else target * scale,
            "level": LevelFactory() if measure == "level" else None,
            "activity_kind": "teaching" if measure == "sessions" else more["activity_kind"],
            "subject": self.subject if subject else None,
            "activity": None if activity is None else self.activities[activity],
        }

    def do(self, step, number):
        if isinstance(step, int):
            records = list(LearningRecord.objects.standing().order_by("pk"))
            if records:
                reverse(records[step % len(records)], by=None, reason="误录", at=START)
            return None
        if "exempt" in step:
            return self.waive(self.trainees[step["exempt"]], self.asked[step["requirement"] % len(self.asked)], number)
        write(
            Deed(
                person=self.people[step["person"]],
                activity=self.activities[step["activity"]],
                source_key=f"step:{number}",
                happened_at=START + timedelta(days=step["day"], hours=number),
                evidence={"level": step["level"]} if step["level"] else {},
                **{name: step[name] for name in ("outcome", "role", "mode", "minutes", "score_hundredths")},
            ),
            at=START,
        )
        return None

    def waive(self, trainee, requirement, number):
        """Exempt somebody, or take that back if it was done before."""
        held = Exemption.objects.in_force().filter(traineeship=trainee, requirement=requirement).first()
        at = START + timedelta(days=4, minutes=number)
        if held:
            revoke_exemption(held, by=self.by, reason="误免", at=at)
        else:
            exempt(trainee, requirement, by=self.by, reason="已有证书", at=at)

    def state(self):
        progress = Progress.objects.order_by("traineeship", "requirement")
        trainees = Traineeship.objects.order_by("pk")
        return (
            list(progress.values_list("traineeship", "requirement", "value", "met_at")),
            list(trainees.values_list("pk", "state", "completed_at")),
        )

    def explained(self):
        """The same state, worked out record by record and group by group."""
        progress, trainees = [], []
        periods = dict(zip((each.pk for each in self.asked), periods_of(self.asked, self.cohort), strict=True))
        for trainee in self.trainees:
            records = records_of(trainee.person_id)
            waived = {each.requirement_id: each.granted_at for each in trainee.exemptions.filter(revoked_at=None)}
            found = {}

            def reach(each, records=records, waived=waived, found=found):
                total, met_at = 0, None
                if each.is_group:
                    moments = sorted(m for m in [reach(part) for part in self.asked if part.parent_id == each.pk] if m)
                    total, met_at = len(moments), (moments + [None] * each.target)[each.target - 1]
                else:
                    for one in judge(each, periods[each.pk], records):
                        total += one.amount
                        if met_at is None and total >= each.target:
                            met_at = one.record.happened_at
                if each.pk in waived:
                    met_at = min(met_at or waived[each.pk], waived[each.pk])
                found[each.pk] = (total, met_at)
                return met_at

            met = [reach(each) for each in self.asked if each.parent_id is None]
            progress += [(trainee.pk, pk, *found[pk]) for pk in sorted(found)]
            done = None if None in met else max(met)
            trainees.append((trainee.pk, "completed" if done else "running", done))
        return progress, trainees


@pytest.mark.django_db
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(asked=trees, walk=steps)
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

"""What a scheme asks for: its versions, its groups, what cannot be asked, and what the database refuses."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from certificates.schemes import actions
from certificates.schemes.models import Requirement, SchemeVersion
from certificates.schemes.queries import requirements_of, version_list
from lms.audit.models import Entry
from tests.factories.people import PersonFactory
from tests.factories.records import ActivityFactory
from tests.factories.schemes import (
    CohortFactory,
    ExemptionFactory,
    LevelFactory,
    RequirementFactory,
    SchemeFactory,
    SchemeVersionFactory,
    TraineeshipFactory,
)

pytestmark = pytest.mark.django_db

LECTURE = {"key": "lecture", "title": "听讲座", "activity_kind": "lecture"}
EXAM = {"key": "exam", "title": "考试", "measure": "pass", "activity_kind": "exam"}
TWO_OF = {"key": "two", "title": "二选一", "measure": "any", "parts": [LECTURE, EXAM]}


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"


def group(*parts, measure="all", **more):
    return {"title": "组", "measure": measure, "parts": list(parts), **more}


class TestOutline:
    def test_is_a_tree_with_the_targets_of_its_groups(self, at):
        data = [group({**LECTURE, "key": "more"}, TWO_OF, {"title": "带教", "measure": "sessions", "target": 3})]
        scheme = SchemeFactory()

        actions.edit_requirements(scheme, actions.outline(data), by=None, at=at)

        rows = Requirement.objects.order_by("position").values_list("depth", "measure", "target", "parent__title")
        assert list(rows) == [
            (0, "all", 3, None),
            (1, "count", 1, "组"),
            (1, "any", 1, "组"),
            (2, "count", 1, "二选一"),
            (2, "pass", 1, "二选一"),
            (1, "sessions", 3, "组"),
        ]
        taught = Requirement.objects.get(measure="sessions")
        assert (taught.activity_kind, taught.each_activity_once) == ("teaching", False)

    def test_a_group_inside_itself_is_refused(self):
        circle = group(LECTURE)
        circle["parts"].append(group(circle))

        with pytest.raises(actions.GroupInItself, match="is inside itself"):
            actions.outline([circle])

    def test_a_fourth_group_is_too_deep(self):
        actions.outline([group(group(group(LECTURE)))])

        with pytest.raises(actions.TooDeep, match="too many groups"):
            actions.outline([group(group(group(group(LECTURE))))])


class TestImpossible:
    @pytest.mark.parametrize(
        ("data", "said"),
        [
            pytest.param([group()], "The group “组” has nothing in it.", id="empty-group"),
            pytest.param(
                [group(LECTURE, EXAM, measure="some", target=3)], "asks for 3 of its parts, but has only 2", id="k-of-n"
            ),
            pytest.param(
                [group(LECTURE, since=date(2026, 5, 1), measure="any") | {"until": date(2026, 4, 1)}],
                "but its deadline is 2026-04-01",
                id="deadline-before-start",
            ),
            pytest.param(
                [group(LECTURE | {"until": date(2026, 4, 1)}, since=date(2026, 5, 1))],
                "“听讲座” counts only from 2026-05-01",
                id="deadline-before-the-group-begins",
            ),
        ],
    )
    def test_is_refused_in_a_sentence_and_leaves_no_trace(self, at, data, said):
        with pytest.raises(actions.ImpossibleRequirement, match=said):
            actions.edit_requirements(SchemeFactory(), actions.outline(data), by=None, at=at)

        assert not SchemeVersion.objects.exists()
        assert not Entry.objects.exists()

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"target": 2}, "names one activity, which counts once"),
            ({"target": 61, "measure": "minutes"}, "has only 60"),
            ({"target": 60, "measure": "minutes"}, None),
            ({"target": 2, "each_activity_once": False}, None),
            ({"target": 1}, None),
        ],
    )
    def test_no_more_is_asked_of_an_activity_than_there_is(self, changes, said):
        activity = ActivityFactory(kind="lecture", planned_minutes=60)
        asked = actions.outline([{**LECTURE, "activity": activity, **changes}])

        if said is None:
            actions.refuse_impossible(asked)
            return
        with pytest.raises(actions.ImpossibleRequirement, match=said):
            actions.refuse_impossible(asked)

    def test_as_many_minutes_as_one_likes_where_none_are_planned(self):
        asked = [{**LECTURE, "measure": "minutes", "target": 500, "activity": ActivityFactory(planned_minutes=0)}]

        actions.refuse_impossible(actions.outline(asked))

    @pytest.mark.parametrize("depths", [[1], [0, 1], [0, 2]])
    def test_nothing_is_inside_what_is_no_group(self, depths):
        asked = [Requirement(title="项", measure="count", target=1, depth=depth) for depth in depths]

        with pytest.raises(actions.ImpossibleRequirement, match="no group stands above it"):
            actions.refuse_impossible(asked)

    def test_a_class_does_not_begin_after_a_deadline(self, at):
        scheme = SchemeFactory()
        data = [group(LECTURE, until=date(2026, 4, 1), measure="any")]
        actions.edit_requirements(scheme, actions.outline(data), by=None, at=at)
        days = {"starts_on": date(2026, 5, 1), "ends_on": date(2026, 12, 31)}

        with pytest.raises(actions.ImpossibleRequirement, match="would be due on 2026-04-01"):
            actions.open_cohort(scheme=scheme, name="一班", by=None, at=at, **days)

        assert SchemeVersion.objects.get().frozen_at is None


class TestVersions:
    def test_a_draft_is_written_anew_and_the_same_is_no_change(self, at):
        scheme = SchemeFactory()

        first = actions.edit_requirements(scheme, actions.outline([LECTURE]), by=None, at=at, note="初稿")
        again = actions.edit_requirements(scheme, actions.outline([LECTURE]), by=None, at=at)
        changed = actions.edit_requirements(scheme, actions.outline([LECTURE, EXAM]), by=None, at=at)

        assert first == again == changed == SchemeVersion.objects.get()
        assert changed.note == "初稿"
        assert Entry.objects.filter(verb="schemes.version.saved").count() == 2

    def test_the_first_class_freezes_a_version_and_editing_makes_the_next(self, at):
        clerk = PersonFactory()
        scheme = actions.create_scheme(
            {"code": "A", "name": "培训", "organiser": SchemeFactory().organiser, "requirements": [LECTURE]},
            by=None,
            at=at,
        )
        days = {"starts_on": date(2026, 5, 1), "ends_on": date(2026, 12, 31)}
        cohort = actions.open_cohort(scheme=scheme, name="一班", by=clerk, at=at, **days)

        second = actions.edit_requirements(scheme, actions.outline([TWO_OF]), by=clerk, at=at, note="可选")
        later = actions.open_cohort(scheme=scheme, name="二班", by=clerk, at=at, **days)
        old = actions.open_cohort(scheme=scheme, name="三班", by=clerk, at=at, version=cohort.version, **days)

        assert [each.title for each in requirements_of(cohort)] == ["听讲座"]
        assert (cohort.version.number, later.version, old.version) == (1, second, cohort.version)
        first = SchemeVersion.objects.get(scheme=scheme, number=1)
        assert (first.frozen_at, first.frozen_by) == (at, clerk)
        assert [(each.number, each.classes) for each in version_list(cohort)] == [(2, 1), (1, 2)]
        assert str(second) == "培训, version 2"


@pytest.mark.database
class TestDatabase:
    def refuses(self, do):
        with pytest.raises(IntegrityError), transaction.atomic():
            do()

    @pytest.mark.parametrize(
        "wrong",
        [
            {"key": ""},
            {"depth": 1},
            {"measure": "any", "activity_kind": "", "target": 2},
            {"measure": "all"},
            {"measure": "level"},
            {"measure": "sessions"},
            {"due_days": 0},
            {"due_days": 3, "until": date(2026, 5, 1)},
        ],
    )
    def test_a_requirement_is_whole(self, wrong):
        self.refuses(lambda: RequirementFactory(**wrong))

    def test_keys_and_places_are_there_once(self):
        one = RequirementFactory()

        self.refuses(lambda: RequirementFactory(version=one.version, key=one.key))
        self.refuses(lambda: RequirementFactory(version=one.version, position=one.position))
        self.refuses(lambda: SchemeVersionFactory(scheme=one.version.scheme, number=2))
        self.refuses(lambda: SchemeVersionFactory(number=0))
        self.refuses(lambda: LevelFactory(rank=0, name="零"))
        self.refuses(lambda: LevelFactory(rank=9, name="合格"))

    def test_parts_stand_in_their_group_and_no_group_in_itself(self):
        bare = {"measure": "all", "activity_kind": ""}
        top = RequirementFactory(position=0, **bare)
        inner = RequirementFactory(version=top.version, position=1, parent=top, depth=1, **bare)
        leaf = RequirementFactory(version=top.version, position=2, parent=inner, depth=2)
        rows = Requirement.objects

        self.refuses(lambda: rows.filter(pk=top.pk).update(parent=inner, depth=1))
        self.refuses(lambda: rows.filter(pk=top.pk).update(parent=top, depth=1))
        self.refuses(lambda: rows.filter(pk=inner.pk).update(measure="count"))
        self.refuses(lambda: rows.filter(pk=inner.pk).update(position=9))
        self.refuses(lambda: RequirementFactory(version=top.version, position=3, parent=leaf, depth=3))
        self.refuses(lambda: RequirementFactory(position=3, parent=top, depth=1))
        self.refuses(lambda: RequirementFactory(version=top.version, position=3, parent=top, depth=2))

    def test_a_version_in_use_and_its_requirements_stay_as_they_are(self, at):
        one = RequirementFactory()
        cohort = CohortFactory(scheme=one.version.scheme)
        actions.take_into_use(cohort, by=None, at=at)
        mine = SchemeVersion.objects.filter(pk=cohort.version_id)

        self.refuses(lambda: Requirement.objects.update(target=5))
        self.refuses(lambda: Requirement.objects.all().delete())
        self.refuses(lambda: RequirementFactory(version=one.version))
        self.refuses(lambda: mine.update(note="改"))
        self.refuses(lambda: mine.update(frozen_at=None))
        self.refuses(
            lambda: SchemeVersion.objects.get()._meta.base_manager.filter(pk=cohort.version_id)._raw_delete("default")
        )

    def test_a_class_runs_a_version_of_its_own_scheme(self):
        cohort, other = CohortFactory(), SchemeVersionFactory()

        self.refuses(lambda: CohortFactory(version=other))
        self.refuses(lambda: type(cohort).objects.filter(pk=cohort.pk).update(version=other))

    def test_an_exemption_is_whole_and_stays(self, at):
        held = ExemptionFactory()
        mine = type(held).objects.filter(pk=held.pk)

        self.refuses(lambda: ExemptionFactory(traineeship=held.traineeship, requirement=held.requirement))
        self.refuses(lambda: ExemptionFactory(traineeship=TraineeshipFactory(), requirement=held.requirement))
        self.refuses(lambda: ExemptionFactory(reason=""))
        self.refuses(lambda: mine.update(revoked_at=at))
        self.refuses(mine.delete)

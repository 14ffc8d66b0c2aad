"""Moving a class to another version, and the preview of what that or an edit would change."""

from datetime import timedelta

import pytest
from django.urls import reverse

from certificates.schemes import actions
from certificates.schemes.models import Exemption, Progress, SchemeVersion
from certificates.schemes.queries import preview, version_requirements
from lms.audit.models import Entry
from lms.records.actions import Deed, write
from tests.certificates.people import manager_of
from tests.factories.people import PersonFactory
from tests.factories.records import ActivityFactory
from tests.factories.schemes import CohortFactory, SchemeFactory, SchemeVersionFactory, TraineeshipFactory

pytestmark = pytest.mark.django_db

LECTURES = {"key": "lectures", "title": "听讲座", "activity_kind": "lecture", "target": 2}
EXAM = {"key": "exam", "title": "考试", "measure": "pass", "activity_kind": "exam"}


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def cohort(at, work):
    """A class of two: the first has heard two lectures, the second one."""
    made = CohortFactory(name="一班")
    actions.edit_requirements(made.scheme, actions.outline([LECTURES]), by=None, at=at)
    actions.take_into_use(made, by=None, at=at)
    for name, times in (("王秀英", 2), ("张桂兰", 1)):
        trainee = TraineeshipFactory(cohort=made, person__name=name)
        for number in range(times):
            fields = {"outcome": "attended", "minutes": 60, "happened_at": at, "source_key": f"{name}:{number}"}
            write(Deed(person=trainee.person, activity=ActivityFactory(kind="lecture"), **fields), at=at)
    work()
    return made


def next_version(cohort, data, at):
    return actions.edit_requirements(cohort.scheme, actions.outline(data), by=None, at=at)


def test_preview_tells_who_gains_and_who_loses_and_writes_nothing(at, cohort, django_assert_max_num_queries):
    before = list(Progress.objects.order_by("pk").values()), Entry.objects.count()

    with django_assert_max_num_queries(4):
        easier = preview(actions.outline([LECTURES | {"target": 1}]), cohort)
    harder = preview(actions.outline([LECTURES | {"target": 1}, EXAM]), cohort)

    assert (easier.people, easier.complete) == (2, 2)
    assert [each.name for each in easier.gained] == ["张桂兰"]
    assert (harder.complete, [each.name for each in harder.lost]) == (0, ["王秀英"])
    assert [(each.title, each.number) for each in harder.met] == [("听讲座", 2), ("考试", 0)]
    assert (list(Progress.objects.order_by("pk").values()), Entry.objects.count()) == before


def test_the_preview_tells_apart_two_of_one_name(at, cohort):
    namesake = TraineeshipFactory(cohort=cohort, person__name="王秀英", person__phone="13800005678")

    found = preview(actions.outline([EXAM]), cohort)

    assert namesake.person.phone_masked == "138****5678"
    assert [(each.name, bool(each.mark)) for each in found.lost] == [("王秀英", True)]
    assert preview(actions.outline([LECTURES | {"target": 1}]), cohort).gained[0].mark == ""


def test_the_class_moves_only_when_it_is_moved_and_progress_follows(at, cohort):
    version = next_version(cohort, [LECTURES | {"target": 1}], at)
    actions.recompute(cohort=cohort, at=at)
    assert cohort.traineeships.filter(state="completed").count() == 1

    moved = actions.move_to_version(cohort, version, by=PersonFactory(), at=at)

    assert moved.version == version
    assert SchemeVersion.objects.get(pk=version.pk).frozen_at == at
    assert cohort.traineeships.filter(state="completed").count() == 2
    assert set(Progress.objects.values_list("requirement__version", flat=True)) == {version.pk}
    assert Entry.objects.get(verb="schemes.cohort.moved").data == {"before": 1, "after": 2}


def test_who_has_left_keeps_what_they_had_reached_until_they_come_back(at, cohort):
    clerk, trainee = PersonFactory(), cohort.traineeships.get(person__name="张桂兰")
    actions.withdraw(trainee, by=clerk, reason="调离", at=at)
    version = next_version(cohort, [LECTURES | {"target": 1}], at)

    actions.move_to_version(cohort, version, by=clerk, at=at)
    assert trainee.progress.get().requirement.version.number == 1

    actions.bring_back(trainee, by=clerk, at=at)
    assert trainee.progress.get().requirement.version == version


def test_exemptions_follow_their_requirement_and_end_with_it(at, cohort):
    clerk, later = PersonFactory(), at + timedelta(days=1)
    trainee = cohort.traineeships.get(person__name="张桂兰")
    actions.exempt(trainee, version_requirements(cohort.version_id)[0], by=clerk, reason="已有证书", at=at)

    actions.move_to_version(cohort, next_version(cohort, [LECTURES | {"target": 3}], at), by=clerk, at=later)

    trainee.refresh_from_db()
    assert trainee.completed_at == at
    follows = Exemption.objects.in_force().get()
    assert (follows.reason, follows.granted_at, follows.granted_by) == ("已有证书", at, clerk)
    ended = Exemption.objects.exclude(revoked_at=None).get()
    assert (ended.revoked_at, ended.revoke_reason) == (later, "the class moved to version 2")

    cohort.refresh_from_db()
    actions.move_to_version(cohort, next_version(cohort, [EXAM], at), by=clerk, at=later)

    assert not Exemption.objects.in_force().exists()


@pytest.mark.parametrize(
    ("version", "refusal"),
    [
        pytest.param(lambda _cohort: SchemeVersionFactory(), actions.OtherScheme, id="other-scheme"),
        pytest.param(lambda cohort: cohort.version, actions.SameVersion, id="same"),
        pytest.param(
            lambda cohort: SchemeVersionFactory(scheme=cohort.scheme, number=2), actions.SchemeEmpty, id="empty"
        ),
    ],
)
def test_moving_refuses_and_leaves_no_trace(at, cohort, version, refusal):
    with pytest.raises(refusal):
        actions.move_to_version(cohort, version(cohort), by=PersonFactory(), at=at)

    assert not Entry.objects.filter(verb="schemes.cohort.moved").exists()


def test_the_page_shows_first_and_moves_on_confirmation(client, at, cohort):
    version = next_version(cohort, [LECTURES | {"target": 1}], at)
    client.force_login(manager_of(cohort.organiser))
    url = reverse("training_class:version", args=[cohort.pk])

    assert "version 1" in client.get(url).content.decode()
    shown = client.get(url, {"version": version.pk}).content.decode()
    assert "Of the 2 people in this class, 2 would be complete today." in shown
    assert "1 person would be complete who is not now:" in shown
    cohort.refresh_from_db()
    assert cohort.version.number == 1

    assert client.post(url, {"version": version.pk}).status_code == 302
    cohort.refresh_from_db()
    assert cohort.version == version
    assert client.post(url, {"version": version.pk}).status_code == 422


def test_the_page_says_what_is_refused(client, at, cohort):
    empty = SchemeVersionFactory(scheme=cohort.scheme, number=2)
    client.force_login(manager_of(cohort.organiser))

    page = client.post(reverse("training_class:version", args=[cohort.pk]), {"version": empty.pk}).content.decode()

    assert "This scheme has no requirements yet." in page


class TestEditor:
    def data(self, cohort, **changes):
        requirement = version_requirements(cohort.version_id)[0]
        row = {
            "id": requirement.pk,
            "title": "听讲座",
            "measure": "count",
            "target": "1",
            "depth": "0",
            "activity_kind": "lecture",
            "role": "learner",
            "each_activity_once": "on",
            "ORDER": "1",
            **changes,
        }
        return {
            "name": cohort.scheme.name,
            "code": cohort.scheme.code,
            "organiser": cohort.scheme.organiser_id,
            "preview_class": cohort.pk,
            "requirements-TOTAL_FORMS": 1,
            "requirements-INITIAL_FORMS": 1,
            "requirements-MIN_NUM_FORMS": 1,
            "requirements-MAX_NUM_FORMS": 1000,
            **{f"requirements-0-{name}": value for name, value in row.items()},
        }

    @pytest.fixture
    def url(self, client, cohort):
        client.force_login(manager_of(cohort.organiser))
        return reverse("training_scheme:preview", args=[cohort.scheme_id])

    def test_figures_alone_for_the_module(self, client, cohort, url):
        said = client.post(url, self.data(cohort), headers={"X-Figures-Alone": "1"}).content.decode()

        assert "Of the 2 people in this class, 2 would be complete today." in said
        assert "<form" not in said
        assert SchemeVersion.objects.count() == 1

    def test_the_whole_page_for_the_button_with_what_was_typed(self, client, cohort, url):
        said = client.post(url, self.data(cohort, title="听一次讲座")).content.decode()

        assert "2 would be complete today." in said
        assert 'value="听一次讲座"' in said

    def test_what_cannot_be_counted_is_said(self, client, cohort, url):
        data = self.data(cohort, measure="any", activity_kind="", title="组")

        said = client.post(url, data, headers={"X-Figures-Alone": "1"}).content.decode()

        assert "This cannot be counted yet:" in said
        assert "The group “组” has nothing in it." in said

    def test_no_class_no_figures_and_a_foreign_class_is_not_found(self, client, cohort, url):
        nothing = client.post(url, self.data(cohort) | {"preview_class": ""}, headers={"X-Figures-Alone": "1"})
        foreign = client.post(url, self.data(cohort) | {"preview_class": CohortFactory().pk})

        assert "would be complete" not in nothing.content.decode()
        assert foreign.status_code == 404

    def test_a_scheme_that_is_not_there_yet_is_measured_too(self, client, cohort, url):
        data = self.data(cohort, id="") | {"code": "NEW-1", "requirements-INITIAL_FORMS": 0}

        said = client.post(reverse("training_scheme:preview_new"), data, headers={"X-Figures-Alone": "1"})

        assert "2 would be complete today." in said.content.decode()
        assert not SchemeFactory._meta.model.objects.filter(code="NEW-1").exists()

"""The forms of schemes and classes in the admin, and the activity a requirement names."""

from datetime import date

import pytest
from django.urls import reverse

from certificates.schemes.actions import take_into_use
from certificates.schemes.models import Cohort, Requirement, Scheme, SchemeVersion, Traineeship
from certificates.schemes.queries import requirements_of
from lms.people.roles import Role
from tests.certificates.people import manager_of
from tests.factories.people import PersonFactory
from tests.factories.records import ActivityFactory
from tests.factories.schemes import CohortFactory, RequirementFactory, TraineeshipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"


def asked(scheme):
    return Requirement.objects.filter(version=SchemeVersion.objects.newest(scheme.pk))


class TestSchemeForm:
    def data(self, scheme, **changes):
        requirement = asked(scheme).first()
        return {
            "name": scheme.name,
            "code": scheme.code,
            "organiser": scheme.organiser_id,
            "summary": "",
            "note": "",
            "requirements-TOTAL_FORMS": 1,
            "requirements-INITIAL_FORMS": 1,
            "requirements-MIN_NUM_FORMS": 1,
            "requirements-MAX_NUM_FORMS": 1000,
            "requirements-0-id": requirement.pk,
            "requirements-0-title": requirement.title,
            "requirements-0-measure": requirement.measure,
            "requirements-0-target": "2",
            "requirements-0-depth": "0",
            "requirements-0-level": "",
            "requirements-0-due_days": "",
            "requirements-0-activity_kind": requirement.activity_kind,
            "requirements-0-mode": "",
            "requirements-0-role": "learner",
            "requirements-0-subject": "",
            "requirements-0-activity": "",
            "requirements-0-outcome": "",
            "requirements-0-min_score_hundredths": "",
            "requirements-0-authority": "",
            "requirements-0-since": "",
            "requirements-0-until": "",
            "requirements-0-each_activity_once": "on",
            "requirements-0-ORDER": "1",
            "requirements-0-DELETE": "",
            **changes,
        }

    def post(self, client, scheme, **changes):
        client.force_login(manager_of(scheme.organiser))
        return client.post(reverse("training_scheme:edit", args=[scheme.pk]), self.data(scheme, **changes))

    def test_saves_credits_and_points_as_hundredths(self, client):
        scheme = RequirementFactory(measure="count", target=2).version.scheme
        changes = {
            "requirements-0-measure": "credits",
            "requirements-0-target": "2.5",
            "requirements-0-min_score_hundredths": "60",
        }

        assert self.post(client, scheme, **changes).status_code == 302

        requirement = asked(scheme).get()
        assert (requirement.target, requirement.min_score_hundredths) == (250, 6000)

    def test_a_code_that_is_taken_is_said_in_a_sentence(self, client):
        scheme, other = RequirementFactory(target=2).version.scheme, RequirementFactory().version.scheme

        page = self.post(client, scheme, code=other.code).content.decode()

        assert "Another scheme has this code already." in page

    def test_refuses_half_a_lecture_and_loses_nothing(self, client):
        scheme = RequirementFactory(target=2).version.scheme

        page = self.post(client, scheme, **{"requirements-0-target": "1.5"})

        assert "only credits have decimals" in page.content.decode()
        assert asked(scheme).get().target == 2

    def test_a_draft_is_edited_in_place(self, client):
        scheme = RequirementFactory(target=1).version.scheme
        key = asked(scheme).get().key

        self.post(client, scheme)

        version = SchemeVersion.objects.get(scheme=scheme)
        assert (version.number, asked(scheme).get().target, asked(scheme).get().key) == (1, 2, key)

    def test_a_version_in_use_is_followed_by_the_next_and_stays_as_it_is(self, client, at):
        trainee = TraineeshipFactory(cohort__scheme=RequirementFactory(target=1).version.scheme)
        cohort = trainee.cohort
        take_into_use(cohort, by=None, at=at)

        assert self.post(client, cohort.scheme, note="多听一次").status_code == 302

        draft = SchemeVersion.objects.newest(cohort.scheme_id)
        assert (draft.number, draft.note, draft.frozen_at) == (2, "多听一次", None)
        assert [(each.target, each.key) for each in asked(cohort.scheme)] == [(2, requirements_of(cohort)[0].key)]
        assert Cohort.objects.get().version.number == 1
        assert [each.target for each in requirements_of(cohort)] == [1]

    def test_another_name_alone_makes_no_version(self, client, at):
        cohort = TraineeshipFactory(cohort__scheme=RequirementFactory(target=2).version.scheme).cohort
        take_into_use(cohort, by=None, at=at)

        assert self.post(client, cohort.scheme, name="新名称").status_code == 302

        assert Scheme.objects.get(pk=cohort.scheme_id).name == "新名称"
        assert SchemeVersion.objects.get().number == 1

    def test_what_somebody_else_saved_meanwhile_is_not_overwritten(self, client):
        scheme = RequirementFactory(target=5).version.scheme
        gone = {"requirements-0-id": asked(scheme).get().pk + 1000}

        page = self.post(client, scheme, **gone).content.decode()

        assert "Somebody else has saved this scheme meanwhile." in page
        assert asked(scheme).get().target == 5

    def test_an_outline_becomes_a_tree(self, client):
        scheme = RequirementFactory(target=2).version.scheme
        row = {name[15:]: value for name, value in self.data(scheme).items() if "-0-" in name}
        more = {"requirements-TOTAL_FORMS": 3, "requirements-0-measure": "any", "requirements-0-activity_kind": ""}
        for number in (1, 2):
            part = {**row, "id": "", "depth": "1", "title": f"第{number}项", "ORDER": str(number + 1)}
            more |= {f"requirements-{number}-{name}": value for name, value in part.items()}

        assert self.post(client, scheme, **more).status_code == 302

        group, *parts = asked(scheme).order_by("position")
        assert (group.measure, group.target, group.parent) == ("any", 1, None)
        assert [(part.parent, part.depth, part.title) for part in parts] == [(group, 1, "第1项"), (group, 1, "第2项")]

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"measure": "any", "activity_kind": ""}, "has nothing in it"),
            ({"depth": "1"}, "no group stands above it"),
            ({"since": "2026-05-01", "until": "2026-04-01"}, "The deadline is before the first day that counts."),
            ({"until": "2026-04-01", "due_days": "3"}, "not both"),
            ({"measure": "level"}, "Choose the level"),
        ],
    )
    def test_what_nobody_could_meet_is_refused_in_a_sentence(self, client, changes, said):
        scheme = RequirementFactory(target=5).version.scheme

        page = self.post(client, scheme, **{f"requirements-0-{name}": value for name, value in changes.items()})

        assert said in page.content.decode()
        assert asked(scheme).get().target == 5

    def test_teaching_counts_every_time(self, client):
        scheme = RequirementFactory(target=2).version.scheme

        assert self.post(client, scheme, **{"requirements-0-activity_kind": "teaching"}).status_code == 302

        assert not asked(scheme).get().each_activity_once

    @pytest.mark.parametrize(
        ("field", "value"),
        [("mode", "either"), ("outcome", "failed"), ("outcome", "reversed"), ("target", "2147483648")],
    )
    def test_offers_nothing_that_could_never_be_meant(self, client, field, value):
        scheme = RequirementFactory(target=2).version.scheme

        assert self.post(client, scheme, **{f"requirements-0-{field}": value}).status_code == 200

        assert not asked(scheme).filter(**{field: value}).exists()


class TestClassForm:
    def post(self, client, cohort, **changes):
        data = {
            "scheme": cohort.scheme_id,
            "name": cohort.name,
            "organiser": cohort.organiser_id,
            "roster": "",
            "head_teacher": "",
            "starts_on": cohort.starts_on,
            "ends_on": cohort.ends_on,
        }
        client.force_login(manager_of(cohort.organiser))
        return client.post(reverse("training_class:edit", args=[cohort.pk]), data | changes)

    def test_keeps_its_scheme_once_people_are_in_it(self, client):
        trainee = TraineeshipFactory()
        cohort = trainee.cohort
        other = RequirementFactory(scheme__organiser=cohort.organiser).version.scheme

        page = self.post(client, cohort, scheme=other.pk).content.decode()

        assert "1 people are in this class, so it keeps its scheme." in page
        assert Cohort.objects.get().scheme == cohort.scheme

    def test_takes_another_scheme_while_it_is_empty(self, client):
        cohort = CohortFactory()
        other = RequirementFactory(scheme__organiser=cohort.organiser).version.scheme

        assert self.post(client, cohort, scheme=other.pk).status_code == 302
        assert Cohort.objects.get().scheme == other

    def test_says_how_many_would_no_longer_be_complete(self, client, at):
        requirement = RequirementFactory()
        cohort = CohortFactory(scheme=requirement.version.scheme, roster=None)
        TraineeshipFactory(cohort=cohort, state="completed", completed_at=at)

        page = self.post(client, cohort, starts_on="2030-01-01", ends_on="2030-02-01").content.decode()

        assert "With these days 1 people would no longer have completed the class." in page
        assert Cohort.objects.get().starts_on == date(2026, 3, 1)
        assert Traineeship.objects.get().completed_at == at


class TestActivityChooser:
    def test_is_for_scheme_managers_alone(self, client):
        organiser = CohortFactory().organiser
        activity = ActivityFactory(kind="lecture")
        urls = [
            reverse("scheme_activity_chooser:choose"),
            reverse("scheme_activity_chooser:choose_results"),
            reverse("scheme_activity_chooser:chosen", args=[activity.pk]),
        ]

        for person, status in ((manager_of(organiser), 200), (manager_of(organiser, Role.COUNTY_AUDITOR), 302)):
            client.force_login(person)
            assert {client.get(url).status_code for url in urls} == {status}
        client.force_login(PersonFactory())
        assert client.get(urls[0]).status_code == 302

    def test_finds_by_title_and_kind_and_never_a_pairing(self, client):
        for kind, title in (("lecture", "慢阻肺讲座"), ("exam", "慢阻肺考试"), ("teaching", "王医生带李医生")):
            ActivityFactory(kind=kind, title=title)
        client.force_login(manager_of(CohortFactory().organiser))
        url = reverse("scheme_activity_chooser:choose_results")

        def found(query):
            page = client.get(url, query).content.decode()
            return [title for title in ("慢阻肺讲座", "慢阻肺考试", "王医生带李医生") if title in page]

        assert found({}) == ["慢阻肺讲座", "慢阻肺考试"]
        assert found({"q": "讲座"}) == ["慢阻肺讲座"]
        assert found({"kind": "exam"}) == ["慢阻肺考试"]

"""The forms of schemes and classes in the admin, and the activity a requirement names."""

from datetime import date

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from certificates.schemes.models import Cohort, Progress, Scheme, Traineeship
from lms.people.roles import Role
from lms.records.actions import Deed, write
from tests.certificates.people import manager_of
from tests.factories.people import PersonFactory
from tests.factories.records import ActivityFactory
from tests.factories.schemes import CohortFactory, ProgressFactory, RequirementFactory, TraineeshipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"


class TestSchemeForm:
    def data(self, scheme, **changes):
        requirement = scheme.requirements.first()
        return {
            "name": scheme.name,
            "code": scheme.code,
            "organiser": scheme.organiser_id,
            "summary": "",
            "requirements-TOTAL_FORMS": 1,
            "requirements-INITIAL_FORMS": 1,
            "requirements-MIN_NUM_FORMS": 1,
            "requirements-MAX_NUM_FORMS": 1000,
            "requirements-0-id": requirement.pk,
            "requirements-0-title": requirement.title,
            "requirements-0-measure": requirement.measure,
            "requirements-0-target": "2",
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
        scheme = RequirementFactory(measure="count", target=2).scheme
        changes = {
            "requirements-0-measure": "credits",
            "requirements-0-target": "2.5",
            "requirements-0-min_score_hundredths": "60",
        }

        assert self.post(client, scheme, **changes).status_code == 302

        requirement = Scheme.objects.get(pk=scheme.pk).requirements.get()
        assert (requirement.target, requirement.min_score_hundredths) == (250, 6000)

    def test_a_code_that_is_taken_is_said_in_a_sentence(self, client):
        scheme, other = RequirementFactory(target=2).scheme, RequirementFactory().scheme

        page = self.post(client, scheme, code=other.code).content.decode()

        assert "Another scheme has this code already." in page

    def test_refuses_half_a_lecture_and_loses_nothing(self, client):
        scheme = RequirementFactory(target=2).scheme

        page = self.post(client, scheme, **{"requirements-0-target": "1.5"})

        assert "only credits have decimals" in page.content.decode()
        assert Scheme.objects.get(pk=scheme.pk).requirements.get().target == 2

    def test_refuses_other_requirements_once_somebody_has_completed(self, client, at):
        scheme = RequirementFactory(target=2).scheme
        TraineeshipFactory(cohort__scheme=scheme, state="completed", completed_at=at)

        page = self.post(client, scheme, **{"requirements-0-target": "3"}).content.decode()

        assert "1 people have completed this scheme" in page
        assert Scheme.objects.get(pk=scheme.pk).requirements.get().target == 2
        assert self.post(client, scheme, name="新名称").status_code == 302
        assert Scheme.objects.get(pk=scheme.pk).name == "新名称"

    def test_changes_requirements_while_nobody_has_completed_and_works_progress_out_anew(self, client, at):
        requirement = RequirementFactory(target=3)
        trainee = ProgressFactory(requirement=requirement, traineeship__cohort__scheme=requirement.scheme).traineeship
        for key in ("one", "two"):
            activity = ActivityFactory(kind="lecture")
            fields = {"outcome": "attended", "source_key": key, "happened_at": at, "minutes": 60}
            write(Deed(person=trainee.person, activity=activity, **fields), at=at)

        assert self.post(client, requirement.scheme, **{"requirements-0-target": "2"}).status_code == 302

        trainee.refresh_from_db()
        assert trainee.completed_at == at

    def test_a_requirement_taken_away_takes_its_progress_along(self, client):
        scheme = RequirementFactory(target=2).scheme
        gone = ProgressFactory(requirement__scheme=scheme, traineeship__cohort__scheme=scheme).requirement
        more = {"requirements-TOTAL_FORMS": 2, "requirements-INITIAL_FORMS": 2}
        more |= {f"requirements-1-{name[15:]}": value for name, value in self.data(scheme).items() if "-0-" in name}

        self.post(client, scheme, **more | {"requirements-1-id": gone.pk, "requirements-1-DELETE": "on"})

        assert scheme.requirements.count() == 1
        assert list(Progress.objects.values_list("requirement", flat=True)) == [scheme.requirements.get().pk]

    def test_teaching_counts_every_time(self, client):
        scheme = RequirementFactory(target=2).scheme

        assert self.post(client, scheme, **{"requirements-0-activity_kind": "teaching"}).status_code == 302

        assert not Scheme.objects.get(pk=scheme.pk).requirements.get().each_activity_once

    @pytest.mark.parametrize(
        ("field", "value"),
        [("mode", "either"), ("outcome", "failed"), ("outcome", "reversed"), ("target", "2147483648")],
    )
    def test_offers_nothing_that_could_never_be_meant(self, client, field, value):
        scheme = RequirementFactory(target=2).scheme

        assert self.post(client, scheme, **{f"requirements-0-{field}": value}).status_code == 200

        assert not Scheme.objects.get(pk=scheme.pk).requirements.filter(**{field: value}).exists()


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
            "sessions": inline_formset([]),
        }
        client.force_login(manager_of(cohort.organiser))
        data = nested_form_data(data | changes)
        return client.post(reverse("training_class:edit", args=[cohort.pk]), data)

    def test_keeps_its_scheme_once_people_are_in_it(self, client):
        trainee = TraineeshipFactory()
        cohort = trainee.cohort
        other = RequirementFactory(scheme__organiser=cohort.organiser).scheme

        page = self.post(client, cohort, scheme=other.pk).content.decode()

        assert "1 people are in this class, so it keeps its scheme." in page
        assert Cohort.objects.get().scheme == cohort.scheme

    def test_takes_another_scheme_while_it_is_empty(self, client):
        cohort = CohortFactory()
        other = RequirementFactory(scheme__organiser=cohort.organiser).scheme

        assert self.post(client, cohort, scheme=other.pk).status_code == 302
        assert Cohort.objects.get().scheme == other

    def test_says_how_many_would_no_longer_be_complete(self, client, at):
        requirement = RequirementFactory()
        cohort = CohortFactory(scheme=requirement.scheme, roster=None)
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

"""A trainee's own pages, and the class page: what they say, who may see them, what they cost."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from certificates.schemes.actions import recompute, withdraw
from certificates.schemes.models import Cohort
from certificates.schemes.queries import explain, trainee_view
from lms.records.actions import Deed, write
from lms.records.actions import reverse as take_back
from tests.certificates.people import manager_of
from tests.factories.people import PersonFactory, RosterEntryFactory
from tests.factories.records import ActivityFactory
from tests.factories.schemes import CohortFactory, RequirementFactory, SchemeFactory, TraineeshipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def trainee(at):
    scheme = SchemeFactory(name="首席医师培训班")
    RequirementFactory(scheme=scheme, title="听讲座两次", activity_kind="lecture", target=2)
    RequirementFactory(scheme=scheme, title="带教一次", activity_kind="teaching", each_activity_once=False)
    one = TraineeshipFactory(cohort__scheme=scheme, person__name="王秀英", enrolled_at=at)
    recompute(cohort=one.cohort, at=at)
    return one


@pytest.fixture
def now(at, time_machine):
    time_machine.move_to(at, tick=False)


def attend(person, at, key, title="第一讲", **more):
    activity = more.pop("activity", None) or ActivityFactory(kind="lecture", title=title)
    fields = {"outcome": "attended", "source_key": key, "happened_at": at, "minutes": 60, **more}
    return write(Deed(person=person, activity=activity, **fields), at=at)


def test_trainee_view_says_what_is_missing(trainee, at, work):
    attend(trainee.person, at, "one")
    work()

    (view,) = trainee_view(trainee.person, at)

    assert [each.missing_text for each in view.missing] == ["1 lecture", "1 teaching session"]
    assert (view.done_count, view.completed_at) == (0, None)
    first = view.requirements[0]
    assert (first.value_text, first.target_text, first.done, first.href) == ("1 time", "2 times", False, "/live/")


@pytest.mark.parametrize("size", [1, 3])
def test_trainee_view_is_one_query(at, size, django_assert_num_queries):
    person = PersonFactory()
    for _ in range(size):
        requirement = RequirementFactory()
        cohort = CohortFactory(scheme=requirement.version.scheme)
        TraineeshipFactory(person=person, cohort=cohort, enrolled_at=at)
        recompute(cohort=cohort, at=at)

    with django_assert_num_queries(1):
        assert len(trainee_view(person, at)) == size


def test_the_desk_begins_with_what_is_missing(client, trainee):
    client.force_login(trainee.person)

    page = client.get("/").content.decode()

    assert "2 lectures, 1 teaching session" in page
    assert reverse("schemes:progress", args=[trainee.pk]) in page


def test_progress_page_shows_what_counted_and_why_the_rest_did_not(client, trainee, at, work):
    lecture = ActivityFactory(kind="lecture", title="好讲座")
    attend(trainee.person, at, "good", activity=lecture)
    attend(trainee.person, at, "again", activity=lecture)
    attend(trainee.person, at - timedelta(days=900), "early", "早讲座")
    take_back(attend(trainee.person, at, "wrong", "错讲座"), by=None, reason="误录", at=at)
    attend(trainee.person, at, "taught", "教讲座", role="teacher")
    work()
    client.force_login(trainee.person)

    page = client.get(reverse("schemes:progress", args=[trainee.pk])).content.decode()

    for said in (
        "1 lecture to go",
        "the same activity has already counted",
        "it was before the period",
        "the record was taken back",
        "it was done in another role",
    ):
        assert said in page
    (lectures, _teaching) = explain(trainee, at)[1]
    assert [judged.record.activity.title for judged in lectures.counted] == ["好讲座"]


@pytest.mark.parametrize(
    ("ends_on", "standing", "said"),
    [
        pytest.param(date(2026, 11, 19), "withdrawn", "you have left this class", id="withdrawn"),
        pytest.param(date(2026, 11, 18), "ended", "class over, not completed", id="ended-yesterday"),
        pytest.param(date(2026, 11, 19), "running", "2 lectures, 1 teaching session", id="last-day"),
    ],
)
@pytest.mark.usefixtures("now")
def test_a_class_that_is_over_says_so_and_leads_nowhere(client, trainee, at, ends_on, standing, said):
    if standing == "withdrawn":
        withdraw(trainee, by=None, reason="调离本县", at=at)
    Cohort.objects.update(ends_on=ends_on)
    client.force_login(trainee.person)

    (view,) = trainee_view(trainee.person, at)
    pages = [client.get(url).content.decode() for url in ("/", reverse("schemes:index"))]
    progress = client.get(reverse("schemes:progress", args=[trainee.pk])).content.decode()

    assert view.standing == standing
    assert all(said in page for page in pages)
    assert all(("调离本县" in page) == (standing == "withdrawn") for page in [*pages, progress])
    assert all(("to go" in page) == (standing == "running") for page in (pages[0], progress))
    assert ("Go there" in progress) == (standing == "running")


def test_a_requirement_without_a_kind_leads_to_what_it_names(at):
    kinds = [("", ActivityFactory(kind="practical")), ("", None), ("lecture", None)]
    scheme = SchemeFactory()
    for kind, activity in kinds:
        RequirementFactory(scheme=scheme, activity_kind=kind, activity=activity)
    trainee = TraineeshipFactory(cohort__scheme=scheme, enrolled_at=at)
    recompute(cohort=trainee.cohort, at=at)

    (view,) = trainee_view(trainee.person, at)

    assert [each.href for each in view.requirements] == ["/live/", "/courses/", "/live/"]
    assert [each.state.href for each in explain(trainee, at)[1]] == ["/live/", "/courses/", "/live/"]


def test_progress_pages_are_for_the_trainee_alone(client, trainee):
    address = reverse("schemes:progress", args=[trainee.pk])
    manager = manager_of(trainee.cohort.organiser)

    for person, status in ((trainee.person, 200), (manager, 404), (PersonFactory(), 404)):
        client.force_login(person)
        assert client.get(address).status_code == status
    client.logout()
    assert client.get(address).status_code == 302


@pytest.mark.parametrize("enrolled", [True, False])
def test_index_lists_my_training_or_says_there_is_none(client, trainee, enrolled):
    client.force_login(trainee.person if enrolled else PersonFactory())

    page = client.get(reverse("schemes:index")).content.decode()

    assert ("首席医师培训班" in page) == enrolled
    assert ("not in a training class yet" in page) != enrolled


@pytest.mark.parametrize("size", [1, 3])
def test_progress_page_costs_the_same_whatever_the_number_of_records(
    client, trainee, at, size, work, django_assert_num_queries
):
    for n in range(size):
        attend(trainee.person, at, f"r{n}")
        RequirementFactory(scheme=trainee.cohort.scheme)
    work()
    client.force_login(trainee.person)

    with django_assert_num_queries(7):
        client.get(reverse("schemes:progress", args=[trainee.pk]))


class TestClassPage:
    def test_shows_everybody_against_every_requirement(self, client, trainee, at, work):
        attend(trainee.person, at, "one")
        work()
        client.force_login(manager_of(trainee.cohort.organiser))

        page = client.get(reverse("training_class:page", args=[trainee.cohort_id])).content.decode()

        assert "1 in the class: 0 completed, 1 in training, 0 withdrawn." in " ".join(page.split())
        assert "王秀英" in page
        assert "1 time / 2 times" in page

    @pytest.mark.parametrize(("asked", "found"), [("name=王", True), ("name=李", False), ("state=completed", False)])
    def test_narrows(self, client, trainee, asked, found):
        client.force_login(manager_of(trainee.cohort.organiser))

        page = client.get(reverse("training_class:page", args=[trainee.cohort_id]) + f"?{asked}").content.decode()

        assert ("王秀英" in page) == found

    @pytest.mark.parametrize("address", ["page", "export", "trainee", "edit"])
    def test_is_for_managers_in_scope(self, client, trainee, address):
        key = trainee.pk if address == "trainee" else trainee.cohort_id
        url = reverse(f"training_class:{address}", args=[key])

        for person, status in (
            (manager_of(trainee.cohort.organiser), 200),
            (manager_of(CohortFactory().organiser), 404),
            (trainee.person, 302),
        ):
            client.force_login(person)
            assert client.get(url).status_code == status

    def test_list_shows_own_classes_only(self, client, trainee):
        other = CohortFactory(name="别家的班")
        client.force_login(manager_of(trainee.cohort.organiser))

        page = client.get(reverse("training_class:index")).content.decode()

        assert trainee.cohort.name in page
        assert other.name not in page

    def test_names_who_is_in_another_class_of_the_scheme(self, client, trainee, at):
        other = CohortFactory(scheme=trainee.cohort.scheme, name="第二期")
        TraineeshipFactory(cohort=other, person=trainee.person)
        client.force_login(manager_of(trainee.cohort.organiser))

        page = client.get(reverse("training_class:page", args=[trainee.cohort_id])).content.decode()

        assert "王秀英 (第二期, in training)" in page

    def test_says_before_enrolling_how_many_meet_what(self, client, trainee, at, time_machine):
        time_machine.move_to(at, tick=False)
        cohort = CohortFactory(scheme=trainee.cohort.scheme, organiser=trainee.cohort.organiser)
        for number in range(2):
            person = RosterEntryFactory(roster=cohort.roster).person
            attend(person, at, f"{number}-one")
        attend(person, at, "two")
        client.force_login(manager_of(cohort.organiser))

        page = client.get(reverse("training_class:page", args=[cohort.pk])).content.decode()

        assert "听讲座两次: met by 1 of 2 people" in page
        assert "带教一次: met by 0 of 2 people" in page

    def test_the_export_bears_the_name_of_the_class(self, client, trainee, at, time_machine):
        time_machine.move_to(at, tick=False)
        Cohort.objects.update(name="一班")
        client.force_login(manager_of(trainee.cohort.organiser))

        answer = client.get(reverse("training_class:export", args=[trainee.cohort_id]))

        assert answer["Content-Disposition"] == "attachment; filename*=utf-8''%E4%B8%80%E7%8F%AD-2026-11-19.xlsx"

    def test_exports_a_workbook_whose_cells_cannot_run(self, client, trainee, tmp_path):
        trainee.person.name = "=1+1"
        trainee.person.save()
        client.force_login(manager_of(trainee.cohort.organiser))

        answer = client.get(reverse("training_class:export", args=[trainee.cohort_id]))
        (path := tmp_path / "class.xlsx").write_bytes(answer.content)

        rows = list(load_workbook(path).active.iter_rows(values_only=True))
        assert rows[0] == ("Name", "Workplace", "State", "Completed", "听讲座两次", "带教一次")
        assert (rows[1][0], rows[1][4]) == ("'=1+1", "0 times / 2 times")

    def test_trainee_page_shows_each_record_with_its_evidence(self, client, trainee, at, work):
        evidence = {"checked_in_at": "2026-11-19T02:00:00+00:00", "how": "code"}
        attend(trainee.person, at, "live:one", evidence=evidence)
        work()
        client.force_login(manager_of(trainee.cohort.organiser))

        page = client.get(reverse("training_class:trainee", args=[trainee.pk])).content.decode()

        assert "第一讲" in page
        assert "Lecture: check-in with the changing code" in page
        assert "checked in: 2026-11-19 10:00:00" in page
        assert "how: by the code on the screen" in page


@pytest.mark.parametrize(("runs_it", "status"), [(True, 200), (False, 404)])
def test_a_class_is_changed_by_who_runs_it_not_by_who_is_in_it(client, runs_it, status):
    cohort, elsewhere = CohortFactory(), CohortFactory()
    manager = manager_of((cohort if runs_it else elsewhere).organiser)
    TraineeshipFactory(cohort=cohort, person=manager)
    client.force_login(manager)

    assert client.get(reverse("training_class:edit", args=[cohort.pk])).status_code == status

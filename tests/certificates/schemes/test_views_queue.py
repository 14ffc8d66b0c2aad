"""Applications, places, timetable and nominations in the admin."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from certificates.schemes import actions
from certificates.schemes.models import ClassSession, CountyShare, Plan, Syllabus, Traineeship
from lms.people.roles import Role
from tests.certificates.people import manager_of
from tests.certificates.schemes.test_views_openings import due
from tests.factories.people import DivisionFactory, OrganisationFactory, PersonFactory, PostFactory, RosterFactory
from tests.factories.schemes import (
    CohortFactory,
    CountyShareFactory,
    PlanUnitFactory,
    RequirementFactory,
    SyllabusUnitFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def county():
    return DivisionFactory()


@pytest.fixture
def cohort():
    today = timezone.localdate()
    days = {"starts_on": today + timedelta(days=20), "ends_on": today + timedelta(days=90)}
    scheme = RequirementFactory().version.scheme
    return CohortFactory(
        scheme=scheme,
        roster=None,
        due_roster=RosterFactory(keeper=scheme.organiser),
        apply_until=today,
        places=5,
        **days,
    )


@pytest.fixture
def manager(client, cohort):
    person = manager_of(cohort.organiser)
    client.force_login(person)
    return person


@pytest.fixture
def line(cohort, county):
    CountyShareFactory(cohort=cohort, county=county, places=1)
    return [actions.apply(cohort, person=due(cohort, county), at=timezone.now()) for _each in range(3)]


def address(name, thing):
    return reverse(f"training_class:{name}", args=[thing.pk])


def answer(client, cohort, do, *people, reason=""):
    data = {"do": do, "traineeship": [each.pk for each in people], "reason": reason}
    return client.post(address("decide", cohort), data, follow=True).content.decode()


@pytest.mark.usefixtures("manager")
class TestQueue:
    def test_several_are_answered_at_once(self, client, cohort, line):
        assert line[0].person.name in client.get(address("queue", cohort)).content.decode()

        page = answer(client, cohort, "approve", *line[:2])
        assert "1 person has a place. 1 is on the waiting list." in page
        page = answer(client, cohort, "refuse", line[2], reason="名额已满")
        assert "1 person refused." in page
        assert "名额已满" in page

        client.post(address("reconsider", line[2]))
        assert [Traineeship.objects.get(pk=each.pk).state for each in line] == ["approved", "waiting", "applied"]
        assert "cannot become" in client.post(address("reconsider", line[2]), follow=True).content.decode()

    def test_what_cannot_be_is_said(self, client, cohort, line):
        assert "Tick the people you answer" in answer(client, cohort, "approve")
        assert "Give a reason" in answer(client, cohort, "refuse", line[0])
        assert "A reason is for a refusal." in answer(client, cohort, "approve", line[0], reason="名额已满")
        assert Traineeship.objects.get(pk=line[0].pk).state == "applied"

    def test_a_class_begins_before_its_day(self, client, cohort, line):
        answer(client, cohort, "approve", line[0])

        page = client.post(address("begin", cohort), follow=True).content.decode()

        assert "1 person has begun." in page
        assert Traineeship.objects.get(pk=line[0].pk).state == "running"


@pytest.mark.usefixtures("manager")
class TestShares:
    def test_are_shown_changed_and_shared_out(self, client, cohort, county, line):
        url, field = address("shares", cohort), f"county_{county.pk}"
        assert county.name in client.get(url).content.decode()

        assert client.post(url, {field: "2", "do": "save"}).url == address("page", cohort)
        assert CountyShare.objects.get().places == 2
        refused = client.post(url, {field: "9", "do": "save"})
        assert (refused.status_code, "the class has 5" in refused.content.decode()) == (422, True)
        client.post(url, {"do": "fair"})
        assert CountyShare.objects.get().places == 5
        client.post(url, {field: "", "do": "save"})
        assert not CountyShare.objects.exists()

    def test_a_class_without_numbers_says_what_is_missing(self, client, cohort):
        type(cohort).objects.update(places=None)

        assert "Say first" in client.get(address("shares", cohort)).content.decode()
        assert client.post(address("shares", cohort), {"do": "fair"}).status_code == 422


@pytest.mark.usefixtures("manager")
class TestStanding:
    def test_somebody_is_stopped_let_go_on_and_failed(self, client, cohort, manager):
        trainee = actions.enrol(cohort, PersonFactory(), by=manager, at=timezone.now())

        def state_after(name, **data):
            client.post(address(name, trainee), data)
            trainee.refresh_from_db()
            return trainee.state

        assert state_after("suspend") == "running"
        assert state_after("suspend", reason="材料待核实") == "suspended"
        page = client.get(address("trainee", trainee)).content.decode()
        assert "材料待核实" in page
        assert "Let them go on" in page
        assert state_after("resume") == "running"
        assert state_after("fail", reason="缺勤过多") == "failed"
        assert "Take the failure back" in client.get(address("trainee", trainee)).content.decode()
        assert state_after("resume", reason="登记有误") == "running"


class TestTimetable:
    def post(self, client, cohort, *sessions, **changes):
        data = {
            "scheme": cohort.scheme_id,
            "name": cohort.name,
            "organiser": cohort.organiser_id,
            "starts_on": cohort.starts_on,
            "ends_on": cohort.ends_on,
            "plan": cohort.plan_id or "",
            "sessions": inline_formset(sessions),
        }
        return client.post(address("edit", cohort), nested_form_data(data | changes))

    def test_holds_units_of_the_plan_between_the_days_of_the_class(self, client, cohort, manager):
        planned = PlanUnitFactory(plan__organiser=cohort.organiser, way="onsite")
        cohort.plan = planned.plan
        cohort.save()
        line = {"day": cohort.starts_on, "begins": "09:00", "ends": "10:00", "unit": planned.unit_id}

        stranger = SyllabusUnitFactory().pk
        assert self.post(client, cohort, {**line, "unit": stranger}).status_code == 200
        early = self.post(client, cohort, {**line, "day": cohort.starts_on - timedelta(days=1)})
        assert "outside the days of the class" in early.content.decode()
        assert self.post(client, cohort, line).status_code == 302

        assert ClassSession.objects.get().minutes == 60
        page = client.get(address("page", cohort)).content.decode()
        assert "60 of 90 minutes in the timetable" in page
        assert "too few" in page

    def test_a_class_without_a_plan_has_titles(self, client, cohort, manager):
        line = {"day": cohort.starts_on, "begins": "09:00", "ends": "10:00", "title": "开班式"}

        assert self.post(client, cohort, line).status_code == 302
        assert "开班式" in client.get(address("page", cohort)).content.decode()


class TestNominations:
    @pytest.fixture
    def hospital(self, county):
        return OrganisationFactory(division=county)

    @pytest.fixture
    def own(self, cohort, hospital):
        people = [due(cohort, hospital.division) for _each in range(2)]
        for each in people:
            PostFactory(person=each, workplace=hospital)
        return people

    @pytest.fixture
    def nominator(self, client, hospital, own):
        person = manager_of(hospital, role=Role.INSTITUTION_MANAGER)
        client.force_login(person)
        return person

    def test_one_puts_ones_own_people_forward_and_sees_the_answers(self, client, cohort, own, nominator):
        other = due(cohort, DivisionFactory())
        url = reverse("training_nominations:page", args=[cohort.pk])
        assert cohort.name in client.get(reverse("training_nominations:index")).content.decode()
        page = client.get(url).content.decode()
        assert (own[0].name in page, other.name in page) == (True, False)

        assert "Nobody was nominated" in client.post(url, {"person": [other.pk]}, follow=True).content.decode()
        said = client.post(url, {"person": [each.pk for each in own]}, follow=True).content.decode()
        assert "2 people nominated." in said
        first = Traineeship.objects.get(person=own[0])
        back = reverse("training_nominations:take_back", args=[first.pk])
        assert "Give a reason" in client.post(back, follow=True).content.decode()
        client.post(back, {"reason": "外出进修"})
        first.refresh_from_db()
        assert (first.state, "外出进修" in client.get(url).content.decode()) == ("withdrawn", True)

    def test_the_places_of_ones_own_county_are_shown(self, client, cohort, county, own, nominator):
        CountyShareFactory(cohort=cohort, county=county, places=3)
        CountyShareFactory(cohort=cohort, places=2)

        page = client.get(reverse("training_nominations:page", args=[cohort.pk])).content.decode()

        assert f"{county.name}: 3 places, 0 taken, 3 free" in page
        assert "2 places" not in page

    def test_a_class_that_is_closed_shows_the_answers_only(self, client, cohort, own, nominator):
        actions.nominate(cohort, own, by=nominator, at=timezone.now())
        type(cohort).objects.update(apply_until=timezone.localdate() - timedelta(days=1))

        page = client.get(reverse("training_nominations:page", args=[cohort.pk])).content.decode()

        assert "takes no nominations any more" in page
        assert own[0].name in page

    def test_is_for_those_who_may(self, client, cohort, own):
        client.force_login(manager_of(cohort.organiser, role=Role.COUNTY_AUDITOR))
        assert client.get(reverse("training_nominations:index")).status_code == 302
        client.force_login(manager_of(OrganisationFactory(), role=Role.INSTITUTION_MANAGER))
        assert "No class is open" in client.get(reverse("training_nominations:index")).content.decode()
        assert client.get(reverse("training_nominations:page", args=[cohort.pk])).status_code == 404


class TestPlanning:
    @pytest.fixture
    def keeper(self, client):
        organisation = OrganisationFactory()
        client.force_login(manager_of(organisation))
        return organisation

    def syllabus(self, keeper, *units, **other):
        head = {"authority": "省卫健委", "name": "大纲", "document": "通知", "version": "2026", "keeper": keeper.pk}
        return nested_form_data({**head, **other, "units": inline_formset(units)})

    def test_a_syllabus_is_entered_planned_kept_and_carried_on(self, client, keeper):
        unit = {"code": "A1", "title": "慢阻肺", "minutes": 90, "way": "online", "competences": ""}
        assert client.post(reverse("training_syllabus:add"), self.syllabus(keeper, unit)).status_code == 302
        syllabus = Syllabus.objects.get()
        assert "A1" in client.get(reverse("training_syllabus:inspect", args=[syllabus.pk])).content.decode()
        assert "New version" in client.get(reverse("training_syllabus:index")).content.decode()

        days = {"starts_on": "2026-03-01", "ends_on": "2026-09-01"}
        plan = {"syllabus": syllabus.pk, "name": "方案", "organiser": keeper.pk, "places": 30, **days}
        added = client.post(reverse("training_plan:add"), plan)
        planned = Plan.objects.get().units.get()
        edit = reverse("training_plan:edit", args=[planned.plan_id])
        assert added.url == edit
        assert "A1" in client.get(edit).content.decode()

        row = {"id": planned.pk, "way": "onsite", "venue": "二楼", "starts_on": "2026-04-01", "ends_on": "2026-04-02"}
        late = {**row, "ends_on": "2026-12-01"}
        form = {name: plan[name] for name in ("name", "organiser", "places", "starts_on", "ends_on")}

        def save(*rows, initial=1):
            return client.post(edit, nested_form_data({**form, "units": inline_formset(rows, initial=initial)}))

        assert "outside the days of the plan" in save(late).content.decode()
        assert "none is added" in save(row, {"way": "online", "venue": ""}).content.decode()
        assert "none left out" in save({**row, "DELETE": "on"}).content.decode()
        assert save(row).status_code == 302
        planned.refresh_from_db()
        assert (planned.way, planned.venue) == ("onsite", "二楼")

        changed = {**unit, "id": syllabus.units.get().pk, "minutes": 45}
        head = self.syllabus(keeper)
        data = {**head, **nested_form_data({"units": inline_formset([changed], initial=1)})}
        url = reverse("training_syllabus:edit", args=[syllabus.pk])
        assert "Make a new version" in client.post(url, data).content.decode()

        url = reverse("training_syllabus:new_version", args=[syllabus.pk])
        assert client.get(url).status_code == 200
        assert client.post(url, {"version": "2026"}).status_code == 422
        newer = client.post(url, {"version": "2027"})
        assert newer.url == reverse("training_syllabus:edit", args=[Syllabus.objects.get(version="2027").pk])

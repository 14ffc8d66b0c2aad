"""The list of people of a province or a city: any page of it is found by the figures, and counted by itself."""

import pytest
from django.core.paginator import Paginator
from django.urls import reverse

from lms.coverage import tasks
from lms.coverage.actions import city_by_city, count_day, count_page, counting, mark, rebuild
from lms.coverage.listing import standings
from lms.coverage.models import NodeFigure, Standing
from lms.coverage.queries import in_order, rollups
from lms.coverage.queries.in_order import Leaf
from lms.coverage.queries.inquiry import inquire
from lms.coverage.queries.matter import Key, matter_of
from lms.coverage.queries.place import Place, is_wide
from lms.coverage.queries.rollup_choices import Which
from lms.jobs.models import Job
from lms.jobs.registry import Progress
from lms.kit import queue
from tests.factories.coverage import ProgrammeVersionFactory, auditor_of
from tests.factories.jobs import JobFactory
from tests.factories.people import PersonFactory
from tests.lms.coverage.province import THEN, Province
from tests.lms.coverage.realm import AT, DAY
from tests.lms.coverage.test_views import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.database]
A_PAGE = 3


@pytest.fixture(autouse=True)
def _small(monkeypatch):
    monkeypatch.setattr(counting, "PEOPLE_AT_ONCE", 3)
    monkeypatch.setattr(city_by_city, "GAP", 0)
    for module in (in_order, standings):
        monkeypatch.setattr(module, "A_PAGE", A_PAGE)


@pytest.fixture
def province():
    made = Province()
    made.populate()
    return made


@pytest.fixture
def outlined(province):
    count_day(province.programme, THEN, at=AT, people=False)
    return province


def matter_for(province, viewer):
    return matter_of(viewer, Key(province.programme.pk, THEN), today=DAY)


def lines(matter, place, leaf):
    """Return everybody on the pages of the list, one after another."""
    pages = Paginator(matter.people_at(place, leaf), A_PAGE)
    return [line.person_id for page in pages for line in page.object_list]


def page_of(province, place, leaf, *, progress=None):
    """Have a page counted; return who is on it, or ``None`` if it cannot be seen."""
    viewer = PersonFactory(is_superuser=True)
    asked = inquire(viewer, programme_id=province.programme.pk, as_of=THEN)
    count_page(asked, place, leaf, at=AT, progress=progress)
    seen = matter_for(province, viewer).seen_at(place, people=leaf)
    if seen is None:
        return None
    return [line.person_id for line in Paginator(seen.people_at(place, leaf), A_PAGE).get_page(leaf.page).object_list]


def county_of(person):
    return Standing.objects.values_list("county", flat=True).get(person=person)


@pytest.mark.parametrize("seed", [0, 1])
def test_the_pages_are_exactly_the_people_behind_every_figure_and_group_county_by_county(seed):
    province = Province()
    province.populate(seed)
    count_day(province.programme, THEN, at=AT)
    matter = matter_for(province, PersonFactory(is_superuser=True))
    groups = {("", ""), *NodeFigure.objects.filter(node=0).values_list("dimension", "value")}
    assert {dimension for dimension, _value in groups} == set(NodeFigure.Dimension)
    for place in (Place(), *(Place(division=each) for each in (province.division, *province.cities))):
        for which in Which:
            for dimension, value in groups:
                found = rollups.people(matter.roll_up, place, which, dimension, value, matter.scope)
                shown = lines(matter, place, Leaf(which, dimension, value))
                said = (place.name, which, dimension, value)
                assert sorted(shown) == sorted(found.values_list("person", flat=True)), said
                counties = [county_of(person) for person in shown]
                assert counties == sorted(counties, key=lambda each: (each is None, each)), said


def test_a_page_costs_the_same_however_far_down_it_is(province, django_assert_max_num_queries):
    count_day(province.programme, THEN, at=AT)
    matter = matter_for(province, PersonFactory(is_superuser=True))
    for first in (0, 2 * len(province.places) - A_PAGE):
        with django_assert_max_num_queries(3):
            assert len(list(matter.people_at(Place(), Leaf())[first : first + A_PAGE])) == A_PAGE


class TestOfADayWithAnOutline:
    def test_a_page_has_its_counties_counted_and_nobody_else(self, outlined):
        # Four people work in each county, but six in the first, where a village is too.
        for page, counties in (("2", {0}), ("3", {0, 1}), ("4", {0, 1, 2})):
            assert len(page_of(outlined, Place(), Leaf(page=page))) == A_PAGE
            assert set(outlined.kept.areas.all()) == {outlined.counties[each] for each in counties}
        assert outlined.outline

    @pytest.mark.parametrize("page", ["", "1", "2", "3", "4", "5", "6", "9", "99", "-1", "x", "1.5"])
    def test_a_page_is_the_one_of_when_everybody_is_counted(self, outlined, page):
        found = page_of(outlined, Place(division=outlined.division), Leaf(page=page))
        queue.drain()
        assert not outlined.kept.is_partial
        assert found == page_of(outlined, Place(division=outlined.division), Leaf(page=page))
        assert found

    def test_who_works_in_no_county_comes_last_and_is_there_when_everybody_is(self, outlined):
        progress = Progress(JobFactory())
        shown = page_of(outlined, Place(), Leaf(page="99"), progress=progress)
        assert {county_of(each) for each in shown} == {None}
        assert not outlined.kept.is_partial
        assert (progress.job.done, progress.job.total) == (4, 4)

    def test_where_a_few_people_work_in_many_counties_everybody_is_counted(self, outlined, monkeypatch):
        monkeypatch.setattr(city_by_city, "MOST_COUNTIES", 1)
        page_of(outlined, Place(), Leaf(page="4"))
        assert not outlined.kept.is_partial

    def test_whoever_waits_for_it_hears_of_every_county(self, outlined):
        progress = Progress(JobFactory())
        page_of(outlined, Place(), Leaf(page="4"), progress=progress)
        assert (progress.job.done, progress.job.total) == (2, 2)

    def test_nobody_is_behind_a_figure(self, outlined):
        nobody = Leaf(Which.OPEN, "credits", "12345")
        assert page_of(outlined, Place(), nobody) == []
        assert not Standing.objects.exists()

    def test_a_city_too_has_pages_as_far_as_its_counties_are_counted(self, outlined):
        count_day(outlined.programme, THEN, at=AT, first=outlined.counties[2])
        matter = matter_for(outlined, auditor_of(outlined.division))
        for city, there in ((outlined.cities[1], True), (outlined.cities[0], False)):
            assert bool(matter.seen_at(Place(division=city), people=Leaf())) is there
        county = Place(division=outlined.counties[0])
        assert not is_wide(county, matter.scope)
        assert matter.seen_at(county, people=Leaf()) is None

    def test_what_happens_meanwhile_is_in_the_list_at_the_end(self, outlined):
        page_of(outlined, Place(), Leaf())
        late = outlined.hire(outlined.towns[0], 60)
        mark(person_ids=[late.pk])
        queue.drain()
        seen = matter_for(outlined, PersonFactory(is_superuser=True))
        assert late.pk in lines(seen, Place(), Leaf(Which.COVERED))


def test_without_an_outline_it_is_counted_first(province):
    assert len(page_of(province, Place(), Leaf())) == A_PAGE
    assert province.outline
    assert set(province.kept.areas.all()) == {province.counties[0]}


def test_nothing_is_counted_where_everybody_is_or_the_rule_has_changed(province, monkeypatch):
    count_day(province.programme, THEN, at=AT)
    monkeypatch.setattr(city_by_city, "rebuild_day", None)
    assert len(page_of(province, Place(), Leaf())) == A_PAGE
    monkeypatch.setattr("lms.coverage.actions.days.count_day", lambda *_, **__: None)
    ProgrammeVersionFactory(programme=province.programme, number=province.version.number + 1, in_force_on=THEN)
    assert page_of(province, Place(), Leaf()) is None


def address_of(province, division, name="programme_people", **asked):
    key = Key(province.programme.pk, THEN)
    return reverse(f"coverage:{name}", args=[key, f"division-{division.pk}"], query=asked or None)


class TestPages:
    def address(self, province, name="programme_people", **asked):
        return address_of(province, province.division, name, **asked)

    def choose(self, client, province, address):
        """Open a page, take up the offer to have it counted; return what is opened then."""
        form = client.get(address, follow=True).context["form"]
        rebuild(province.programme, day=DAY, at=AT)
        choice = reverse("coverage:programme_day", args=[province.programme.pk, f"division-{province.division.pk}"])
        client.post(choice, form.cleaned_data)
        job = Job.objects.latest("pk")
        tasks.count_day(Progress(job), **job.arguments)
        return job

    def test_a_figure_opens_its_people_within_a_county(self, outlined):
        client = sign_in(auditor_of(outlined.division))
        address = self.address(outlined, which="open", by="title", value="主治医师", p="2")
        job = self.choose(client, outlined, address)

        assert job.return_url == address
        assert job.arguments["people"] == {"which": "open", "dimension": "title", "value": "主治医师", "page": "2"}
        assert outlined.kept.is_partial
        page = client.get(address)
        assert page.status_code == 200
        assert page.context["page_obj"].number == 2
        assert "哪一页名单" in page.content.decode()
        assert {line.county__name for line in page.context["page_obj"]} <= {each.name for each in outlined.counties}
        assert "县（市、区）" in page.content.decode()
        total = NodeFigure.objects.get(roll_up=outlined.outline, node=0, dimension="title")
        assert page.context["items_count"] == total.due - total.covered

    def test_searching_and_sorting_it_need_everybody(self, outlined):
        client = sign_in(auditor_of(outlined.division))
        self.choose(client, outlined, self.address(outlined))
        assert client.get(self.address(outlined)).status_code == 200
        for asked in ({"q": "医"}, {"institution": "院"}, {"ordering": "name"}):
            assert client.get(self.address(outlined, **asked)).status_code == 302
        job = self.choose(client, outlined, self.address(outlined, ordering="-name"))
        assert job.arguments["people"] is True
        assert not outlined.kept.is_partial
        page = client.get(self.address(outlined, ordering="-name"))
        assert page.status_code == 200
        assert "县（市、区）" in page.content.decode()
        narrow = client.get(address_of(outlined, outlined.counties[0]))
        assert "县（市、区）" not in narrow.content.decode()

    def test_what_was_typed_to_search_for_is_not_kept_in_a_job(self, outlined):
        client = sign_in(auditor_of(outlined.division))
        group = {"which": "open", "by": "title", "value": "主" * 40}
        job = self.choose(client, outlined, self.address(outlined, **group, q="370702196001011234", institution="某院"))
        assert job.arguments["people"] is True
        assert job.return_url == self.address(outlined, **group)
        assert client.get(job.return_url).status_code == 200

    @pytest.mark.parametrize("name", ["programme_draw", "programme_institutions"])
    def test_what_goes_through_everybody_is_led_back_to(self, outlined, name):
        client = sign_in(PersonFactory(is_superuser=True))
        self.choose(client, outlined, self.address(outlined))
        job = self.choose(client, outlined, self.address(outlined, name, which="open"))
        assert job.return_url == self.address(outlined, name, which="open")
        assert not outlined.kept.is_partial
        assert client.get(job.return_url).status_code == 200

    def test_whoever_wanted_to_see_a_person_has_everybody_counted(self, outlined):
        client = sign_in(auditor_of(outlined.division))
        person = outlined.hire(outlined.towns[0])
        address = reverse("coverage:programme_person", args=[Key(outlined.programme.pk, THEN), person.pk])
        job = self.choose(client, outlined, address)
        assert job.arguments["people"] is True
        assert "programme_people" not in job.return_url
        assert client.get(address).status_code == 200

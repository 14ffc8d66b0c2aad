"""Pages about programmes: figures, groups, trend, ranking, and who may see what."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lms.audit.models import Entry
from lms.people.models import Division
from lms.people.roles import Role
from tests.factories.coverage import DirtyPersonFactory, ProgrammeVersionFactory, auditor_of, manager_of
from tests.factories.people import DivisionFactory, LeaveFactory, OrganisationFactory, PersonFactory
from tests.lms.coverage.scene import NOW, Scene
from tests.lms.coverage.test_views import sign_in, slug

pytestmark = [pytest.mark.django_db]
PLACES = ("programme", "programme_breakdown", "programme_trend", "programme_ranking", "programme_fastest")


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def scene():
    return Scene()


@pytest.fixture
def auditor(scene):
    return auditor_of(scene.counties[0])


def url(scene, name, *more):
    return reverse(f"coverage:{name}", args=[scene.programme.pk, *more])


def text(page):
    return page.content.decode()


def numbers(page):
    return {line.place.name: (line.measured.due, line.measured.covered) for line in page.context["lines"]}


def test_the_list_shows_each_programme_with_the_figures_of_ones_own_area(scene, auditor):
    scene.doctor(scene.towns[0], minutes=60)
    scene.doctor(scene.towns[1])
    scene.doctor(scene.towns[2], minutes=60)
    scene.count()
    page = sign_in(auditor).get(reverse("coverage:programmes"))
    [row] = page.context["rows"]
    assert (row.programme, row.measured.due, row.measured.covered, row.measured.percent) == (
        scene.programme,
        2,
        1,
        "50.0%",
    )
    assert "/programmes/new/" not in text(page)


def test_a_programme_of_elsewhere_is_not_listed_and_not_found(scene):
    scene.doctor(scene.towns[0])
    scene.count()
    foreign = auditor_of(DivisionFactory(level=Division.Level.COUNTY))
    client = sign_in(foreign)
    page = client.get(reverse("coverage:programmes"))
    assert page.context["rows"] == []
    assert "coverage__empty" in text(page)
    for name in PLACES:
        assert client.get(url(scene, name, "all")).status_code == 404, name


def test_the_tree_goes_down_and_every_figure_opens_its_people(scene, auditor):
    scene.doctor(scene.towns[0], minutes=60)
    scene.doctor(scene.towns[0])
    scene.doctor(scene.towns[1])
    scene.count()
    client = sign_in(auditor)
    page = client.get(url(scene, "programme", "all"))
    assert numbers(page) == {scene.towns[0].name: (2, 1), scene.towns[1].name: (1, 0)}
    town = slug(scene.towns[0])
    assert f"{url(scene, 'programme_people', town)}?which=covered" in text(page)
    assert scene.counties[1].name not in text(page)
    institution = f"institution-{scene.institution(scene.towns[0]).pk}"
    assert client.get(url(scene, "programme", institution)).url == url(scene, "programme_people", institution)


def test_every_page_says_of_which_day_and_rule_its_figures_are_and_how_far_they_lag(scene, auditor):
    scene.doctor(scene.towns[0])
    scene.count()
    DirtyPersonFactory(roll_up=scene.roll_up, person=PersonFactory())
    client = sign_in(auditor)
    for name in (*PLACES, "programme_people"):
        page = client.get(url(scene, name, "all"))
        assert page.context["matter"].on == NOW.date()
        assert page.context["matter"].version == scene.version
        assert page.context["matter"].lag == 1
        assert scene.version.source_document in text(page), name
        assert "programme__lag" in text(page), name


def test_a_rule_in_force_that_the_figures_do_not_follow_yet_is_said(scene, auditor):
    scene.doctor(scene.towns[0])
    scene.count()
    newer = ProgrammeVersionFactory(programme=scene.programme, number=2, in_force_on=date(2026, 11, 1))
    page = sign_in(auditor).get(url(scene, "programme", "all"))
    assert (page.context["matter"].version, page.context["matter"].coming) == (scene.version, newer)


def test_before_the_first_rule_nobody_is_due(auditor):
    scene = Scene(rule=False)
    client = sign_in(auditor_of(scene.counties[0]))
    for name in (*PLACES, "programme_people"):
        page = client.get(url(scene, name, "all"))
        assert page.status_code == 200, name
        assert "%" not in text(page).split('<div class="coverage">')[1].split("</main>")[0].replace("100%", "")
    assert client.get(reverse("coverage:programmes")).context["rows"][0].target_tenths is None


def test_nobody_due_is_said_in_words_and_never_as_a_share(scene, auditor):
    scene.doctor(scene.towns[2], minutes=60)
    scene.count()
    page = sign_in(auditor).get(url(scene, "programme", "all"))
    assert page.context["measured"].tenths is None
    assert text(page).count("coverage__nobody") == 3
    assert "coverage__empty" in text(page)


def test_groups_of_people_add_up_and_open_their_people(scene, auditor):
    scene.doctor(scene.towns[0], minutes=60, title="医师", person__sex="F", person__born_on=date(1960, 5, 1))
    scene.doctor(scene.towns[0], title="主治医师", person__sex="M", person__born_on=date(1995, 5, 1))
    scene.count()
    client = sign_in(auditor)
    page = client.get(url(scene, "programme_breakdown", "all"))
    parts = {part["dimension"]: part["rows"] for part in page.context["parts"]}
    assert list(parts) == ["institution_kind", "post", "title", "age", "sex"]
    for rows in parts.values():
        assert sum(row["measured"].due for row in rows) == 2
        assert sum(row["measured"].minutes for row in rows) == 60
    assert text(page).count("培训小时数</th>") == 5
    assert [row["query"] for row in parts["age"]] == ["&by=age&value=%3C35", "&by=age&value=60%2B"]
    covered = next(row for row in parts["title"] if row["label"] == "医师")
    people = client.get(url(scene, "programme_people", "all") + f"?which=covered{covered['query']}")
    assert people.context["items_count"] == covered["measured"].covered == 1
    assert people.context["narrowed"].endswith("医师")


def test_the_trend_tells_each_month_the_target_and_what_is_needed(scene, auditor):
    for month in (3, 4, 9):
        scene.doctor(scene.towns[0], minutes=60, on=datetime(2026, month, 10, 4, tzinfo=UTC))
    scene.doctor(scene.towns[0])
    scene.count()
    page = sign_in(auditor).get(url(scene, "programme_trend", "all"))
    rows = {row.first.month: (row.covered, row.so_far, row.tenths) for row in page.context["months"]}
    assert (rows[2], rows[3], rows[9], rows[11]) == ((0, 0, 0), (1, 1, 250), (1, 3, 750), (0, 3, 750))
    kinds = [line.kind for line in page.context["chart"].lines]
    assert kinds == ["actual", "plan", "forecast", "target"]
    assert "by=month&amp;value=2026-09" in text(page)
    assert len(page.context["sentences"]) == 4


def test_a_target_that_is_reached_needs_no_forecast(scene, auditor):
    scene.doctor(scene.towns[0], minutes=60)
    scene.count()
    page = sign_in(auditor).get(url(scene, "programme_trend", "all"))
    assert len(page.context["sentences"]) == 1


def test_with_less_than_two_months_no_day_is_promised():
    scene = Scene()
    type(scene.programme).objects.filter(pk=scene.programme.pk).update(starts_on=date(2026, 10, 5))
    scene.programme.refresh_from_db()
    scene.doctor(scene.towns[0])
    scene.count()
    page = sign_in(auditor_of(scene.counties[0])).get(url(scene, "programme_trend", "all"))
    assert "forecast" not in [line.kind for line in page.context["chart"].lines]


def test_the_ranking_puts_the_highest_share_first_and_nobody_due_last(scene):
    scene.doctor(scene.towns[0])
    scene.doctor(scene.towns[2], minutes=60)
    scene.count()
    client = sign_in(auditor_of(scene.city, Role.CITY_AUDITOR))
    page = client.get(url(scene, "programme_ranking", "all"))
    names = [line.place.name for line in page.context["lines"]]
    assert names[:2] == ["青州市", "寿光市"]
    assert "诸城市" in names[2:]


def test_up_to_four_places_stand_side_by_side_with_their_difference_to_the_whole(scene):
    scene.doctor(scene.towns[0])
    scene.doctor(scene.towns[2], minutes=60)
    scene.count()
    client = sign_in(auditor_of(scene.city, Role.CITY_AUDITOR))
    address = url(scene, "programme_ranking", "all")
    page = client.get(address, {"with": [slug(each) for each in scene.counties[:2]]})
    rows = {row.label: row for row in page.context["compared"]}
    share = next(row for row in rows.values() if row.whole.text == "50.0%")
    assert [cell.text for cell in share.cells] == ["0.0%", "100.0%"]
    assert [cell.difference.split()[0] for cell in share.cells] == ["−50.0", "+50.0"]


def test_a_crafted_comparison_is_passed_over_and_five_are_refused_with_a_sentence(scene):
    foreign = DivisionFactory(name="远县", level=Division.Level.COUNTY)
    for n in range(5):
        town = DivisionFactory(name=f"县{n}", level="county", parent=scene.city, city=scene.city)
        OrganisationFactory(division=town)
    scene.doctor(scene.towns[0])
    scene.count()
    client = sign_in(auditor_of(scene.city, Role.CITY_AUDITOR))
    address = url(scene, "programme_ranking", "all")
    page = client.get(address, {"with": [slug(foreign), "nonsense", "all"]})
    assert (page.context["columns"], page.context["refusal"]) == ([], "")
    counties = Division.objects.filter(city=scene.city, level="county")
    page = client.get(address, {"with": [slug(each) for each in counties[:5]]})
    assert page.context["refusal"]
    assert page.context["columns"] == []


def test_below_a_province_counties_are_ranked():
    scene = Scene()
    province = DivisionFactory(name="山东省", level=Division.Level.PROVINCE)
    Division.objects.exclude(pk=province.pk).update(province=province)
    Division.objects.filter(pk=scene.city.pk).update(parent=province)
    scene.doctor(scene.towns[0])
    scene.doctor(scene.towns[2], minutes=60)
    scene.count()
    page = sign_in(auditor_of(province, Role.CITY_AUDITOR)).get(url(scene, "programme_ranking", "all"))
    assert [line.place.name for line in page.context["lines"]] == ["青州市", "寿光市"]


def test_a_foreign_place_is_not_found(scene, auditor):
    scene.doctor(scene.towns[2])
    scene.count()
    client = sign_in(auditor)
    for place in (slug(scene.counties[1]), slug(scene.city), f"institution-{scene.institution(scene.towns[2]).pk}"):
        for name in (*PLACES, "programme_people"):
            assert client.get(url(scene, name, place)).status_code == 404, (name, place)
    assert client.post(url(scene, "programme_fastest_export", slug(scene.counties[1]))).status_code == 404
    assert not Entry.objects.exists()


def test_a_manager_sees_their_institution_only(scene):
    scene.doctor(scene.towns[0], minutes=60)
    scene.doctor(scene.towns[1])
    scene.count()
    client = sign_in(manager_of(scene.institution(scene.towns[0])))
    assert numbers(client.get(url(scene, "programme", "all"))) == {scene.institution(scene.towns[0]).name: (1, 1)}
    for name in PLACES:
        assert client.get(url(scene, name, "all")).status_code == 200, name


def test_everything_opened_is_written_down(scene, auditor):
    scene.doctor(scene.towns[0])
    scene.count()
    Entry.objects.all().delete()
    client = sign_in(auditor)
    client.get(reverse("coverage:programmes"))
    for name in PLACES:
        client.get(url(scene, name, "all"))
    verbs = list(Entry.objects.order_by("pk").values_list("verb", "data__page"))
    assert verbs == [
        ("coverage.programmes.viewed", None),
        ("coverage.programme.viewed", "tree"),
        ("coverage.programme.viewed", "breakdown"),
        ("coverage.programme.viewed", "trend"),
        ("coverage.programme.viewed", "ranking"),
        ("coverage.names.viewed", 1),
    ]


def test_doctors_are_turned_away(scene):
    doctor = scene.doctor(scene.towns[0])
    scene.count()
    client = sign_in(doctor)
    for name in PLACES:
        assert client.get(url(scene, name, "all")).status_code == 302


def test_leave_is_counted_apart(scene, auditor):
    away = scene.doctor(scene.towns[0])
    LeaveFactory(person=away, starts_on=date(2026, 11, 1))
    scene.count()
    client = sign_in(auditor)
    assert client.get(url(scene, "programme", "all")).context["measured"].on_leave == 1
    assert client.get(url(scene, "programme_fastest", "all")).context["items_count"] == 0


def cost(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize("name", [*PLACES, "programme_people"])
def test_pages_cost_the_same_at_one_and_at_three(scene, auditor, name):
    scene.doctor(scene.towns[0], minutes=60)
    scene.doctor(scene.towns[0])
    scene.count()
    client = sign_in(auditor)
    address = url(scene, name, "all")
    one = cost(client, address)
    for town in scene.towns[:2]:
        scene.doctor(town, minutes=60, title="医师", kind="nurse", person__sex="F")
        scene.doctor(town, title="主任医师", kind="other", person__sex="M")
    scene.count()
    assert cost(client, address) == one

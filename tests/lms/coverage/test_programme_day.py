"""A programme as of a day that is over: counted when it is chosen, then all pages and people are there."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from lms.audit.models import Entry
from lms.coverage.actions import AlreadyCounting, city_by_city, count_day, days, rebuild_all
from lms.coverage.models import NodeFigure, Programme, RollUp, Standing
from lms.coverage.queries.matter import Key
from lms.jobs.models import Job
from lms.kit import queue
from lms.people.actions import sync_roles
from lms.people.models import Person
from lms.people.roles import Role
from tests.factories.coverage import ProgrammeVersionFactory, auditor_of
from tests.factories.people import AppointmentFactory
from tests.factories.schemes import SchemeFactory
from tests.lms.coverage.realm import told
from tests.lms.coverage.scene import NOW, TODAY, Scene
from tests.lms.coverage.test_programme_pages import cost, url
from tests.lms.coverage.test_views import sign_in, slug
from tests.lms.people.officials import official

pytestmark = [pytest.mark.django_db]
THEN = date(2026, 9, 30)


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def scene():
    """Somebody covered in September, one in October, one who has only begun; and one in another county."""
    scene = Scene()
    scene.doctor(scene.towns[0], minutes=60, person__name="九月")
    scene.doctor(scene.towns[0], minutes=60, person__name="十月", on=datetime(2026, 10, 9, 4, tzinfo=UTC))
    scene.doctor(scene.towns[1], minutes=10, person__name="开始")
    scene.doctor(scene.towns[2], minutes=60, person__name="外县")
    return scene.count()


@pytest.fixture
def auditor(scene):
    return auditor_of(scene.counties[0])


def there(scene, name="programme", *, day=THEN, place=None):
    return reverse(f"coverage:{name}", args=[Key(scene.programme.pk, day), place or slug(scene.counties[0])])


def choose(client, scene, day=THEN, place=None):
    """Choose a day as its form does, and let the worker go on."""
    answer = client.post(url(scene, "programme_day", place or slug(scene.counties[0])), {"as_of": day})
    queue.drain()
    return answer


def astray(scene, page):
    """Return where links of a page lead that do not keep to its day, below the programme."""
    return set(re.findall(rf'href="/admin/coverage/programmes/{scene.programme.pk}/([^"]*)"', page.content.decode()))


def test_a_day_is_counted_when_it_is_chosen_and_opened_at_once_afterwards(scene, auditor):
    client = sign_in(auditor)
    offered = client.get(there(scene), follow=True)
    asked = "?as_of=2026-09-30&page=programme"
    assert offered.redirect_chain[-1][0] == url(scene, "programme_day", slug(scene.counties[0])) + asked
    assert "2026-09-30" in offered.content.decode()

    chosen = choose(client, scene)
    job = Job.objects.get()
    assert chosen.url == reverse("jobs:job", args=[job.pk])
    assert (job.state, job.return_url) == (Job.State.DONE, there(scene))
    assert choose(client, scene).url == there(scene)
    assert client.get(url(scene, "programme_day", slug(scene.counties[0])), {"as_of": THEN}).url == there(scene)
    assert Job.objects.count() == 1
    assert Entry.objects.filter(verb="coverage.rollup.asked", data__as_of="2026-09-30").count() == 1


def test_the_page_somebody_wanted_is_the_one_they_come_to(scene, auditor):
    client = sign_in(auditor)
    offered = client.get(there(scene, "programme_institutions"), follow=True)
    assert offered.context["form"].cleaned_data["page"] == "programme_institutions"
    assert 'name="page" value="programme_institutions"' in offered.content.decode()
    client.post(url(scene, "programme_day", slug(scene.counties[0])), {"as_of": THEN, "page": "programme_institutions"})
    assert Job.objects.get().return_url == there(scene, "programme_institutions")
    assert Job.objects.get().arguments["people"] is True
    for other, name in (
        ("programme_person", "programme_people"),
        ("//elsewhere", "programme_people"),
        ("", "programme"),
    ):
        client.post(url(scene, "programme_day", slug(scene.counties[0])), {"as_of": THEN, "page": other})
        assert Job.objects.order_by("pk").last().return_url == there(scene, name)


def test_every_page_is_there_for_the_day(scene, auditor):
    client = sign_in(auditor)
    choose(client, scene)
    page = client.get(there(scene))
    assert (page.context["measured"].due, page.context["measured"].covered) == (3, 1)
    rows = {line.place.name: (line.measured.due, line.measured.covered) for line in page.context["lines"]}
    assert rows == {scene.towns[0].name: (2, 1), scene.towns[1].name: (1, 0)}
    said = page.content.decode()
    assert "2026-09-30" in said
    assert scene.version.source_document in said
    for name in ("breakdown", "trend", "ranking", "institutions", "people"):
        inside = client.get(there(scene, f"programme_{name}"))
        assert inside.status_code == 200, name
        assert inside.context["matter"].on == THEN
        assert astray(scene, inside) <= {"", f"{slug(scene.counties[0])}/", "rule/"}, name
    trend = client.get(there(scene, "programme_trend"))
    assert [(row.first.month, row.so_far) for row in trend.context["months"]][-1] == (9, 1)
    assert Entry.objects.filter(verb="coverage.programme.viewed", data__as_of="2026-09-30").exists()


def test_each_figure_opens_its_people_and_each_person_what_they_had_by_then(scene, auditor):
    client = sign_in(auditor)
    choose(client, scene)

    def named(**query):
        page = client.get(there(scene, "programme_people"), query)
        return sorted(each.person__name for each in page.context["people_table"].data)

    assert named() == sorted(["九月", "十月", "开始"])
    assert named(which="covered") == ["九月"]
    assert named(which="open", q="月") == ["十月"]
    october = Person.objects.get(name="十月")
    key = Key(scene.programme.pk, THEN)
    then = client.get(reverse("coverage:programme_person", args=[key, october.pk]))
    assert (then.context["ground"].records, then.context["ground"].standing.minutes) == ([], 0)
    assert then.context["left"] == ""
    now = client.get(url(scene, "programme_person", october.pk))
    [record] = now.context["ground"].records
    assert client.get(reverse("coverage:programme_record", args=[key, october.pk, record.pk])).status_code == 404


def test_what_is_put_right_later_changes_the_day_too(scene, auditor):
    client = sign_in(auditor)
    choose(client, scene)
    late = scene.learn(Person.objects.get(name="开始"), scene.towns[1], minutes=60)
    told(late.person)
    queue.drain()
    assert client.get(there(scene)).context["measured"].covered == 2


def test_the_rule_is_the_one_of_the_day(scene, auditor):
    stricter = {"number": 2, "target_minutes": 120, "in_force_on": date(2026, 10, 1)}
    ProgrammeVersionFactory(programme=scene.programme, **stricter)
    client = sign_in(auditor)
    for day, covered in ((THEN, 1), (date(2026, 10, 9), 0)):
        choose(client, scene, day)
        assert client.get(there(scene, day=day)).context["measured"].covered == covered
    corrected = {"number": 3, "target_minutes": 5, "in_force_on": date(2026, 1, 1)}
    ProgrammeVersionFactory(programme=scene.programme, **corrected)
    # What was counted by another rule is not shown as if it were by this one.
    assert client.get(there(scene)).status_code == 302
    choose(client, scene)
    assert client.get(there(scene)).context["measured"].covered == 2


def test_today_and_what_no_rule_covers(scene, auditor):
    client, here = sign_in(auditor), slug(scene.counties[0])
    assert choose(client, scene, TODAY).url == url(scene, "programme", here)
    for wrong in ("2026-11-20", "2025-12-31", "never", ""):
        answer = client.post(url(scene, "programme_day", here), {"as_of": wrong}, follow=True)
        assert answer.redirect_chain[-1][0] == url(scene, "programme", here)
        assert [each.level_tag for each in answer.context["messages"]] == ["error"]
    for day in (date(2026, 11, 20), date(2025, 12, 31)):
        assert client.get(there(scene, day=day)).status_code == 404
    assert client.get(there(scene).replace("2026-09-30", "2026-02-30")).status_code == 404
    assert not Job.objects.exists()


def test_whoever_sees_more_opens_the_county_they_look_at_and_its_people_at_once(scene):
    """What is not counted yet is offered to be counted, also where somebody follows a link to a person."""
    client, county, city = sign_in(auditor_of(scene.city)), slug(scene.counties[0]), slug(scene.city)
    client.post(url(scene, "programme_day", county), {"as_of": THEN})
    [job] = Job.objects.all()
    assert job.arguments["place"] == county
    count_day(scene.programme, THEN, at=NOW, first=scene.counties[0])

    page = client.get(there(scene))
    assert (page.context["measured"].due, page.context["measured"].covered) == (3, 1)
    assert client.get(there(scene, "programme_people")).context["measured"].due == 3
    key = Key(scene.programme.pk, THEN)
    mine, other = (Person.objects.get(name=name).pk for name in ("九月", "外县"))
    assert client.get(reverse("coverage:programme_person", args=[key, mine])).status_code == 200
    for address in (
        there(scene, place=city),
        there(scene, place=slug(scene.counties[1])),
        reverse("coverage:programme_person", args=[key, other]),
    ):
        assert "?as_of=2026-09-30&page=" in client.get(address).url

    queue.drain()
    assert client.get(there(scene, place=city)).context["measured"].due == 4
    assert client.get(reverse("coverage:programme_person", args=[key, other])).status_code == 200


def test_a_day_counted_by_an_older_rule_is_not_at_hand(scene, auditor):
    client = sign_in(auditor)
    choose(client, scene)
    link = f'href="{there(scene)}"'
    assert link in client.get(url(scene, "programme", slug(scene.counties[0]))).content.decode()
    ProgrammeVersionFactory(programme=scene.programme, number=2, in_force_on=date(2026, 1, 1), target_minutes=5)
    assert link not in client.get(url(scene, "programme", slug(scene.counties[0]))).content.decode()


def test_no_place_of_others(scene, auditor):
    client = sign_in(auditor)
    choose(client, scene)
    for place in (slug(scene.counties[1]), slug(scene.city)):
        for name in ("programme", "programme_people", "programme_ranking"):
            assert client.get(there(scene, name, place=place)).status_code == 404
        assert choose(client, scene, place=place).status_code == 404
    stranger = Person.objects.get(name="外县")
    key = Key(scene.programme.pk, THEN)
    assert client.get(reverse("coverage:programme_person", args=[key, stranger.pk])).status_code == 404


def test_whoever_has_several_areas_sees_them_together(scene, auditor):
    AppointmentFactory(person=auditor, role=Role.COUNTY_AUDITOR, division=scene.counties[1], organisation=None)
    client = sign_in(auditor)
    choose(client, scene, place="all")
    page = client.get(there(scene, place="all"))
    assert (page.context["measured"].due, page.context["measured"].covered) == (4, 2)
    assert "您负责多个地区" in page.content.decode()
    assert "您负责多个地区" not in client.get(there(scene)).content.decode()


def test_while_somebody_else_counts_the_day_for_long_a_sentence_says_so(scene, auditor, monkeypatch):
    monkeypatch.setattr(city_by_city, "PATIENCE", -1)
    client = sign_in(auditor)
    RollUp.objects.create(programme=scene.programme, closed_on=THEN, rebuilding_since=NOW)
    choose(client, scene)
    job = Job.objects.get()
    assert (job.state, job.message) == (Job.State.FAILED, str(AlreadyCounting()))


def test_who_lost_the_programme_has_no_day_counted(scene, auditor):
    client = sign_in(auditor)
    client.post(url(scene, "programme_day", slug(scene.counties[0])), {"as_of": THEN})
    auditor.appointments.all().delete()
    queue.drain()
    assert Job.objects.get().state == Job.State.FAILED
    assert not RollUp.objects.closed().exists()


def test_days_nobody_has_chosen_for_longest_make_room(scene, monkeypatch):
    monkeypatch.setattr(days, "MOST_DAYS", 2)
    for number, day in enumerate((THEN, date(2026, 6, 30), date(2026, 7, 31))):
        RollUp.objects.create(programme=scene.programme, closed_on=day, asked_at=NOW + timedelta(minutes=number))
        count_day(scene.programme, day, at=NOW)
    kept = RollUp.objects.closed().values_list("closed_on", flat=True).order_by("closed_on")
    assert list(kept) == [date(2026, 6, 30), date(2026, 7, 31)]
    assert set(Standing.objects.values_list("roll_up__closed_on", flat=True)) == {None, *kept}


def test_the_night_counts_days_anew(scene):
    RollUp.objects.create(programme=scene.programme, closed_on=THEN, asked_at=NOW)
    count_day(scene.programme, THEN, at=NOW)
    NodeFigure.objects.filter(roll_up__closed_on=THEN, node=0, dimension="").update(covered=0)
    rebuild_all(at=NOW)
    assert NodeFigure.objects.get(roll_up__closed_on=THEN, node=0, dimension="").covered == 2
    assert Entry.objects.get(verb="coverage.rollup.corrected").data["as_of"] == "2026-09-30"


def days_kept():
    """Return the days that are over with figures."""
    return list(RollUp.objects.closed().exclude(day=None).order_by("day").values_list("day", flat=True))


def test_the_end_of_the_month_is_at_hand_before_anybody_chooses_it(scene, auditor):
    rebuild_all(at=NOW)
    assert days_kept() == [THEN, date(2026, 10, 31)]
    client = sign_in(auditor)
    ready = there(scene, day=date(2026, 10, 31))
    assert f'href="{ready}"' in client.get(url(scene, "programme", slug(scene.counties[0]))).content.decode()
    page = client.get(ready)
    assert page.context["measured"].covered == 2
    assert 'aria-current="date"' in page.content.decode()
    assert not Job.objects.exists()


def test_a_month_later_it_is_the_next_and_what_was_chosen_stays(scene, auditor):
    rebuild_all(at=NOW)
    chosen = date(2026, 9, 15)
    choose(sign_in(auditor), scene, chosen)
    rebuild_all(at=NOW + timedelta(days=14))
    assert days_kept() == [chosen, THEN, date(2026, 11, 30)]


def test_the_end_of_a_year_without_a_rule_is_none(scene):
    Programme.objects.update(starts_on=date(2025, 1, 1))
    rebuild_all(at=NOW)
    assert days_kept() == [THEN, date(2026, 10, 31)]


def test_what_is_being_counted_is_not_let_go(scene):
    counting = RollUp.objects.create(programme=scene.programme, closed_on=THEN, rebuilding_since=NOW)
    days.let_go(counting.pk, at=NOW)
    assert RollUp.objects.closed().get() == counting
    days.let_go(counting.pk, at=NOW + timedelta(hours=2))
    days.let_go(counting.pk, at=NOW + timedelta(hours=2))
    assert not RollUp.objects.closed().exists()


@pytest.mark.parametrize("name", ["programme", "programme_people", "programme_breakdown", "programme_ranking"])
def test_a_page_costs_what_the_page_of_now_costs(scene, auditor, name):
    client = sign_in(auditor)
    choose(client, scene)
    assert cost(client, there(scene, name)) == cost(client, url(scene, name, slug(scene.counties[0])))


def test_a_line_department_has_the_days_of_its_own_rule(scene):
    sync_roles()
    ruled = {"covered_by": "scheme", "target_minutes": None}
    ProgrammeVersionFactory(programme=scene.programme, number=2, scheme=SchemeFactory(), **ruled)
    ProgrammeVersionFactory(
        programme=scene.programme, number=3, scheme=scene.scheme, in_force_on=date(2026, 10, 1), **ruled
    )
    scene.count()
    client = sign_in(official(Role.LINE_AUDITOR, scene.counties[0], schemes=scene.scheme.code))
    count_day(scene.programme, THEN, at=NOW)
    now = client.get(url(scene, "programme", slug(scene.counties[0])))
    assert (now.context["measured"].due, now.context["matter"].days_at_hand) == (3, [])
    assert client.get(there(scene)).status_code == choose(client, scene).status_code == 404
    choose(client, scene, date(2026, 10, 9))
    assert client.get(there(scene, day=date(2026, 10, 9))).context["measured"].due == 3

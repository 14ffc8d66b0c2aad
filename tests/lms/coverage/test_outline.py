"""Of a province, the figures of divisions are there before its people, and these city by city."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from lms.coverage.actions import (
    AlreadyCounting,
    Rebuilt,
    city_by_city,
    count_day,
    count_rest,
    counting,
    mark,
    rebuild,
    rebuild_all,
    settle,
)
from lms.coverage.actions.rebuilding import outline_day
from lms.coverage.actions.settling import PART_TAKES_AT_MOST
from lms.coverage.models import MEASURES, DirtyPerson, NodeFigure, RollUp, Standing
from lms.coverage.queries import rollups
from lms.coverage.queries.matter import Key, matter_of
from lms.coverage.queries.place import Place
from lms.jobs.models import Job
from lms.jobs.registry import Cancelled, Progress
from lms.kit import queue
from lms.kit.models import Errand
from lms.records.models import LearningRecord
from tests.factories.coverage import ProgrammeVersionFactory, RollUpFactory, auditor_of
from tests.factories.jobs import JobFactory
from tests.factories.people import PersonFactory, PostFactory
from tests.factories.records import LearningRecordFactory
from tests.lms.coverage.province import THEN, Province
from tests.lms.coverage.realm import AT, DAY
from tests.lms.coverage.test_views import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture(autouse=True)
def _few_in_a_part_and_no_gap(monkeypatch):
    monkeypatch.setattr(counting, "PEOPLE_AT_ONCE", 3)
    monkeypatch.setattr(city_by_city, "GAP", 0)


@pytest.fixture
def province():
    made = Province()
    made.populate()
    return made


def outlined(province):
    count_day(province.programme, THEN, at=AT, people=False)


def figures(roll_up):
    rows = NodeFigure.objects.filter(roll_up=roll_up).values_list("node", "dimension", "value", *MEASURES)
    return {row[:3]: row[3:] for row in rows}


def seen(province, who, place, *, people=False):
    matter = matter_of(who, Key(province.programme.pk, THEN), today=DAY)
    return matter.seen_at(place, people=people)


def table(province, place):
    """Return what a viewer of everything sees of a place: its figures, those of each line below it, and by groups."""
    matter = seen(province, PersonFactory(is_superuser=True), place)
    measured, lines = rollups.tree(matter.roll_up, place, matter.scope)
    by = ("sex", "month", "credits")
    groups = {each: rollups.breakdown(matter.roll_up, place, each, matter.scope) for each in by}
    return measured, {line.place.name: line.measured for line in lines}, groups


def wide(province):
    return [Place(), *(Place(division=each) for each in (province.division, *province.cities))]


@pytest.mark.parametrize("seed", [0, 1])
def test_an_outline_says_of_wide_places_and_what_lies_below_what_is_said_when_everybody_is_counted(seed):
    province = Province()
    province.populate(seed)
    outlined(province)
    assert not Standing.objects.exists()
    shown, kept = [table(province, place) for place in wide(province)], figures(province.outline)

    queue.drain()

    assert province.outline is None
    assert [table(province, place) for place in wide(province)] == shown
    assert shown[0][0].due == 2 * len(province.places)
    assert kept.items() <= figures(province.kept).items()
    below = {each.pk for each in (province.towns[0], province.villages[0])}
    assert not below & {node for node, *_ in kept}
    assert rebuild(province.programme, day=THEN, at=AT, closed=True) == Rebuilt(0, 0, 0)


def test_it_is_for_the_pages_of_a_province_and_its_cities_until_people_are_asked_for(province):
    outlined(province)
    above, beside = auditor_of(province.division), auditor_of(province.counties[0])
    for who, place, there in (
        (above, Place(division=province.division), True),
        (above, Place(division=province.cities[1]), True),
        (above, Place(division=province.counties[0]), False),
        (above, Place(organisation=province.institutions[province.division]), False),
        (beside, Place(), False),
        (beside, Place(division=province.counties[0]), False),
    ):
        assert bool(seen(province, who, place)) is there, place.name
        assert seen(province, who, place, people=True) is None

    matter = seen(province, above, Place(division=province.division))
    assert (matter.on, matter.version, matter.lag, matter.key.as_of) == (THEN, province.version, 0, THEN)
    assert matter.days_at_hand == []


def test_the_top_page_opens_with_it_and_says_so_and_leads_on_to_people_and_counties(province):
    client, slug = sign_in(auditor_of(province.division)), f"division-{province.division.pk}"
    key = Key(province.programme.pk, THEN)

    def there(name="programme", place=slug):
        return reverse(f"coverage:{name}", args=[key, place])

    offered = client.get(there(), follow=True)
    assert offered.context["form"].cleaned_data["page"] == "programme"
    rebuild(province.programme, day=DAY, at=AT)
    client.post(reverse("coverage:programme_day", args=[province.programme.pk, slug]), {"as_of": THEN})
    job = Job.objects.get()
    outlined(province)

    assert (job.arguments["people"], job.return_url) == (False, there())
    for name in ("programme", "programme_trend", "programme_ranking"):
        page = client.get(there(name))
        assert page.context["measured" if name != "programme_ranking" else "lines"], name
        assert "正在逐市计算" in page.content.decode(), name
    groups = client.get(there("programme_breakdown"))
    shown = [[(row["label"], row["measured"]) for row in part["rows"]] for part in groups.context["parts"]]
    assert "各组的学分中位数要等" in groups.content.decode()
    for name, place in (
        ("programme_people", slug),
        ("programme_institutions", slug),
        ("programme", f"division-{province.counties[0].pk}"),
    ):
        answer = client.get(there(name, place), follow=True)
        assert answer.context["form"].cleaned_data["page"] == name
        assert ("的人员名单还没有算出" in answer.content.decode()) is (place == slug), name

    queue.drain()
    page = client.get(there())
    assert page.context["measured"].due == 2 * len(province.places)
    assert "正在逐市计算" not in page.content.decode()
    assert client.get(there("programme_people")).status_code == 200
    groups = client.get(there("programme_breakdown"))
    assert [[(row["label"], row["measured"]) for row in part["rows"]] for part in groups.context["parts"]] == shown
    assert all(row["spread"] for part in groups.context["parts"] for row in part["rows"])


def test_a_county_is_had_between_two_cities(province, monkeypatch):
    """Whoever opens a county while the province is counted waits for one city at the most."""
    looked = []

    def meanwhile(_seconds):
        areas = set(province.kept.areas.all())
        if not looked:
            count_day(province.programme, THEN, at=AT, first=province.counties[2])
            looked.append((areas, set(province.kept.areas.all())))

    monkeypatch.setattr(city_by_city, "sleep", meanwhile)
    outlined(province)
    queue.drain()

    first = {province.cities[0]}
    assert looked == [(first, first | {province.counties[2]})]
    assert not province.kept.is_partial
    assert not province.kept.areas.exists()
    assert rebuild(province.programme, day=THEN, at=AT, closed=True) == Rebuilt(0, 0, 0)


def test_what_happens_while_cities_are_counted_is_in_the_figures_at_the_end(province, monkeypatch):
    moved, learned = PersonFactory(), province.hire(province.towns[0])
    PostFactory(person=moved, workplace=province.institutions[province.towns[0]], ends_on=None)

    def meanwhile(_seconds):
        if not LearningRecord.objects.filter(person=learned).exists():
            post = moved.posts.get()
            post.ends_on = THEN - timedelta(days=9)
            post.save()
            PostFactory(person=moved, workplace=province.institutions[province.division], starts_on=post.ends_on)
            LearningRecordFactory(person=learned, minutes=60, happened_at=AT - timedelta(days=60))
            mark(person_ids=[moved.pk, learned.pk])

    monkeypatch.setattr(city_by_city, "sleep", meanwhile)
    outlined(province)
    queue.drain()
    settle(at=AT)

    assert Standing.objects.get(person=learned).covered_at
    assert Standing.objects.get(person=moved).town is None
    assert rebuild(province.programme, day=THEN, at=AT, closed=True) == Rebuilt(0, 0, 0)


def test_whoever_asks_for_the_people_of_a_province_hears_of_every_city(province):
    progress = Progress(JobFactory())
    count_day(province.programme, THEN, at=AT, progress=progress)
    assert (progress.job.done, progress.job.total) == (4, 4)
    assert not province.kept.is_partial
    queue.drain()
    assert rebuild(province.programme, day=THEN, at=AT, closed=True) == Rebuilt(0, 0, 0)


def test_whoever_asks_for_an_outline_hears_of_every_part(province):
    progress = Progress(JobFactory())
    count_day(province.programme, THEN, at=AT, people=False, progress=progress)
    assert progress.job.done == progress.job.total > 3


class TestWhileSomebodyElseIsCounting:
    def test_they_wait_until_that_is_done(self, province, monkeypatch):
        held = RollUp.objects.create(programme=province.programme, closed_on=THEN, rebuilding_since=AT)
        slept = []

        def wait(seconds):
            slept.append(seconds)
            if len(slept) == 3:
                RollUp.objects.filter(pk=held.pk).update(rebuilding_since=None)

        monkeypatch.setattr(city_by_city, "sleep", wait)
        count_day(province.programme, THEN, at=AT, first=province.counties[0])
        assert slept == [city_by_city.LOOKED_AGAIN] * 3
        assert set(province.kept.areas.all()) == {province.counties[0]}

    def test_what_the_other_has_counted_is_not_counted_again(self, province, monkeypatch):
        count_day(province.programme, THEN, at=AT, first=province.cities[0])
        monkeypatch.setattr(city_by_city, "rebuild_day", None)
        count_day(province.programme, THEN, at=AT, first=province.counties[0])
        assert set(province.kept.areas.all()) == {province.cities[0]}

    def test_an_outline_is_counted_once(self, province, monkeypatch):
        outlined(province)
        monkeypatch.setattr(city_by_city, "outline_day", None)
        outlined(province)
        queue.drain()
        outlined(province)
        assert province.outline is None

    def test_after_a_while_a_sentence_says_so(self, province, monkeypatch):
        monkeypatch.setattr(city_by_city, "PATIENCE", -1)
        RollUp.objects.create(programme=province.programme, closed_on=THEN, rebuilding_since=AT)
        with pytest.raises(AlreadyCounting):
            count_day(province.programme, THEN, at=AT, first=province.counties[0])
        RollUp.objects.create(programme=province.programme, closed_on=THEN, is_outline=True, rebuilding_since=AT)
        with pytest.raises(AlreadyCounting):
            outlined(province)


def test_the_rest_is_looked_at_again_where_somebody_was_killed_at_it(province):
    outlined(province)
    queue.drain(most=1)
    RollUp.objects.filter(pk=province.kept.pk).update(rebuilding_since=AT)
    count_rest(province.programme.pk, THEN, at=AT)
    again = Errand.objects.get(task="coverage.count_rest", due_at=AT + PART_TAKES_AT_MOST)
    count_rest(province.programme.pk, THEN, at=again.due_at)
    assert set(province.kept.areas.all()) == set(province.cities)


def test_an_outline_that_ends_after_everybody_was_counted_is_none(province, monkeypatch):
    count_outline = counting.count_outline

    def overtaken(rule, progress):
        count_day(province.programme, THEN, at=AT)
        count_outline(rule, progress)

    monkeypatch.setattr("lms.coverage.actions.rebuilding.count_outline", overtaken)
    outlined(province)
    assert province.outline is None
    assert not province.kept.is_partial


def test_a_day_without_a_rule_has_none(province):
    assert not outline_day(province.programme, province.programme.starts_on - timedelta(days=1), at=AT)
    assert not RollUp.objects.exists()


def test_by_another_rule_it_is_begun_anew(province):
    outlined(province)
    nobody = {"number": province.version.number + 1, "in_force_on": THEN, "post_kinds": ["nurse"]}
    ProgrammeVersionFactory(programme=province.programme, **nobody)
    place = Place(division=province.division)
    assert seen(province, auditor_of(province.division), place) is None
    outlined(province)
    assert table(province, place)[0].due == 0


def test_what_broke_off_is_begun_anew(province, monkeypatch):
    add_figures = counting.add_figures

    def breaks(rule):
        if NodeFigure.objects.exists():
            raise RuntimeError
        add_figures(rule)

    with monkeypatch.context() as patched:
        patched.setattr(counting, "add_figures", breaks)
        with pytest.raises(RuntimeError):
            outlined(province)
    assert (province.outline.day, province.outline.rebuilding_since) == (None, None)
    assert seen(province, PersonFactory(is_superuser=True), Place()) is None
    outlined(province)
    assert table(province, Place())[0].due == 2 * len(province.places)


def test_who_stops_it_leaves_nothing(province):
    with pytest.raises(Cancelled):
        count_day(province.programme, THEN, at=AT, people=False, progress=Progress(JobFactory(cancel_asked_at=AT)))
    assert not RollUp.objects.exists()
    assert not NodeFigure.objects.exists()


def test_nobody_waits_for_an_outline_to_hear_of_them(province):
    outlined(province)
    person = province.hire(province.towns[0])
    mark(person_ids=[person.pk])
    assert set(DirtyPerson.objects.values_list("roll_up", flat=True)) == {province.kept.pk}


def test_the_night_counts_everybody_and_leaves_no_outline(province):
    outlined(province)
    RollUpFactory(programme=province.programme, closed_on=THEN - timedelta(days=1), is_outline=True)
    rebuild_all(at=AT)
    assert not RollUp.objects.outlines().exists()
    assert table(province, Place())[0].due == 2 * len(province.places)
    assert not province.kept.is_partial


def test_the_database_holds_it(province):
    for wrong in (
        {"is_outline": True},
        {"is_partial": True},
        {"is_partial": True, "closed_on": THEN},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            RollUpFactory(programme=province.programme, **wrong)

"""The invigilator's page."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.exams.queries.watching import (
    due_entries,
    progress_of,
    sorted_rows,
    tally_of,
    watched,
    watched_exams,
    watched_sittings,
)
from tests.factories.exams import (
    AnswerEntryFactory,
    ExamFactory,
    ExtraTimeFactory,
    PresenceFactory,
    SittingFactory,
    SittingItemFactory,
)
from tests.factories.people import (
    DivisionFactory,
    OrganisationFactory,
    PersonFactory,
    PostFactory,
    RosterEntryFactory,
    RosterFactory,
)
from tests.house.world import official_of

pytestmark = pytest.mark.django_db

NINE = datetime(2026, 11, 19, 1, tzinfo=UTC)
DEVICES = ("9f1b5a9e-0000-4000-8000-000000000001", "9f1b5a9e-0000-4000-8000-000000000002")


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NINE, tick=False):
        yield


@pytest.fixture
def admin():
    return PersonFactory(is_superuser=True)


def exam_of(*entries, **more):
    """Return an exam for one roster of ``entries``: pairs of a name and a workplace."""
    exam, roster = ExamFactory(**more), RosterFactory()
    for name, place in entries:
        RosterEntryFactory(roster=roster, person=PersonFactory(name=name), workplace=place)
    exam.rosters.add(roster)
    exam.save()
    return exam


def sits(exam, person, *, heard=None, **more):
    sitting = SittingFactory(exam=exam, person=person, started_at=NINE - timedelta(minutes=30), **more)
    if heard is not None:
        PresenceFactory(sitting=sitting, last_seen_at=NINE - timedelta(seconds=heard))
    return sitting


def over(exam, person, closed_by="person", **more):
    ended = {"submitted_at": NINE, "closed_by": closed_by, "score_hundredths": 6000, "passed": True}
    return sits(exam, person, **ended, **more)


def seen_by(viewer, exam):
    return watched(watched_exams(viewer).get(pk=exam.pk), viewer, NINE)


def test_each_is_in_one_state(admin):
    place = OrganisationFactory(name="甲院")
    exam = exam_of(*[(name, place) for name in "一二三四五"])
    people = {entry.person.name: entry.person for entry in due_entries(watched_exams(admin).get(), admin)}
    sits(exam, people["一"], heard=5)
    sits(exam, people["二"], heard=121)
    over(exam, people["三"])
    over(exam, people["四"], "bell")

    rows = seen_by(admin, exam)

    assert {row.name: row.state for row in rows} == {
        "一": "open",
        "二": "silent",
        "三": "person",
        "四": "bell",
        "五": "due",
    }
    assert tally_of(rows) == {"silent": 1, "open": 1, "due": 1, "person": 1, "bell": 1}
    assert [row.name for row in sorted_rows(rows, by="silence")] == ["二", "一", "五", "三", "四"]
    assert {row.place for row in rows} == {"甲院"}


def test_silence_counts_from_what_was_heard_last(admin):
    exam = ExamFactory()
    never = sits(exam, PersonFactory(name="无"))
    saved = sits(exam, PersonFactory(name="存"), heard=500)
    AnswerEntryFactory(sitting=saved, received_at=NINE - timedelta(seconds=30))
    written = sits(exam, PersonFactory(name="写"))
    AnswerEntryFactory(sitting=written, received_at=NINE - timedelta(seconds=200))

    rows = {row.sitting_id: row for row in seen_by(admin, exam)}

    assert [(rows[each.pk].state, rows[each.pk].silent_seconds(NINE)) for each in (never, saved, written)] == [
        ("silent", 1800),
        ("open", 30),
        ("silent", 200),
    ]


def test_the_newest_attempt_is_shown(admin):
    exam, person = ExamFactory(attempts=2), PersonFactory()
    over(exam, person)
    second = sits(exam, person, heard=0, attempt=2)

    (row,) = seen_by(admin, exam)

    assert (row.sitting_id, row.attempt, row.state) == (second.pk, 2, "open")


def test_who_is_on_no_roster_is_named_with_where_they_work(admin):
    exam = ExamFactory()
    post = PostFactory(workplace__name="乙院")
    sits(exam, post.person)

    assert [(row.name, row.place) for row in seen_by(admin, exam)] == [(post.person.name, "乙院")]


def test_how_far_they_are(admin):
    exam = ExamFactory()
    sitting, done = sits(exam, PersonFactory()), over(exam, PersonFactory())
    for position in (1, 2, 3):
        SittingItemFactory(sitting=sitting, position=position)
        SittingItemFactory(sitting=done, position=position, chosen=[1] if position < 3 else [])
    AnswerEntryFactory(sitting=sitting, position=1)
    AnswerEntryFactory(sitting=sitting, position=1, sequence=2)
    AnswerEntryFactory(sitting=sitting, position=2, chosen=[], text="吸氧")
    AnswerEntryFactory(sitting=sitting, position=3, chosen=[])
    for device in DEVICES:
        PresenceFactory(sitting=sitting, device=device, last_seen_at=NINE)
    ExtraTimeFactory(exam=exam, person=sitting.person, minutes=20)

    rows = seen_by(admin, exam)
    progress = progress_of(exam, rows)

    assert (progress[sitting.pk].answered, progress[sitting.pk].asked) == (2, 3)
    assert (progress[done.pk].answered, progress[done.pk].asked) == (2, 3)
    assert (progress[sitting.pk].extra_minutes, progress[done.pk].extra_minutes) == (20, 0)
    assert {row.sitting_id: row.devices for row in rows} == {sitting.pk: 2, done.pk: 0}


def test_a_county_sees_its_own_people_of_an_exam_of_the_city():
    county, other = DivisionFactory(), DivisionFactory()
    here, there = OrganisationFactory(division=county), OrganisationFactory(division=other)
    exam = exam_of(("这里", here), ("那里", there))
    people = {entry.person.name: entry.person for entry in due_entries_of(exam)}
    mine, theirs = sits(exam, people["这里"]), sits(exam, people["那里"])
    official, stranger = official_of(county), official_of(DivisionFactory())

    found = watched_exams(official).get()

    assert found == exam
    assert [row.name for row in watched(found, official, NINE)] == ["这里"]
    assert set(watched_sittings(found, official)) == {mine}
    assert set(watched_sittings(exam, official)) == {mine}
    assert theirs not in watched_sittings(found, official)
    assert not watched_exams(stranger).exists()
    assert not watched_exams(PersonFactory()).exists()


def due_entries_of(exam):
    admin = PersonFactory(is_superuser=True)
    return due_entries(watched_exams(admin).get(pk=exam.pk), admin)


def test_a_page_costs_the_same_for_many(client, admin):
    place, costs = OrganisationFactory(), []
    client.force_login(admin)
    for number in (2, 40):
        exam = exam_of(*[(f"人{n}", place) for n in range(number)])
        for entry in due_entries_of(exam)[: number // 2]:
            AnswerEntryFactory(sitting=sits(exam, entry.person, heard=9))
        sits(exam, PersonFactory())
        address = reverse("exam_watch:exam", args=[exam.pk])
        client.get(address, headers={"HX-Request": "true"})
        with CaptureQueriesContext(connection) as queries:
            client.get(address, headers={"HX-Request": "true"})
        # Two of them say who is asking.
        costs.append(len([each for each in queries if "exams_" in each["sql"] or "people_post" in each["sql"]]))

    assert costs[0] == costs[1]
    assert costs[0] < 10


def test_the_part_that_moves_comes_alone(client, admin):
    exam = exam_of(("张三", OrganisationFactory()), access_code="315204")
    client.force_login(admin)
    address = reverse("exam_watch:exam", args=[exam.pk])

    whole, part = client.get(address), client.get(address, headers={"HX-Request": "true"})

    assert "315204" in whole.content.decode()
    assert part.content.decode().lstrip().startswith('<section id="watched" hx-get="?page=1" hx-trigger="every 10s"')


def test_filter_search_and_order_stay_while_the_page_follows(client, admin):
    place = OrganisationFactory(name="丙院")
    exam = exam_of(("张三", place), ("李四", place), ("王五", OrganisationFactory(name="丁院")))
    client.force_login(admin)
    address = reverse("exam_watch:exam", args=[exam.pk])

    found = client.get(address, {"state": "due", "q": "丙", "sort": "name"})
    by_place = client.get(address, {"sort": "place"})

    assert [each["row"].name for each in found.context["rows"]] == sorted(["张三", "李四"])
    assert 'hx-get="?state=due&amp;sort=name&amp;q=' in found.content.decode()
    assert by_place.context["rows"][0]["row"].name == "王五"
    assert client.get(address, {"state": "bell"}).context["rows"] == []


def test_the_exams_of_the_day_in_their_groups(client, admin):
    client.force_login(admin)
    now = ExamFactory()
    coming = ExamFactory(opens_at=NINE + timedelta(days=1), closes_at=NINE + timedelta(days=2))
    past = ExamFactory(opens_at=NINE - timedelta(days=9), closes_at=NINE - timedelta(days=8))
    ExamFactory(opens_at=NINE - timedelta(days=90), closes_at=NINE - timedelta(days=80))
    ExamFactory(published=False)

    groups = client.get(reverse("exam_watch:index")).context["groups"]

    assert [exams for _title, exams in groups] == [[now], [coming], [past]]


def test_only_invigilators_come_in_and_see_the_menu(client, admin):
    exam = ExamFactory()
    client.force_login(admin)
    assert reverse("exam_watch:index") in client.get(reverse("wagtailadmin_home")).content.decode()
    client.force_login(PersonFactory())

    for address in (reverse("exam_watch:index"), reverse("exam_watch:exam", args=[exam.pk])):
        assert client.get(address).status_code == 302

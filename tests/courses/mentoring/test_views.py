"""The phone's pages: the mentor logs, the mentee answers, nobody else sees."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse

from courses.mentoring.models import TeachingSession
from tests.factories.mentoring import CONFIRMED, DISPUTED, PairingFactory, TeachingSessionFactory
from tests.factories.people import AppointmentFactory, PersonFactory, PostFactory

pytestmark = pytest.mark.django_db
KEY = "6f1c9c1e-5a3c-4a4e-9d0e-0f5b7f3f0a11"


@pytest.fixture(autouse=True)
def _clock(at, time_machine):
    time_machine.move_to(at, tick=False)


@pytest.fixture
def pairing():
    return PairingFactory()


@pytest.fixture
def mentor(client, pairing):
    client.force_login(pairing.mentor)
    return client


@pytest.fixture
def mentee(client, pairing):
    client.force_login(pairing.mentee)
    return client


def typed(pairing, **changes):
    data = {
        "pairings": [pairing.pk],
        "kind": "clinic",
        "length": "60",
        "day": "2026-11-19",
        "topic": "吸入装置",
        "where": "elsewhere",
        "request_key": KEY,
    }
    return {**data, **changes}


def test_the_form_is_filled_in_with_what_is_likely(mentor, pairing):
    last = TeachingSessionFactory(pairing=pairing, kind="surgery", place=PostFactory(person=pairing.mentee).workplace)

    form = mentor.get(reverse("mentoring:log")).context["form"]

    likely = {name: form[name].value() for name in ("pairings", "kind", "length", "day", "where")}
    assert likely == {
        "pairings": [pairing.pk],
        "kind": "surgery",
        "length": "60",
        "day": date(2026, 11, 19),
        "where": str(last.place_id),
    }
    assert last.topic in mentor.get(reverse("mentoring:log")).content.decode()
    PairingFactory(mentor=pairing.mentor)
    assert mentor.get(reverse("mentoring:log")).context["form"]["pairings"].value() == []


def test_three_taps_log_a_session(mentor, pairing, at):
    page = mentor.get(reverse("mentoring:log")).content.decode()
    key = re.search(r'name="request_key" value="([^"]+)"', page)[1]

    response = mentor.post(reverse("mentoring:log"), typed(pairing, request_key=key))

    session = TeachingSession.objects.get()
    assert response.url == reverse("mentoring:home")
    assert (session.started_at, session.minutes, session.mode) == (at - timedelta(hours=1), 60, "onsite")


def test_a_double_tap_logs_one(mentor, pairing):
    for _ in range(2):
        assert mentor.post(reverse("mentoring:log"), typed(pairing)).status_code == 302

    assert TeachingSession.objects.count() == 1


def test_several_mentees_in_one_go(mentor, pairing):
    others = PairingFactory.create_batch(2, mentor=pairing.mentor)

    mentor.post(reverse("mentoring:log"), typed(pairing, pairings=[pairing.pk, *(each.pk for each in others)]))

    assert TeachingSession.objects.count() == 3


def test_an_earlier_day_with_a_time_online_and_another_length(mentor, pairing):
    mentor.post(
        reverse("mentoring:log"),
        typed(pairing, day="2026-11-17", began="14:30", where="online", other_minutes="75", length=""),
    )

    session = TeachingSession.objects.get()
    assert (session.started_at.isoformat(), session.minutes, session.mode) == (
        "2026-11-17T06:30:00+00:00",
        75,
        "online",
    )


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        pytest.param({"pairings": []}, "pairings", id="nobody"),
        pytest.param({"topic": "  "}, "topic", id="no-topic"),
        pytest.param({"length": ""}, "length", id="no-length"),
        pytest.param({"other_minutes": "5"}, "other_minutes", id="five-minutes"),
        pytest.param({"day": "2026-11-18"}, "began", id="another-day-without-time"),
        pytest.param({"day": "2026-11-20", "began": "08:00"}, "__all__", id="tomorrow"),
        pytest.param({"day": "2026-10-01", "began": "08:00"}, "__all__", id="long-ago"),
        pytest.param({"kind": "party"}, "kind", id="unknown-kind"),
        pytest.param({"request_key": "x"}, "request_key", id="no-key"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(mentor, pairing, changes, field):
    response = mentor.post(reverse("mentoring:log"), typed(pairing, note="带教记录", **changes))

    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert "带教记录" in response.content.decode()
    assert not TeachingSession.objects.exists()


def test_a_foreign_pairing_cannot_be_ticked(mentor, pairing):
    response = mentor.post(reverse("mentoring:log"), typed(pairing, pairings=[PairingFactory().pk]))

    assert list(response.context["form"].errors) == ["pairings"]


def test_who_has_no_mentee_is_led_home(mentee):
    assert mentee.get(reverse("mentoring:log")).url == reverse("mentoring:home")


def test_home_of_the_mentee_puts_what_waits_on_top(mentee, pairing):
    waiting = TeachingSessionFactory(pairing=pairing)
    TeachingSessionFactory(pairing=pairing, **CONFIRMED)

    response = mentee.get(reverse("mentoring:home"))

    assert response.context["home"].waiting == [waiting]
    assert response.context["home"].mentors[0].confirmed_count == 1
    assert len(response.context["recent"]) == 2


def test_home_of_the_mentor_counts(mentor, pairing):
    for fields in (CONFIRMED, DISPUTED, {}):
        TeachingSessionFactory(pairing=pairing, **fields)

    home = mentor.get(reverse("mentoring:home")).context["home"]

    (mine,) = home.mentees
    assert (mine.confirmed_count, mine.waiting_count, mine.disputed_count) == (1, 1, 1)
    assert [session.state for session in home.disputed] == ["disputed"]


def test_home_of_the_mentor_says_how_long_an_answer_is_due(mentor, pairing, at):
    begun = at - timedelta(days=10)
    waiting = TeachingSessionFactory(pairing=pairing, started_at=begun, logged_at=at - timedelta(days=9))

    home = mentor.get(reverse("mentoring:home")).context["home"]

    assert (home.asked, home.waiting) == ([waiting], [])
    assert home.asked[0].waited_days == 9


def test_home_of_nobody_says_so(client):
    client.force_login(PersonFactory())

    assert 'class="empty"' in client.get(reverse("mentoring:home")).content.decode()


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("page", "queries"), [("mentoring:home", 5), ("mentoring:year", 3), ("mentoring:pairing", 4), ("mentoring:log", 7)]
)
def test_pages_take_the_same_queries_at_any_length(mentor, pairing, count, page, queries, django_assert_num_queries):
    for _ in range(count):
        other = PairingFactory(mentor=pairing.mentor)
        for each in (pairing, other):
            TeachingSessionFactory(pairing=each, place=PostFactory(person=each.mentee).workplace)
    args = [pairing.pk] if page == "mentoring:pairing" else []

    with django_assert_num_queries(queries):
        assert mentor.get(reverse(page, args=args)).status_code == 200


def test_confirm_on_the_phone(mentee, pairing):
    session = TeachingSessionFactory(pairing=pairing)

    page = mentee.get(reverse("mentoring:session", args=[session.pk])).content.decode()
    seen = {"version": re.search(r'name="version" value="([^"]+)"', page)[1]}

    response = mentee.post(reverse("mentoring:confirm", args=[session.pk]), seen)

    session.refresh_from_db()
    assert (response.status_code, session.state) == (302, "confirmed")


def test_a_page_from_before_the_correction_confirms_nothing(mentee, pairing, at):
    session = TeachingSessionFactory(pairing=pairing)
    seen = {"version": session.version, "reason": "不对"}
    session.logged_at, session.minutes = at, 480
    session.save()

    for verb in ("confirm", "dispute"):
        response = mentee.post(reverse(f"mentoring:{verb}", args=[session.pk]), seen)
        assert response.status_code == 409
        assert session.version in response.content.decode()

    session.refresh_from_db()
    assert session.state == "logged"


def test_the_mentee_takes_a_dispute_back(mentee, pairing):
    session = TeachingSessionFactory(pairing=pairing, **DISPUTED)
    url = reverse("mentoring:drop_dispute", args=[session.pk])
    assert url in mentee.get(reverse("mentoring:session", args=[session.pk])).content.decode()

    assert mentee.post(url).status_code == 302

    session.refresh_from_db()
    assert session.state == "logged"
    session.state = "withdrawn"
    session.save()
    assert mentee.post(url).status_code == 409


def test_dispute_without_a_reason_keeps_the_page(mentee, pairing):
    session = TeachingSessionFactory(pairing=pairing)
    url = reverse("mentoring:dispute", args=[session.pk])

    assert mentee.post(url, {"version": session.version, "reason": " "}).status_code == 409
    assert mentee.post(url, {"version": session.version, "reason": "那天我不在"}).status_code == 302

    session.refresh_from_db()
    assert (session.state, session.dispute_reason) == ("disputed", "那天我不在")


def test_the_mentor_corrects_a_disputed_session(mentor, pairing):
    session = TeachingSessionFactory(pairing=pairing, minutes=45, **DISPUTED)
    url = reverse("mentoring:correct", args=[session.pk])
    form = mentor.get(url).context["form"]
    values = {name: form[name].value() for name in form.fields}
    assert (values["other_minutes"], values["length"]) == (45, "")
    data = {name: value for name, value in values.items() if value} | {"other_minutes": 30, "began": "08:00"}

    response = mentor.post(url, data)

    session.refresh_from_db()
    assert response.url == reverse("mentoring:session", args=[session.pk])
    assert (session.state, session.minutes) == ("logged", 30)


def test_the_mentor_withdraws(mentor, pairing):
    session = TeachingSessionFactory(pairing=pairing)

    mentor.post(reverse("mentoring:withdraw", args=[session.pk]))

    session.refresh_from_db()
    assert session.state == "withdrawn"


def test_a_settled_session_says_so(client, pairing):
    session = TeachingSessionFactory(pairing=pairing, **CONFIRMED)
    client.force_login(pairing.mentor)
    assert client.post(reverse("mentoring:withdraw", args=[session.pk])).status_code == 409
    assert client.get(reverse("mentoring:correct", args=[session.pk])).status_code == 200
    withdrawn = TeachingSessionFactory(pairing=pairing, state="withdrawn")
    client.force_login(pairing.mentee)
    assert client.post(reverse("mentoring:confirm", args=[withdrawn.pk])).status_code == 409


def test_pages_of_a_session_are_for_its_two_people(client, pairing):
    session = TeachingSessionFactory(pairing=pairing)
    manager = AppointmentFactory(organisation=PostFactory(person=pairing.mentee).workplace).person
    shown = [reverse("mentoring:session", args=[session.pk]), reverse("mentoring:pairing", args=[pairing.pk])]
    done = [
        reverse(f"mentoring:{verb}", args=[session.pk])
        for verb in ("confirm", "dispute", "drop_dispute", "withdraw", "correct")
    ]

    for person in (pairing.mentor, pairing.mentee):
        client.force_login(person)
        assert [client.get(url).status_code for url in shown] == [200, 200]
    for stranger in (manager, PersonFactory()):
        client.force_login(stranger)
        assert {client.get(url).status_code for url in shown} == {404}
        assert {client.post(url).status_code for url in done} == {404}
    client.force_login(pairing.mentee)
    assert [client.post(url).status_code for url in done[3:]] == [404, 404]
    session.refresh_from_db()
    assert session.state == "logged"


def test_my_teaching_this_year_counts_a_shared_lesson_once(mentor, pairing, at):
    other = PairingFactory(mentor=pairing.mentor)
    for each in (pairing, other):
        TeachingSessionFactory(pairing=each, started_at=at - timedelta(days=1), **CONFIRMED)
    TeachingSessionFactory(pairing=pairing, started_at=at - timedelta(days=2))
    TeachingSessionFactory(pairing=pairing, started_at=at - timedelta(days=3), state="withdrawn")
    TeachingSessionFactory(pairing=pairing, started_at=at - timedelta(days=400), **CONFIRMED)

    year = mentor.get(reverse("mentoring:year")).context["year"]

    assert (year.number, year.confirmed, year.waiting, year.minutes) == (2026, 2, 1, 60)
    assert {row.mentee: row.confirmed for row in year.mentees} == {pairing.mentee: 1, other.mentee: 1}
    assert mentor.get(reverse("mentoring:year"), {"year": "2025"}).context["year"].confirmed == 1
    assert mentor.get(reverse("mentoring:year"), {"year": "9999"}).context["year"].number == 2026


def test_a_correction_that_cannot_be_is_refused_in_words(mentor, pairing):
    session = TeachingSessionFactory(pairing=pairing)
    data = {
        "kind": "clinic",
        "length": "60",
        "day": "2026-11-20",
        "began": "08:00",
        "where": "elsewhere",
        "topic": "血压",
    }

    response = mentor.post(reverse("mentoring:correct", args=[session.pk]), data)

    assert response.status_code == 422
    assert response.context["form"].non_field_errors()
    session.refresh_from_db()
    assert session.topic == "慢阻肺急性加重"


def test_the_form_of_one_pairing_ticks_it(mentor, pairing):
    other = PairingFactory(mentor=pairing.mentor)

    form = mentor.get(reverse("mentoring:log"), {"pairing": other.pk}).context["form"]

    assert form["pairings"].value() == [str(other.pk)]

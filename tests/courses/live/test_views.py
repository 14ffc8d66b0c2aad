from datetime import timedelta
from urllib.parse import quote

import pytest
import time_machine
from django.contrib.auth.models import Permission

from courses.live import actions
from courses.live.models import CheckIn
from tests.courses.live.test_actions_checking import code_of
from tests.factories.live import STARTS, CheckInFactory, LectureFactory, SeatFactory, SeriesFactory, SeriesPageFactory
from tests.factories.people import AppointmentFactory, PersonFactory

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@pytest.fixture
def person(client):
    doctor = PersonFactory()
    client.force_login(doctor)
    return doctor


@pytest.fixture
def begun():
    """The lectures of the factories have just begun."""
    with time_machine.travel(STARTS, tick=False) as clock:
        yield clock


@pytest.mark.parametrize("path", ["", "1/", "1/check-in/", "1/projector/", "1/projector/code/", "1/projector/online/"])
def test_a_visitor_is_led_to_sign_in(client, path):
    assert client.get(f"/live/{path}")["Location"] == f"/account/login/?next=/live/{path}"


@pytest.mark.parametrize("path", ["1/seat/take/", "1/seat/release/", "1/check-in/"])
def test_a_visitor_writes_nothing(client, path):
    assert client.post(f"/live/{path}")["Location"].startswith("/account/login/")


@pytest.mark.parametrize("path", ["", "check-in/", "projector/", "projector/code/", "projector/online/code/"])
def test_what_is_not_there_is_not_found(client, person, path):
    assert client.get(f"/live/999/{path}").status_code == 404


def test_the_list_tells_now_from_coming_and_past(client, person, begun):
    now = LectureFactory()
    past = LectureFactory(starts_at=STARTS - timedelta(days=7))
    coming = LectureFactory(starts_at=STARTS + timedelta(days=7))
    CheckInFactory(lecture=past, person=person)
    CheckInFactory(lecture=now)

    table = client.get("/live/").context["table"]

    assert (table.now, table.coming, table.past) == ([now], [coming], [past])
    assert (table.past[0].i_was_there, table.now[0].i_was_there) == (True, False)


def test_the_empty_list_says_so(client, person):
    assert 'class="empty"' in client.get("/live/").content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_queries_for_many(client, person, begun, count, django_assert_num_queries):
    for n in range(count):
        for week in (-7, 0, 7):
            lecture = LectureFactory(starts_at=STARTS + timedelta(days=week, minutes=n), series=SeriesFactory())
            CheckInFactory(lecture=lecture, person=person)

    with django_assert_num_queries(5):
        client.get("/live/")


def test_the_way_into_the_online_room_opens_with_check_in(client, person, begun):
    lecture = LectureFactory()

    begun.move_to(lecture.opens_at - SECOND)
    assert lecture.join_url not in client.get(f"/live/{lecture.pk}/").content.decode()
    begun.move_to(lecture.opens_at)
    assert lecture.join_url in client.get(f"/live/{lecture.pk}/").content.decode()
    begun.move_to(lecture.ends_at)
    assert lecture.join_url not in client.get(f"/live/{lecture.pk}/").content.decode()


def test_a_lecture_in_a_room_has_no_way_in_online(client, person, begun):
    lecture = LectureFactory(mode="onsite")

    assert lecture.join_url not in client.get(f"/live/{lecture.pk}/").content.decode()


def test_before_and_after_settling_the_page_says_what_counts(client, person, begun):
    lecture = CheckInFactory(person=person).lecture

    before = client.get(f"/live/{lecture.pk}/").context["stands"]
    begun.move_to(lecture.ends_at)
    actions.settle_lecture(lecture_id=lecture.pk, at=lecture.ends_at)
    after = client.get(f"/live/{lecture.pk}/").context["stands"]

    assert (before.check_in is not None, before.counts_for) == (True, None)
    assert after.counts_for == 90


def test_seats_can_be_taken_and_given_back_without_scripts(client, person, begun):
    lecture = LectureFactory(capacity=1, starts_at=STARTS + timedelta(days=1))

    client.post(f"/live/{lecture.pk}/seat/take/")
    page = client.get(f"/live/{lecture.pk}/")
    assert (page.context["stands"].seat.doctor, page.context["stands"].seats_left) == (person, 0)
    client.post(f"/live/{lecture.pk}/seat/release/")

    assert client.get(f"/live/{lecture.pk}/").context["stands"].seats_left == 1


@pytest.mark.parametrize("htmx", [True, False])
def test_a_full_lecture_says_so(client, person, begun, htmx):
    lecture = SeatFactory(lecture=LectureFactory(capacity=1, starts_at=STARTS + timedelta(days=1))).lecture

    response = client.post(f"/live/{lecture.pk}/seat/take/", headers={"HX-Request": "true"} if htmx else {})

    assert response.status_code == (409 if htmx else 302)
    if htmx:
        assert response.context["refusal"].code == "lecture_full"


def test_giving_a_seat_back_too_late_says_so(client, person, begun):
    seat = SeatFactory(doctor=person)

    response = client.post(f"/live/{seat.lecture_id}/seat/release/", headers={"HX-Request": "true"})

    assert (response.status_code, response.context["refusal"].code) == (409, "lecture_begun")


def test_checking_in_by_typing(client, person, begun):
    lecture = LectureFactory(mode="online")
    code = code_of(lecture)

    response = client.post(f"/live/{lecture.pk}/check-in/", {"code": f" {code[:3]} {code[3:]} "}, follow=True)

    assert response.redirect_chain == [(f"/live/{lecture.pk}/", 302)]
    assert response.context["stands"].check_in == CheckIn.objects.get()
    assert CheckIn.objects.get().mode == "online"


def test_full_width_digits_are_forgiven(client, person, begun):
    lecture = LectureFactory(mode="online")
    wide = code_of(lecture).translate({ord("0") + n: ord("０") + n for n in range(10)})

    client.post(f"/live/{lecture.pk}/check-in/", {"code": wide})

    assert CheckIn.objects.count() == 1


MARK = "6a1f0c1e-90d4-4c6b-8b5e-0f3a2b1c4d5e"


@pytest.mark.parametrize(("said", "kept"), [(MARK, MARK), (MARK.upper(), ""), ("x" * 5000, ""), ("", "")])
def test_a_check_in_keeps_the_mark_of_its_device_and_nothing_else_stops_it(client, person, begun, said, kept):
    lecture = LectureFactory(mode="online")
    page = client.get(f"/live/{lecture.pk}/check-in/").content.decode()
    assert '<input type="hidden" name="device" data-device' in page
    assert "live/device.js" in page

    client.post(f"/live/{lecture.pk}/check-in/", {"code": code_of(lecture), "device": said})

    assert CheckIn.objects.get().device == kept
    assert "live/device.js" not in client.get(f"/live/{lecture.pk}/").content.decode()


@pytest.mark.parametrize(("path", "mode"), [("projector/", "onsite"), ("projector/online/", "online")])
def test_scanning_offers_the_code_and_waits_for_a_press(client, person, begun, path, mode):
    lecture = LectureFactory()
    client.force_login(PersonFactory(is_superuser=True))
    code = client.get(f"/live/{lecture.pk}/{path}").context["code"]
    client.force_login(person)

    form = client.get(f"/live/{lecture.pk}/check-in/?code={code}").context["form"]
    assert form["code"].value() == code
    assert not CheckIn.objects.exists()
    client.post(f"/live/{lecture.pk}/check-in/", {"code": code})

    assert CheckIn.objects.get().mode == mode


def test_a_lecture_in_a_room_shows_no_code_for_those_online(client, begun):
    lecture = LectureFactory(mode="onsite")
    client.force_login(PersonFactory(is_superuser=True))

    assert client.get(f"/live/{lecture.pk}/projector/online/").status_code == 404


def test_scanning_signed_out_keeps_the_code_through_signing_in(client, begun):
    lecture = LectureFactory()
    address = f"/live/{lecture.pk}/check-in/?code=123456"

    assert client.get(address)["Location"] == f"/account/login/?next={quote(address)}"


def test_a_code_that_grew_old_while_signing_in_is_explained_and_another_can_be_typed(client, person, begun):
    lecture = LectureFactory()
    code = code_of(lecture)
    begun.move_to(STARTS + 60 * SECOND)

    response = client.get(f"/live/{lecture.pk}/check-in/?code={code}")

    assert response.status_code == 200
    assert response.context["refusal"].code == "code_old"
    assert response.context["form"]["code"].value() == ""


def test_looking_at_a_code_never_says_whether_it_is_right(client, person, begun):
    lecture = LectureFactory()
    good = code_of(lecture)
    bad = f"{(int(good) + 1) % 10**6:06d}"

    pages = [client.get(f"/live/{lecture.pk}/check-in/?code={code}") for code in (good, bad)]

    assert [page.context["refusal"] for page in pages] == [None, None]


@pytest.mark.parametrize(
    ("code", "status", "refusal"), [("000000", 409, "code_wrong"), ("", 422, None), ("1" * 21, 422, None)]
)
def test_a_refused_code_keeps_the_form(client, person, begun, code, status, refusal):
    lecture = LectureFactory()

    response = client.post(f"/live/{lecture.pk}/check-in/", {"code": code})

    assert response.status_code == status
    assert getattr(response.context["refusal"], "code", None) == refusal
    assert not CheckIn.objects.exists()


@pytest.mark.parametrize(("seconds", "code"), [(-31 * 60, "check_in_not_open"), (90 * 60, "check_in_over")])
@pytest.mark.parametrize("method", ["get", "post"])
def test_too_early_and_too_late_are_explained(client, person, begun, seconds, code, method):
    lecture = LectureFactory()
    begun.move_to(STARTS + seconds * SECOND)

    response = getattr(client, method)(f"/live/{lecture.pk}/check-in/", {"code": "123456"})

    assert response.context["refusal"].code == code
    assert not CheckIn.objects.exists()


def test_somebody_checked_in_is_told_so(client, person, begun):
    lecture = CheckInFactory(person=person).lecture

    assert b'name="code"' not in client.get(f"/live/{lecture.pk}/check-in/").content


def staff_of(lecture):
    person = AppointmentFactory(organisation=lecture.organiser).person
    person.user_permissions.add(Permission.objects.get(codename="change_lecture"))
    return person


PROJECTORS = ("", "code/", "online/", "online/code/")


def test_the_projector_is_for_the_speaker_and_the_organisers_staff(client, begun):
    speaker = PersonFactory()
    lecture = LectureFactory(speaker=speaker)
    other_staff = staff_of(LectureFactory())
    powerless = AppointmentFactory(organisation=lecture.organiser).person
    answers = {}
    for name, who in {
        "speaker": speaker,
        "staff": staff_of(lecture),
        "administrator": PersonFactory(is_superuser=True),
        "other staff": other_staff,
        "auditor": powerless,
        "doctor": PersonFactory(),
    }.items():
        client.force_login(who)
        answers[name] = [client.get(f"/live/{lecture.pk}/projector/{path}").status_code for path in PROJECTORS]

    assert answers == {
        "speaker": [200] * 4,
        "staff": [200] * 4,
        "administrator": [200] * 4,
        "other staff": [404] * 4,
        "auditor": [404] * 4,
        "doctor": [404] * 4,
    }


def test_the_projector_shows_a_code_that_is_good_and_a_qr_code(client, person, begun):
    lecture = LectureFactory(speaker=person)
    CheckInFactory(lecture=lecture)
    begun.shift(7)

    response = client.get(f"/live/{lecture.pk}/projector/code/")

    shown = response.context
    assert shown["code"] == code_of(lecture)
    assert (shown["seconds"], shown["people"]) == (23, 1)
    assert "<svg" in response.content.decode()
    assert "no-cache" in response["Cache-Control"]


@pytest.mark.parametrize("seconds", [-31 * 60, 90 * 60])
def test_the_projector_shows_no_code_outside_its_time(client, person, begun, seconds):
    lecture = LectureFactory(speaker=person)
    begun.move_to(STARTS + seconds * SECOND)

    response = client.get(f"/live/{lecture.pk}/projector/")

    assert response.status_code == 200
    assert "code" not in response.context


def test_the_series_page_shows_its_schedule_to_anybody(client, begun):
    page = SeriesPageFactory(slug="thursdays")
    past = LectureFactory(series=page.series, starts_at=STARTS - timedelta(days=7))
    now = LectureFactory(series=page.series)
    LectureFactory()

    response = client.get("/thursdays/")

    assert (response.context["coming"], response.context["past"]) == ([now], [past])
    assert now.join_url not in response.content.decode()


def test_a_series_page_that_lost_its_series_is_empty(client, begun):
    page = SeriesPageFactory(slug="thursdays")
    type(page).objects.update(series=None)

    assert client.get("/thursdays/").context["coming"] == []


def test_the_speaker_is_led_to_the_codes_and_not_to_checking_in(client, person, begun):
    lecture = LectureFactory(speaker=person)

    for path in ("", "check-in/"):
        html = client.get(f"/live/{lecture.pk}/{path}").content.decode()
        assert f'href="/live/{lecture.pk}/projector/"' in html
        assert f'href="/live/{lecture.pk}/projector/online/"' in html
        assert 'name="code"' not in html


def test_the_speaker_reads_what_is_on_record(client, person, begun):
    lecture = LectureFactory(speaker=person)
    begun.move_to(lecture.ends_at)
    actions.settle_lecture(lecture_id=lecture.pk, at=lecture.ends_at)

    stands = client.get(f"/live/{lecture.pk}/").context["stands"]
    assert (stands.speaks, stands.counts_for, stands.record.role) == (True, 90, "teacher")


def test_the_list_and_a_lecture_lead_to_the_schedule_of_the_series(client, person, begun):
    page = SeriesPageFactory(slug="thursdays")
    lecture = LectureFactory(series=page.series)

    for path in ("", f"{lecture.pk}/"):
        assert 'href="/thursdays/"' in client.get(f"/live/{path}").content.decode()
    page.unpublish()
    for path in ("", f"{lecture.pk}/"):
        assert 'href="/thursdays/"' not in client.get(f"/live/{path}").content.decode()


def test_a_lecture_of_a_series_without_a_page_only_names_it(client, person, begun):
    lecture = LectureFactory(series=SeriesFactory(title="杏林大学堂"))

    assert "杏林大学堂" in client.get(f"/live/{lecture.pk}/").content.decode()

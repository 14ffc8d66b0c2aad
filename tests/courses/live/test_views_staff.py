from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from courses.live.models import CheckIn, Lecture, Series
from lms.people.actions import appoint, sync_roles
from lms.people.roles import Role
from tests.factories.catalogue import home
from tests.factories.live import STARTS, CheckInFactory, LectureFactory, SeriesFactory
from tests.factories.people import OrganisationFactory, PersonFactory, PostFactory
from tests.factories.records import SubjectFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def organiser():
    return OrganisationFactory()


@pytest.fixture
def editor(client, organiser, at):
    home()
    sync_roles()
    person = PersonFactory()
    appoint(person=person, role=Role.COURSE_EDITOR, over=organiser, starts_on=date(2020, 1, 1), by=None, at=at)
    client.force_login(person)
    return person


def stranger(client, at, role=Role.COURSE_EDITOR):
    person = PersonFactory()
    appoint(person=person, role=role, over=OrganisationFactory(), starts_on=date(2020, 1, 1), by=None, at=at)
    client.force_login(person)


def typed(organiser, **changes):
    return {
        "kind": "lecture",
        "title": "慢阻肺急性加重",
        "speaker_name": "王主任",
        "organiser": organiser.pk,
        "starts_at": "2026-11-19 19:00",
        "ends_at": "2026-11-19 20:30",
        "mode": "either",
        "venue": "五楼会议室",
        "opens_minutes": "30",
        **changes,
    }


def test_an_editor_puts_a_lecture_on_the_calendar(client, editor, organiser):
    speaker, subject, series = PersonFactory(), SubjectFactory(), SeriesFactory(organiser=organiser)

    response = client.post(
        reverse("live_lectures:add"),
        typed(organiser, series=series.pk, speaker_phone=speaker.phone, subjects=[subject.pk], capacity="40"),
    )

    assert response.status_code == 302
    lecture = Lecture.objects.get()
    assert (lecture.starts_at, lecture.minutes, lecture.capacity) == (STARTS, 90, 40)
    assert (lecture.speaker, lecture.series, lecture.activity.title) == (speaker, series, "慢阻肺急性加重")
    assert list(lecture.activity.subjects.all()) == [subject]


def test_an_editor_changes_a_lecture(client, editor, organiser):
    lecture = LectureFactory(organiser=organiser, speaker=PersonFactory())
    address = reverse("live_lectures:edit", args=[lecture.pk])

    page = client.get(address)
    assert page.context["form"]["speaker_phone"].value() == lecture.speaker.phone_masked
    assert lecture.speaker.phone not in page.content.decode()
    assert lecture.secret not in page.content.decode()
    response = client.post(address, typed(organiser, title="改名"))

    assert response.status_code == 302
    lecture.refresh_from_db()
    assert (lecture.title, lecture.activity.title, lecture.speaker) == ("改名", "改名", None)


@pytest.mark.parametrize("phone", ["13912345678", None])
def test_a_speaker_stays_whose_number_comes_back_as_it_was_shown(client, editor, organiser, phone):
    speaker = PersonFactory(phone=phone)
    lecture = LectureFactory(organiser=organiser, speaker=speaker)
    address = reverse("live_lectures:edit", args=[lecture.pk])
    shown = client.get(address).context["form"]["speaker_phone"].value()

    response = client.post(address, typed(organiser, title="改名", speaker_phone=shown))

    assert response.status_code == 302
    lecture.refresh_from_db()
    assert (lecture.title, lecture.speaker) == ("改名", speaker)


def test_the_masked_number_of_somebody_else_finds_nobody(client, editor, organiser):
    lecture = LectureFactory(organiser=organiser, speaker=PersonFactory())
    masked = PersonFactory(phone="13800001234").phone_masked

    response = client.post(reverse("live_lectures:edit", args=[lecture.pk]), typed(organiser, speaker_phone=masked))

    assert list(response.context["form"].errors) == ["speaker_phone"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ends_at": "2026-11-19 19:00"}, "__all__"),
        ({"ends_at": "2026-11-20 19:00"}, "ends_at"),
        ({"starts_at": "下周四"}, "starts_at"),
        ({"starts_at": "2026-13-40 19:00"}, "starts_at"),
        ({"capacity": "0"}, "capacity"),
        ({"opens_minutes": "1441"}, "opens_minutes"),
        ({"mode": "onsite", "venue": ""}, "venue"),
        ({"speaker_phone": "13000000000"}, "speaker_phone"),
        ({"join_url": "javascript:alert(1)"}, "join_url"),
    ],
)
def test_a_lecture_that_cannot_be_meant_is_refused_and_nothing_typed_is_lost(client, editor, organiser, changes, field):
    response = client.post(reverse("live_lectures:add"), typed(organiser, **changes))

    form = response.context["form"]
    assert (response.status_code, list(form.errors)) == (200, [field])
    assert form["title"].value() == "慢阻肺急性加重"
    assert not Lecture.objects.exists()


def test_two_lectures_of_a_series_at_one_time_are_refused(client, editor, organiser):
    series = SeriesFactory(organiser=organiser)
    LectureFactory(series=series)

    response = client.post(reverse("live_lectures:add"), typed(organiser, series=series.pk))

    assert response.status_code == 200
    assert Lecture.objects.count() == 1


def test_a_refusal_of_the_action_is_said_in_the_form(client, editor, organiser):
    lecture = LectureFactory(organiser=organiser, settled_at=STARTS + timedelta(hours=2))

    response = client.post(
        reverse("live_lectures:edit", args=[lecture.pk]), typed(organiser, ends_at="2026-11-19 20:00")
    )

    assert list(response.context["form"].errors) == ["__all__"]
    lecture.refresh_from_db()
    assert lecture.minutes == 90


def test_an_editor_makes_and_renames_a_series(client, editor, organiser):
    client.post(reverse("live_series:add"), {"title": "杏林大学堂", "organiser": organiser.pk})
    series = Series.objects.get()

    client.post(reverse("live_series:edit", args=[series.pk]), {"title": "杏林讲堂", "organiser": organiser.pk})

    series.refresh_from_db()
    assert series.title == "杏林讲堂"


def test_an_organiser_out_of_scope_cannot_be_chosen(client, editor):
    response = client.post(reverse("live_lectures:add"), typed(OrganisationFactory()))

    assert list(response.context["form"].errors) == ["organiser"]


@pytest.mark.parametrize("name", ["edit", "inspect", "history", "attendance", "repeat", "cancel"])
def test_three_people_at_one_lecture(client, editor, organiser, name, at):
    lecture = LectureFactory(organiser=organiser)
    address = reverse(f"live_lectures:{name}", args=[lecture.pk])

    mine = client.get(address)
    stranger(client, at)
    foreign = client.get(address)
    client.force_login(PersonFactory())
    doctor = client.get(address)

    assert mine.status_code == 200
    assert lecture.secret not in mine.content.decode()
    assert foreign.status_code == 404
    assert doctor.status_code in (302, 403)


def test_an_auditor_may_not_touch_attendance(client, organiser, at):
    home()
    sync_roles()
    lecture = LectureFactory(organiser=organiser)
    stranger(client, at, role=Role.INSTITUTION_MANAGER)

    response = client.get(reverse("live_lectures:attendance", args=[lecture.pk]))

    assert response.status_code in (302, 403)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_shows_only_lectures_in_scope(client, editor, organiser, count):
    mine = [LectureFactory(organiser=organiser) for _ in range(count)]
    LectureFactory()

    response = client.get(reverse("live_lectures:index"))

    assert set(response.context["object_list"]) == set(mine)
    assert reverse("live_lectures:repeat", args=[mine[0].pk]) in response.content.decode()


def test_same_time_next_week(client, editor, organiser):
    lecture = LectureFactory(organiser=organiser, series=SeriesFactory(organiser=organiser))
    address = reverse("live_lectures:repeat", args=[lecture.pk])

    assert client.get(address).status_code == 200
    assert Lecture.objects.count() == 1
    response = client.post(address)

    again = Lecture.objects.exclude(pk=lecture.pk).get()
    assert response["Location"] == reverse("live_lectures:edit", args=[again.pk])
    assert again.starts_at == STARTS + timedelta(days=7)
    assert client.post(address)["Location"] == reverse("live_lectures:index")
    assert Lecture.objects.count() == 2


@time_machine.travel(STARTS + timedelta(hours=2), tick=False)
def test_an_editor_adds_somebody_and_takes_it_back(client, editor, organiser):
    lecture = LectureFactory(organiser=organiser)
    doctor = PostFactory(workplace=organiser).person
    address = reverse("live_lectures:attendance", args=[lecture.pk])

    client.post(address, {"phone": doctor.phone, "mode": "onsite", "reason": "手机没电"})
    entry = CheckIn.objects.get()
    assert (entry.person, entry.added_by, entry.add_reason) == (doctor, editor, "手机没电")
    again = client.post(address, {"phone": doctor.phone, "mode": "onsite", "reason": "手机没电"})
    assert list(again.context["form"].errors) == ["__all__"]

    remove = reverse("live_lectures:remove_attendance", args=[lecture.pk, entry.pk])
    assert client.get(remove).status_code == 200
    assert client.post(remove, {"reason": ""}).status_code == 200
    client.post(remove, {"reason": "代签"})

    entry.refresh_from_db()
    assert (entry.removed_by, entry.remove_reason) == (editor, "代签")
    assert client.get(remove).status_code == 404
    assert "代签" in client.get(address).content.decode()


@pytest.mark.parametrize(
    ("mode", "posted", "kept"),
    [("onsite", "online", "onsite"), ("online", "onsite", "online"), ("either", "online", "online")],
)
@time_machine.travel(STARTS + timedelta(hours=2), tick=False)
def test_attendance_is_added_the_way_the_lecture_was_held(client, editor, organiser, mode, posted, kept):
    lecture = LectureFactory(organiser=organiser, mode=mode)
    doctor = PostFactory(workplace=organiser).person
    address = reverse("live_lectures:attendance", args=[lecture.pk])

    asks = "mode" in client.get(address).context["form"].fields
    client.post(address, {"phone": doctor.phone, "mode": posted, "reason": "手机没电"})

    assert (asks, CheckIn.objects.get().mode) == (mode == "either", kept)


def test_somebody_out_of_scope_cannot_be_added(client, editor, organiser):
    lecture = LectureFactory(organiser=organiser)
    stranger_to_them = PostFactory().person

    response = client.post(
        reverse("live_lectures:attendance", args=[lecture.pk]),
        {"phone": stranger_to_them.phone, "mode": "onsite", "reason": "手机没电"},
    )

    assert list(response.context["form"].errors) == ["phone"]
    assert not CheckIn.objects.exists()


def test_an_entry_of_another_lecture_is_not_found(client, editor, organiser):
    lecture, entry = LectureFactory(organiser=organiser), CheckInFactory()

    assert client.post(reverse("live_lectures:remove_attendance", args=[lecture.pk, entry.pk])).status_code == 404


@time_machine.travel(STARTS, tick=False)
def test_an_editor_cancels_a_lecture_with_a_reason(client, editor, organiser):
    lecture = LectureFactory(organiser=organiser)
    address = reverse("live_lectures:cancel", args=[lecture.pk])

    assert client.get(address).status_code == 200
    assert list(client.post(address, {"reason": ""}).context["form"].errors) == ["reason"]
    assert client.post(address, {"reason": "讲者急诊"})["Location"] == reverse("live_lectures:index")

    lecture.refresh_from_db()
    assert (lecture.cancelled_at, lecture.cancel_reason) == (STARTS, "讲者急诊")
    assert "讲者急诊" in client.get(f"/live/{lecture.pk}/").content.decode()


def test_a_lecture_on_record_is_not_cancelled(client, editor, organiser):
    lecture = LectureFactory(organiser=organiser, settled_at=STARTS + timedelta(days=1))

    response = client.post(reverse("live_lectures:cancel", args=[lecture.pk]), {"reason": "讲者急诊"}, follow=True)

    assert [message.level_tag for message in response.context["messages"]] == ["warning"]

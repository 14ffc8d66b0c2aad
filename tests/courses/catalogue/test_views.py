from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.documents import get_document_model

from courses.catalogue.models import Study
from lms.people.actions import sync_roles
from lms.people.roles import Role
from lms.records.models import LearningRecord
from tests.courses.catalogue.test_pages import CHECK
from tests.factories.catalogue import BLOCK_ID, CourseIndexPageFactory, LessonFactory, StudyFactory
from tests.factories.people import AppointmentFactory, PersonFactory

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n0123456789"


@pytest.fixture
def person(client):
    doctor = PersonFactory()
    client.force_login(doctor)
    return doctor


@pytest.fixture
def lesson():
    return LessonFactory(page__body=[CHECK])


def document(name="card.pdf", content=PDF):
    return get_document_model().objects.create(title="卡片", file=ContentFile(content, name=name))


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", "/learn/"),
        ("get", "/learn/lessons/1/"),
        ("get", "/learn/courses/1/"),
        ("post", "/learn/lessons/1/open/"),
        ("post", "/learn/lessons/1/beat/"),
        ("post", "/learn/lessons/1/finish/"),
        ("post", f"/learn/lessons/1/checks/{BLOCK_ID}/"),
        ("get", "/learn/files/1/card.pdf"),
    ],
)
def test_a_visitor_is_led_to_sign_in(client, method, path):
    response = getattr(client, method)(path)

    assert response["Location"] == f"/account/login/?next={path}"


@pytest.mark.parametrize("verb", ["open", "beat", "finish"])
def test_nothing_is_written_on_get(client, person, lesson, verb):
    assert client.get(f"/learn/lessons/{lesson.pk}/{verb}/").status_code == 405


def test_the_short_addresses_lead_to_the_pages(client, person, lesson):
    course = lesson.course.page

    assert client.get("/learn/")["Location"] == "/courses/"
    assert client.get(f"/learn/courses/{lesson.course.pk}/")["Location"] == f"/courses/{course.slug}/"
    assert client.get(f"/learn/lessons/{lesson.pk}/")["Location"] == lesson.page.get_url()


def test_opening_leads_into_the_lesson(client, person, lesson):
    response = client.post(f"/learn/lessons/{lesson.pk}/open/")

    assert response["Location"] == lesson.page.get_url()
    assert Study.objects.get().person == person


def test_a_lesson_not_published_is_not_found(client, person, lesson):
    lesson.page.unpublish()

    for verb in ("open", "finish", f"checks/{BLOCK_ID}"):
        assert client.post(f"/learn/lessons/{lesson.pk}/{verb}/").status_code == 404


@pytest.mark.parametrize(("seconds", "status"), [("15", 204), ("", 204), ("-1", 400), ("x", 400), ("999999", 400)])
def test_beat(client, person, lesson, seconds, status):
    StudyFactory(person=person, lesson=lesson, started_at=timezone.now() - timedelta(minutes=1))

    assert client.post(f"/learn/lessons/{lesson.pk}/beat/", {"seconds": seconds}).status_code == status

    assert Study.objects.get().seconds_spent == (15 if seconds == "15" else 0)


def test_finishing_says_that_it_is_recorded(client, person, lesson):
    StudyFactory(person=person, lesson=lesson, started_at=timezone.now() - timedelta(minutes=12))

    response = client.post(f"/learn/lessons/{lesson.pk}/finish/", follow=True)

    assert response.redirect_chain == [(lesson.page.get_url(), 302)]
    assert [message.level_tag for message in response.context["messages"]] == ["success"]
    assert LearningRecord.objects.filter(person=person).count() == 2


def test_finishing_in_place_says_what_it_counts_for(client, person, lesson):
    StudyFactory(person=person, lesson=lesson, started_at=timezone.now() - timedelta(minutes=11, seconds=30))

    response = client.post(f"/learn/lessons/{lesson.pk}/finish/", headers={"HX-Request": "true"})

    assert (response.status_code, response.context["record"].minutes) == (200, 12)
    assert "<html" not in response.content.decode()
    assert "finish/" not in response.content.decode()


def test_finishing_in_place_too_soon_keeps_the_form(client, person, lesson):
    StudyFactory(person=person, lesson=lesson, started_at=timezone.now())

    response = client.post(f"/learn/lessons/{lesson.pk}/finish/", headers={"HX-Request": "true"})

    assert (response.status_code, response.context["refusal"].code) == (409, "lesson_too_soon")
    assert f"/learn/lessons/{lesson.pk}/finish/" in response.content.decode()


def test_finishing_counts_what_the_browser_saw_last(client, person, lesson):
    StudyFactory(person=person, lesson=lesson, started_at=timezone.now() - timedelta(minutes=12), seconds_spent=590)

    client.post(f"/learn/lessons/{lesson.pk}/finish/", {"seconds": "10"})

    assert Study.objects.get().seconds_spent == 600


def test_finishing_too_soon_says_so_and_keeps_the_time(client, person, lesson):
    StudyFactory(person=person, lesson=lesson, started_at=timezone.now() - timedelta(minutes=5), seconds_spent=100)

    response = client.post(f"/learn/lessons/{lesson.pk}/finish/", {"seconds": "10"}, follow=True)

    assert [message.level_tag for message in response.context["messages"]] == ["warning"]
    assert Study.objects.get().seconds_spent == 110
    assert not LearningRecord.objects.exists()


@pytest.mark.parametrize(("chosen", "is_right"), [("1", True), ("0", False)])
@pytest.mark.parametrize("htmx", [True, False])
def test_an_answered_check_explains_itself(client, person, lesson, chosen, is_right, htmx):
    headers = {"HX-Request": "true"} if htmx else {}

    response = client.post(f"/learn/lessons/{lesson.pk}/checks/{BLOCK_ID}/", {"chosen": chosen}, headers=headers)

    assert response.context["is_right"] is is_right
    assert "只有肺功能能确诊" in response.content.decode()
    assert ("<html" in response.content.decode()) is not htmx


@pytest.mark.parametrize("chosen", [None, "7", "x"])
def test_a_check_without_a_choice_explains_nothing(client, person, lesson, chosen):
    response = client.post(f"/learn/lessons/{lesson.pk}/checks/{BLOCK_ID}/", {"chosen": chosen} if chosen else {})

    assert response.status_code == 422
    assert "只有肺功能能确诊" not in response.content.decode()


def test_a_check_that_does_not_exist_is_not_found(client, person, lesson):
    other = "22222222-2222-4222-8222-222222222222"

    assert client.post(f"/learn/lessons/{lesson.pk}/checks/{other}/", {"chosen": "1"}).status_code == 404


def begun_with(pdf, person, **page):
    """Return a lesson that shows ``pdf``, begun by ``person``."""
    body = [{"type": "document", "value": {"file": pdf.pk, "title": "卡片"}}]
    lesson = LessonFactory(page__body=body, **page)
    StudyFactory(lesson=lesson, person=person)
    return lesson


def test_a_teaching_file_is_sent_whole(client, person):
    pdf = document()
    begun_with(pdf, person)

    response = client.get(f"/learn/files/{pdf.pk}/card.pdf")

    assert (response.status_code, b"".join(response)) == (200, PDF)
    assert (response["Content-Type"], response["Accept-Ranges"]) == ("application/pdf", "bytes")


def test_a_teaching_file_is_sent_in_pieces(client, person):
    pdf = document()
    begun_with(pdf, person)

    response = client.get(f"/learn/files/{pdf.pk}/card.pdf", headers={"Range": "bytes=1-3", "Accept-Encoding": "gzip"})

    assert (response.status_code, b"".join(response)) == (206, b"PDF")
    assert (response["Content-Range"], response["Content-Length"]) == (f"bytes 1-3/{len(PDF)}", "3")


def test_a_teaching_file_under_another_name_is_not_found(client, person):
    pdf = document()
    begun_with(pdf, person)

    assert client.get(f"/learn/files/{pdf.pk}/other.pdf").status_code == 404
    assert client.get("/learn/files/999/card.pdf").status_code == 404


def reading(client, pdf):
    """Return what both addresses of a file answer: the lesson's, and Wagtail's own."""
    return [client.get(each).status_code for each in (f"/learn/files/{pdf.pk}/card.pdf", pdf.url)]


def test_a_file_is_for_whoever_has_begun_a_lesson_that_shows_it(client, person, lesson):
    pdf, other = document(), document()
    shown = begun_with(pdf, PersonFactory())
    StudyFactory(lesson=lesson, person=person)
    assert reading(client, pdf) == [404, 404]

    StudyFactory(lesson=shown, person=person)

    assert reading(client, pdf) == [200, 200]
    assert reading(client, other) == [404, 404]


@pytest.mark.parametrize("withdrawn", ["lesson", "course"])
def test_a_file_goes_with_the_lesson_it_is_in(client, person, withdrawn):
    pdf = document()
    lesson = begun_with(pdf, person)
    {"lesson": lesson, "course": lesson.course}[withdrawn].page.unpublish()

    assert reading(client, pdf) == [404, 404]


def test_a_file_that_a_lesson_shows_no_more_is_not_sent(client, person):
    pdf = document()
    page = begun_with(pdf, person).page
    page.body = [("text", "<p>没有附件。</p>")]
    page.save_revision().publish()

    assert reading(client, pdf) == [404, 404]


def test_whoever_works_on_courses_reads_files_of_drafts(client, person):
    CourseIndexPageFactory()
    sync_roles()
    AppointmentFactory(person=person, role=Role.COURSE_EDITOR)
    person.groups.add(Group.objects.get(name=Role.COURSE_EDITOR))

    assert reading(client, document()) == [200, 200]


def test_asking_for_a_file_takes_few_queries(client, person, django_assert_num_queries):
    pdf = document()
    for _ in range(3):
        begun_with(pdf, person)
    reading(client, pdf)

    with django_assert_num_queries(6):
        client.get(f"/learn/files/{pdf.pk}/card.pdf")


@pytest.mark.parametrize(("seconds", "status"), [("", 200), ("0", 409)])
def test_the_clock_counts_only_where_the_browser_does_not(client, person, lesson, seconds, status):
    begun = timezone.now() - timedelta(hours=5)
    StudyFactory(person=person, lesson=lesson, started_at=begun, seconds_spent=5)

    response = client.post(f"/learn/lessons/{lesson.pk}/finish/", {"seconds": seconds}, headers={"HX-Request": "true"})

    assert response.status_code == status


def test_a_browser_without_scripts_sends_no_seconds(client, person, lesson):
    StudyFactory(person=person, lesson=lesson, started_at=timezone.now())

    html = client.get(lesson.page.get_url()).content.decode()

    assert '<input type="hidden" name="seconds">' in html

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from courses.catalogue.actions import keep_in_step
from courses.catalogue.models import Lesson, Study
from tests.factories.catalogue import (
    BLOCK_ID,
    CourseIndexPageFactory,
    CoursePageFactory,
    LessonPageFactory,
    StudyFactory,
)
from tests.factories.people import PersonFactory
from tests.factories.records import SubjectFactory

pytestmark = pytest.mark.django_db
CHECK = {
    "type": "check",
    "id": BLOCK_ID,
    "value": {
        "stem": "下一步？",
        "options": [{"text": "输液", "right": False}, {"text": "做肺功能", "right": True}],
        "explanation": "只有肺功能能确诊。",
    },
}


def course(lessons=2, **kwargs):
    page = CoursePageFactory(title="慢阻肺规范诊疗", **kwargs)
    return page, [LessonPageFactory(parent=page, title=f"第{n}课") for n in range(1, lessons + 1)]


@pytest.fixture
def person(client):
    doctor = PersonFactory()
    client.force_login(doctor)
    return doctor


@pytest.mark.parametrize("path", ["", "{course}/", "{course}/{lesson}/"])
def test_a_visitor_is_led_to_sign_in_and_back(client, path):
    page, (lesson, _other) = course()
    address = f"/courses/{path.format(course=page.slug, lesson=lesson.slug)}"

    response = client.get(address)

    assert response.status_code == 302
    assert response["Location"] == f"/account/login/?next={address}"


def test_the_index_shows_each_course_and_how_far_i_am(client, person, work):
    _page, (lesson, _other) = course()
    work()
    StudyFactory(
        person=person, lesson=lesson.lesson, finished_at=lesson.first_published_at, started_at=lesson.first_published_at
    )

    [found] = client.get("/courses/").context["courses"]

    assert (found.lessons_total, found.lessons_begun, found.lessons_finished) == (2, 1, 1)


def test_the_index_says_when_there_are_no_courses(client, person):
    CourseIndexPageFactory()

    assert 'class="empty"' in client.get("/courses/").content.decode()


def test_others_studies_are_not_mine(client, person, work):
    page, (lesson, _other) = course()
    work()
    StudyFactory(lesson=lesson.lesson, finished_at=lesson.first_published_at, started_at=lesson.first_published_at)

    assert [c.lessons_finished for c in client.get("/courses/").context["courses"]] == [0]
    assert client.get(f"/courses/{page.slug}/").context["path"].finished == 0


def test_a_course_shows_the_state_of_each_lesson(client, person, work, at):
    page, pages = course(lessons=3)
    work()
    StudyFactory(person=person, lesson=pages[0].lesson, started_at=at, finished_at=at)
    StudyFactory(person=person, lesson=pages[1].lesson, started_at=at)

    path = client.get(f"/courses/{page.slug}/").context["path"]

    assert [step.state for step in path.steps] == ["finished", "begun", "new"]
    assert (path.finished, path.is_begun, path.minutes) == (1, True, 90)
    assert path.next.lesson == pages[1].lesson


def test_a_course_without_lessons_says_so(client, person, work):
    page, _none = course(lessons=0)
    work()

    assert 'class="empty"' in client.get(f"/courses/{page.slug}/").content.decode()


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("where", ["index", "course"])
def test_index_and_course_take_the_same_queries_whatever_they_hold(
    client, person, work, count, where, django_assert_num_queries
):
    CourseIndexPageFactory()
    subject = SubjectFactory()
    for _ in range(count):
        page, _lessons = course(lessons=count)
        page.subjects = [subject]
        page.save_revision().publish()
    work()
    address = {"index": "/courses/", "course": f"/courses/{page.slug}/"}[where]
    client.get(address)

    with django_assert_num_queries({"index": 10, "course": 11}[where]):
        client.get(address)


def test_an_unopened_lesson_shows_no_content_but_the_way_in(client, person, work):
    page, (lesson, _other) = course()
    work()

    html = client.get(f"/courses/{page.slug}/{lesson.slug}/").content.decode()

    assert "先问诊" not in html
    assert f'action="/learn/lessons/{lesson.lesson.pk}/open/"' in html
    assert not Study.objects.exists()


def test_an_open_lesson_shows_its_content_and_its_neighbors(client, person, work, at):
    page, (first, second) = course()
    work()
    StudyFactory(person=person, lesson=first.lesson, started_at=at)

    response = client.get(f"/courses/{page.slug}/{first.slug}/")

    assert "先问诊" in response.content.decode()
    assert (response.context["before"], response.context["after"].lesson) == (None, second.lesson)
    assert f'action="/learn/lessons/{first.lesson.pk}/finish/"' in response.content.decode()


def test_right_answers_are_not_in_the_page_before_answering(client, person, work, at):
    page = CoursePageFactory()
    lesson = LessonPageFactory(parent=page, body=[CHECK])
    work()
    StudyFactory(person=person, lesson=lesson.lesson, started_at=at)

    html = client.get(f"/courses/{page.slug}/{lesson.slug}/").content.decode()

    assert html.count('type="radio"') == 2
    assert "只有肺功能能确诊" not in html
    assert "right" not in html.lower().replace("see whether it is right", "").replace("copyright", "")


@pytest.mark.parametrize("hidden", ["lesson", "course"])
def test_an_unpublished_lesson_is_not_found(client, person, work, hidden):
    page, (lesson, _other) = course()
    work()
    (lesson if hidden == "lesson" else page).unpublish()

    assert client.get(f"/courses/{page.slug}/{lesson.slug}/").status_code == 404


@pytest.mark.parametrize("path", ["nothing/", "nothing/at-all/", "a/b/c/"])
def test_what_is_not_there_is_not_found(client, person, path):
    CourseIndexPageFactory()

    assert client.get(f"/courses/{path}").status_code == 404


def test_a_lesson_not_yet_on_record_can_be_previewed(rf):
    page = CoursePageFactory()
    lesson = LessonPageFactory(parent=page, body=[CHECK])
    request = rf.get("/")
    request.user = AnonymousUser()

    response = lesson.make_preview_request(original_request=request)

    assert response.status_code == 200
    assert "disabled" in response.render().content.decode()
    assert not Lesson.objects.exists()


def test_a_course_still_being_written_does_not_claim_to_be_on_record(client, person, work):
    page, (lesson, other) = course()
    other.unpublish()
    work()
    StudyFactory(person=person, lesson=lesson.lesson, finished_at=timezone.now())

    assert not client.get(f"/courses/{page.slug}/").context["path"].is_recorded
    html = client.get(f"/courses/{page.slug}/").content.decode()
    assert "notice--info" in html
    assert "notice--success" not in html


def test_a_course_on_record_says_so(client, person, work):
    page, (lesson, other) = course()
    work()
    for each in (lesson, other):
        StudyFactory(person=person, lesson=each.lesson, finished_at=timezone.now())
    keep_in_step(page_id=page.pk, at=timezone.now())

    assert "notice--success" in client.get(f"/courses/{page.slug}/").content.decode()

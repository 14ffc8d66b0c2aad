from datetime import date

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents import get_document_model
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from courses.catalogue.blocks import AudioBlock, CheckBlock, DocumentBlock, VideoBlock
from courses.catalogue.models import Course, Lesson
from courses.catalogue.pages import CoursePage, LessonPage
from lms.people.actions import appoint, sync_roles
from lms.people.roles import Role
from tests.courses.catalogue.test_rules import M4A, MP3, MP4
from tests.factories.catalogue import CourseIndexPageFactory, CoursePageFactory, LessonPageFactory, home
from tests.factories.people import OrganisationFactory, PersonFactory
from tests.factories.records import SubjectFactory

pytestmark = pytest.mark.django_db


def holder(role, at):
    person = PersonFactory()
    appoint(person=person, role=role, over=OrganisationFactory(), starts_on=date(2020, 1, 1), by=None, at=at)
    return person


@pytest.fixture
def editor(client, at):
    home()
    sync_roles()
    person = holder(Role.COURSE_EDITOR, at)
    client.force_login(person)
    return person


@pytest.fixture
def reviewer(at):
    return holder(Role.SCHEME_MANAGER, at)


def lesson_form(**changes):
    body = streamfield(
        [("text", rich_text("<p>先问诊。</p>")), ("callout", {"tone": "key", "text": rich_text("<p>记住。</p>")})]
    )
    return nested_form_data(
        {"title": "早发现", "slug": "early", "summary": "", "planned_minutes": "30", "least_seconds": "", "body": body}
        | changes
    )


def submit(client, page, **form):
    client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), form | {"action-submit": "1"})
    page.refresh_from_db()
    return page.current_workflow_state


def test_what_an_editor_submits_goes_live_once_a_reviewer_approves_it(client, editor, reviewer, work):
    index, subject = CourseIndexPageFactory(), SubjectFactory()
    add = reverse("wagtailadmin_pages:add", args=["catalogue", "coursepage", index.pk])
    form = {"title": "慢阻肺", "slug": "copd", "summary": "三堂课。", "audience": "医生", "subjects": [subject.pk]}
    client.post(add, form)
    page = CoursePage.objects.get()
    client.post(reverse("wagtailadmin_pages:add", args=["catalogue", "lessonpage", page.pk]), lesson_form())
    lesson = LessonPage.objects.get()
    states = [submit(client, page, **form), submit(client, lesson, **lesson_form())]
    work()
    assert (page.live, page.workflow_in_progress, Course.objects.count()) == (False, True, 0)

    client.force_login(reviewer)
    assert "慢阻肺" in client.get(reverse("wagtailadmin_home")).content.decode()
    for each, state in zip((page, lesson), states, strict=True):
        step = state.current_task_state.pk
        client.post(
            reverse("wagtailadmin_pages:workflow_action", args=[each.pk, "approve", step]), {"comment": "可以。"}
        )
    work()

    page.refresh_from_db()
    assert page.live
    assert list(page.subjects.all()) == [subject]
    assert [lesson.activity.title for lesson in Lesson.objects.published()] == ["早发现"]


@pytest.mark.parametrize("live", [True, False])
def test_an_editor_alone_neither_publishes_nor_withdraws(client, editor, live):
    page = CoursePageFactory(live=live)
    form = {"title": "改过了", "slug": page.slug, "summary": "三堂课。", "action-publish": "1"}

    client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), form)
    client.post(reverse("wagtailadmin_pages:unpublish", args=[page.pk]))

    page.refresh_from_db()
    assert (page.live, page.title == "改过了") == (live, not live)


def test_nobody_but_a_reviewer_approves(client, editor):
    page = CoursePageFactory(live=False)
    state = submit(client, page, title=page.title, slug=page.slug, summary="三堂课。")

    step = state.current_task_state.pk
    client.post(reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", step]), {"comment": "可以。"})

    page.refresh_from_db()
    assert (page.live, page.workflow_in_progress) == (False, True)


def test_a_doctor_does_not_enter_the_admin(client):
    page = CoursePageFactory()
    client.force_login(PersonFactory())

    assert client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code in (302, 403)


@pytest.mark.parametrize("minutes", ["0", "601", "-1", ""])
def test_a_lesson_of_no_sensible_length_is_refused(client, editor, minutes):
    course = CoursePageFactory()

    response = client.post(
        reverse("wagtailadmin_pages:add", args=["catalogue", "lessonpage", course.pk]),
        lesson_form(planned_minutes=minutes),
    )

    assert list(response.context["form"].errors) == ["planned_minutes"]
    assert not LessonPage.objects.exists()


def test_an_editor_previews_a_lesson_with_its_content(client, editor):
    lesson = LessonPageFactory()

    response = client.get(reverse("wagtailadmin_pages:view_draft", args=[lesson.pk]))

    assert "先问诊" in response.content.decode()


@pytest.mark.parametrize(
    ("name", "content", "accepted"),
    [
        ("card.pdf", b"%PDF-1.7\n", True),
        ("film.mp4", MP4, True),
        ("talk.m4a", M4A, True),
        ("talk.mp3", MP3, True),
        ("card.pdf", MP4, False),
        ("film.mp4", b"<html><script>alert(1)</script>", False),
        ("tool.exe", b"MZ" + bytes(300), False),
        ("page.html", b"%PDF-1.7\n", False),
    ],
)
def test_an_upload_must_be_what_its_name_says(client, editor, name, content, accepted):
    response = client.post(reverse("wagtaildocs:add"), {"title": "卡片", "file": SimpleUploadedFile(name, content)})

    assert get_document_model().objects.exists() is accepted
    assert response.status_code == (302 if accepted else 200)


@pytest.mark.parametrize(
    ("block", "content", "accepted"),
    [
        (AudioBlock, MP3, True),
        (AudioBlock, M4A, True),
        (AudioBlock, MP4, False),
        (VideoBlock, MP4, True),
        (VideoBlock, b"%PDF-1.7\n", False),
        (DocumentBlock, b"%PDF-1.7\n", True),
        (DocumentBlock, MP4, False),
    ],
)
def test_a_block_takes_only_files_of_its_kind(block, content, accepted):
    document = get_document_model().objects.create(title="x", file=ContentFile(content, name="file.pdf"))
    value = {"file": document, "title": "标题"}

    if accepted:
        assert block().clean(value)["file"] == document
    else:
        with pytest.raises(StructBlockValidationError):
            block().clean(value)


@pytest.mark.parametrize(("right", "accepted"), [([True, False], True), ([True, True], True), ([False, False], False)])
def test_a_check_question_needs_a_right_answer(right, accepted):
    block = CheckBlock()
    options = [{"text": f"选项{n}", "right": each} for n, each in enumerate(right)]
    value = block.to_python({"stem": "下一步？", "options": options, "explanation": "因为。"})

    if accepted:
        assert block.clean(value).has_several_right is all(right)
    else:
        with pytest.raises(StructBlockValidationError):
            block.clean(value)

"""Looking questions over: who may, what it changes, and what the writer reads."""

import pytest
from django.urls import reverse

from courses.exams import actions, queries
from courses.exams.actions import AlreadyApproved, NoComment, NotNewest, OwnVersion
from courses.exams.models import QuestionReview, QuestionVersion
from lms.notices.models import Notice
from lms.people.roles import Role
from tests.courses.offices import appointed
from tests.factories.exams import QuestionReviewFactory, QuestionVersionFactory
from tests.factories.people import OrganisationFactory, PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer(hospital):
    return appointed(Role.SCHEME_MANAGER, hospital)


@pytest.fixture
def writer(hospital):
    return appointed(Role.COURSE_EDITOR, hospital)


@pytest.fixture
def version(hospital, writer):
    return QuestionVersionFactory(question__keeper=hospital, made_by=writer, approved=False)


def decide(client, version, **data):
    return client.post(reverse("exam_review:decide", args=[version.pk]), data)


def test_nothing_is_drawn_before_a_second_person_approves(client, version, reviewer):
    assert not QuestionVersion.objects.current().exists()
    client.force_login(reviewer)
    assert list(client.get(reverse("exam_review:index")).context["page"]) == [version]
    page = client.get(reverse("exam_review:version", args=[version.pk]))
    assert (page.context["shown"].state, page.context["is_own"]) == ("waiting", False)

    assert decide(client, version, verdict="approved").url == reverse("exam_review:index")

    assert list(QuestionVersion.objects.current()) == [version]
    assert list(queries.waiting_for(reviewer)) == []


def test_what_is_sent_back_tells_its_writer_why(client, version, reviewer, writer):
    client.force_login(reviewer)
    assert decide(client, version, verdict="returned").status_code == 422
    assert not QuestionReview.objects.exists()

    decide(client, version, verdict="returned", comment="选项C与指南不符")

    assert Notice.objects.get(person=writer).body == "选项C与指南不符"
    client.force_login(writer)
    form = client.get(reverse("exam_questions:edit", args=[version.question_id])).content.decode()
    assert "选项C与指南不符" in form
    home = client.get(reverse("wagtailadmin_home")).content.decode()
    assert "选项C与指南不符" in home
    assert not QuestionVersion.objects.current().exists()


def test_a_reviewer_may_approve_later_what_was_sent_back(version, reviewer, at):
    actions.review_version(version=version, verdict="returned", by=reviewer, at=at, comment="改")

    actions.review_version(version=version, verdict="approved", by=reviewer, at=at)

    assert list(queries.returned_to(version.made_by)) == []
    assert list(QuestionVersion.objects.current()) == [version]


def test_nobody_decides_on_their_own(client, version, writer, at):
    client.force_login(writer)
    assert client.get(reverse("exam_review:version", args=[version.pk])).context["is_own"] is True

    response = decide(client, version, verdict="approved")

    assert response.status_code == 422
    with pytest.raises(OwnVersion):
        actions.review_version(version=version, verdict="returned", by=writer, at=at, comment="x")
    assert actions.approve_versions(versions=[version], by=writer, at=at) == 0


def test_what_cannot_be_decided_is_refused(version, reviewer, at):
    with pytest.raises(NoComment):
        actions.review_version(version=version, verdict="returned", by=reviewer, at=at, comment=" ")
    actions.review_version(version=version, verdict="approved", by=reviewer, at=at)
    with pytest.raises(AlreadyApproved):
        actions.review_version(version=version, verdict="approved", by=reviewer, at=at)
    older = QuestionVersionFactory(approved=False)
    QuestionVersionFactory(question=older.question, number=2, approved=False)
    with pytest.raises(NotNewest):
        actions.review_version(version=older, verdict="approved", by=reviewer, at=at)
    assert QuestionReview.objects.count() == 1


def test_many_are_approved_at_once_and_the_rest_is_said(client, hospital, reviewer, version):
    own = QuestionVersionFactory(made_by=reviewer, approved=False)
    foreign = QuestionVersionFactory(question__keeper=OrganisationFactory(), approved=False)
    more = QuestionVersionFactory.create_batch(2, approved=False)
    ticked = [version, own, foreign, *more]
    client.force_login(reviewer)

    response = client.post(reverse("exam_review:approve"), {"version": [each.pk for each in ticked]}, follow=True)

    assert set(QuestionVersion.objects.current()) == {version, *more}
    said = [str(message) for message in response.context["messages"]]
    assert ("3" in said[0], "2" in said[1]) == (True, True)


def test_one_ticked_is_approved_and_nothing_is_left(client, reviewer, version):
    client.force_login(reviewer)

    response = client.post(reverse("exam_review:approve"), {"version": [version.pk]}, follow=True)

    assert len(response.context["messages"]) == 1


@pytest.mark.parametrize("ticked", [{}, {"version": "x"}, {"version": "9" * 30}])
def test_nothing_ticked_approves_nothing(client, reviewer, version, ticked):
    client.force_login(reviewer)

    assert client.post(reverse("exam_review:approve"), ticked).status_code == 302

    assert not QuestionReview.objects.exists()


def test_whoever_may_not_review_does_not(client, version, hospital):
    for person in (appointed(Role.INSTITUTION_MANAGER, hospital), PersonFactory()):
        client.force_login(person)
        assert decide(client, version, verdict="approved").status_code == 302
    client.force_login(appointed(Role.SCHEME_MANAGER, OrganisationFactory()))
    assert decide(client, version, verdict="approved").status_code == 404
    assert not QuestionReview.objects.exists()


def test_the_first_page_of_the_admin_says_how_many_wait(client, version, reviewer, writer, hospital):
    for person, is_told in [(reviewer, True), (writer, False), (appointed(Role.INSTITUTION_MANAGER, hospital), False)]:
        client.force_login(person)
        told = (
            reverse("exam_review:index")
            in client.get(reverse("wagtailadmin_home"))
            .content.decode()
            .partition('id="main"')[2]
            .partition("<script")[0]
        )
        assert told is is_told


def test_the_queue_leaves_out_what_is_decided_replaced_or_retired(reviewer, at):
    old = QuestionVersionFactory(approved=False)
    new = QuestionVersionFactory(question=old.question, number=2, approved=False)
    QuestionVersionFactory()
    QuestionReviewFactory(version__approved=False, verdict="returned", comment="改")
    QuestionVersionFactory(approved=False, question__retired_at=at)

    assert list(queries.waiting_for(reviewer)) == [new]

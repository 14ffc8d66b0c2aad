"""The pages of the mistakes book, without JavaScript."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.exams.models import Mistake
from tests.courses.exams.test_mistakes import over, place_of, wrong
from tests.factories.exams import ExamFactory, MistakeFactory, QuestionVersionFactory
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db

NINE = datetime(2026, 11, 19, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NINE, tick=False):
        yield


@pytest.fixture
def doctor(client):
    person = PersonFactory()
    client.force_login(person)
    return person


def kept(person, **more):
    return MistakeFactory(item=wrong(over(person=person)), due_at=NINE, **more)


def text_of(response):
    return response.content.decode()


def test_from_the_desk_to_what_is_right(client, doctor):
    mistake, other = kept(doctor), kept(doctor)

    assert reverse("exams:practise") in text_of(client.get(reverse("desk:desk")))
    first = client.get(reverse("exams:practise"), follow=True)
    assert first.redirect_chain[-1][0] == reverse("exams:mistake", args=[mistake.pk])
    asked = text_of(first)
    assert "讲解在这里" not in asked

    answer = {"seen": 0, "chosen": place_of(mistake, 1)}
    shown = text_of(client.post(reverse("exams:mistake", args=[mistake.pk]), answer, follow=True))

    assert "讲解在这里" in shown
    assert "2026-11-21" in shown
    assert reverse("exams:practise") in shown
    client.post(reverse("exams:mistake", args=[other.pk]), {"seen": 0, "chosen": place_of(other, 0)})
    round_end = client.get(reverse("exams:practise"), follow=True)
    assert round_end.redirect_chain[-1][0] == reverse("exams:mistake", args=[other.pk])


def test_a_page_that_asks_does_not_give_away_what_is_right(client, doctor):
    mistake = kept(doctor)
    mistakes = [text_of(client.get(reverse("exams:mistake", args=[mistake.pk])))]
    mistakes.append(text_of(client.get(reverse("exams:mistakes"))))

    for page in mistakes:
        assert not re.search(r"badge--done|讲解|data-right|checked", page)


def test_when_everything_is_done_the_book_says_so(client, doctor):
    kept(doctor, seen=1, last_right=True, last_chosen=[1])
    Mistake.objects.update(due_at=NINE + timedelta(days=2))

    page = client.get(reverse("exams:practise"), follow=True)

    assert page.redirect_chain == [(reverse("exams:mistakes"), 302)]
    assert page.context["due"] == 0
    assert len(page.context["page"]) == 1


def test_the_book_by_subject(client, doctor):
    one, other = kept(doctor), kept(doctor)
    code = other.version.question.subject.code

    page = client.get(reverse("exams:mistakes"), {"subject": code})
    led = client.get(reverse("exams:practise"), {"subject": code})

    assert [each.pk for each in page.context["page"]] == [other.pk]
    assert {subject.code for subject, _count in page.context["subjects"]} == {
        code,
        one.version.question.subject.code,
    }
    assert led["Location"] == f"{reverse('exams:mistake', args=[other.pk])}?subject={code}"


def test_nothing_chosen_is_said_on_the_page(client, doctor):
    mistake = kept(doctor)

    for posted in ({"seen": 0}, {"seen": "x", "chosen": 0}, {"seen": 0, "chosen": "9"}, {"seen": 0, "chosen": "-1"}):
        response = client.post(reverse("exams:mistake", args=[mistake.pk]), posted)
        assert response.status_code == 422
        assert 'role="alert"' in text_of(response)
    assert Mistake.objects.get().seen == 0


def test_an_answer_that_was_not_given_is_not_shown(client, doctor):
    mistake = kept(doctor)

    response = client.get(reverse("exams:mistake_answer", args=[mistake.pk]))

    assert response["Location"] == reverse("exams:mistake", args=[mistake.pk])


def test_a_mastered_question_still_shows_its_last_answer(client, doctor):
    mistake = kept(doctor, seen=3, last_right=True, last_chosen=[1], mastered_at=NINE)

    assert client.get(reverse("exams:mistake_answer", args=[mistake.pk])).status_code == 200
    assert client.get(reverse("exams:mistake", args=[mistake.pk])).status_code == 404
    assert client.get(reverse("exams:mistakes")).context["mastered"] == 1


@pytest.mark.parametrize("page", ["mistake", "mistake_answer"])
def test_what_is_not_out_yet_and_what_is_anothers_is_not_found(client, doctor, page):
    sealed = MistakeFactory(item=wrong(over(ExamFactory(review="after_window"), doctor)), seen=1, last_right=False)
    others = kept(PersonFactory(), seen=1, last_right=False)

    for mistake in (sealed, others):
        assert client.get(reverse(f"exams:{page}", args=[mistake.pk])).status_code == 404
        assert client.post(reverse("exams:mistake", args=[mistake.pk]), {"seen": 1, "chosen": 0}).status_code == 404


def test_several_right_answers_are_ticked(client, doctor):
    version = QuestionVersionFactory(kind="multiple", right=[0, 2])
    mistake = MistakeFactory(item=wrong(over(person=doctor), version), due_at=NINE)
    assert text_of(client.get(reverse("exams:mistake", args=[mistake.pk]))).count('type="checkbox"') == 4

    answer = {"seen": 0, "chosen": [place_of(mistake, 0), place_of(mistake, 2)]}
    client.post(reverse("exams:mistake", args=[mistake.pk]), answer)

    assert Mistake.objects.get().last_right


def test_a_picture_is_said_by_its_words_in_the_list(client, doctor):
    stem = f"![胸片](media:{'0' * 32})\n该患者，男，65 岁，最可能的诊断是"
    MistakeFactory(item=wrong(over(person=doctor), QuestionVersionFactory(stem=stem)), due_at=NINE)

    shown = text_of(client.get(reverse("exams:mistakes")))

    assert ">[胸片] 该患者，男，65 岁，最可能的诊断是</a>" in shown


def test_the_book_costs_the_same_for_one_and_for_three(client, doctor, django_assert_num_queries):
    kept(doctor)
    client.get(reverse("exams:mistakes"))
    with CaptureQueriesContext(connection) as one:
        client.get(reverse("exams:mistakes"))
    kept(doctor)
    kept(doctor)

    with django_assert_num_queries(len(one)):
        assert len(client.get(reverse("exams:mistakes")).context["page"]) == 3

"""The report on an exam: its pages, its pictures, its workbook."""

import io
import re
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from openpyxl import load_workbook

from courses.exams.rules import pictures
from courses.exams.templatetags.exam_figures import duration, figure, percent, rounded
from lms.people.roles import Role
from tests.courses.exams.test_analysis import drawn_exam, sat
from tests.factories.exams import SAT, ExamFactory, QuestionVersionFactory
from tests.factories.people import OrganisationFactory, PersonFactory
from tests.factories.records import LearningRecordFactory
from tests.house.world import official_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    person = PersonFactory(is_superuser=True)
    client.force_login(person)
    return person


def text_of(response):
    return response.content.decode()


def test_the_report_shows_pictures_and_says_the_same_in_tables(client, editor):
    exam, versions = drawn_exam(people=30)

    page = text_of(client.get(reverse("exam_analysis:exam", args=[exam.pk])))

    assert page.count('role="img"') == 2
    assert page.count("exam-picture__bar") == 20
    assert "style=" not in re.search(r'<div class="exam-report">.*?</main>', page, re.DOTALL).group(0)
    for version in versions:
        assert reverse("exam_analysis:item", args=[exam.pk, version.pk, 0]) in page


def test_a_question_with_its_options(client, editor):
    exam, versions = drawn_exam(people=30)

    response = client.get(reverse("exam_analysis:item", args=[exam.pk, versions[0].pk, 0]))

    assert [row["letter"] for row in response.context["rows"]] == ["A", "B", "C", "D"]
    assert response.context["item"].code == versions[0].question.code
    assert text_of(response).count("exam-bar-picture") == 8


def test_the_key_of_a_running_exam_is_for_those_who_keep_the_bank(client):
    exam, versions = drawn_exam(people=5)
    official = official_of(exam.organiser.division)
    official.user_permissions.remove(*official.user_permissions.filter(codename="view_question"))
    client.force_login(official)
    address = reverse("exam_analysis:item", args=[exam.pk, versions[0].pk, 0])

    with time_machine.travel(exam.closes_at - timedelta(seconds=1), tick=False):
        assert "exam-bar-picture" not in text_of(client.get(address))
    with time_machine.travel(exam.closes_at, tick=False):
        assert "exam-bar-picture" in text_of(client.get(address))


def test_nothing_to_analyse_is_said(client, editor):
    exam = ExamFactory()

    response = client.get(reverse("exam_analysis:exam", args=[exam.pk]))

    assert response.status_code == 200
    assert 'role="img"' not in text_of(response)
    assert client.get(reverse("exam_analysis:item", args=[exam.pk, 1, 0])).status_code == 404


def test_all_attempts_and_institutions_can_be_asked_for(client, editor):
    exam, version, person = ExamFactory(), QuestionVersionFactory(), PersonFactory()
    sat(exam, [(version, [0])], person=person)
    sat(exam, [(version, [1])], person=person, attempt=2)
    LearningRecordFactory(
        activity=exam.activity, workplace=OrganisationFactory(), score_hundredths=7000, outcome="passed"
    )
    address = reverse("exam_analysis:exam", args=[exam.pk])

    assert client.get(address).context["report"].summary.sittings == 1
    every = client.get(address, {"attempts": "all", "by": "institution"})
    assert every.context["report"].summary.sittings == 2
    assert [each.results for each in every.context["compared"]] == [1]


def test_the_workbook_holds_it_all(client, editor):
    exam, versions = drawn_exam(people=25)
    LearningRecordFactory(
        activity=exam.activity, workplace=OrganisationFactory(), score_hundredths=7000, outcome="passed"
    )

    response = client.get(reverse("exam_analysis:workbook", args=[exam.pk]))
    book = load_workbook(io.BytesIO(response.content))

    assert response["Content-Disposition"].startswith("attachment")
    assert len(book.sheetnames) == 5
    assert book.worksheets[1].max_row == len(versions) + 1
    assert book.worksheets[2].max_row == 4 * len(versions) + 1
    assert [sheet.max_row for sheet in book.worksheets[3:]] == [2, 2]


def test_an_empty_workbook_is_one(client, editor):
    response = client.get(reverse("exam_analysis:workbook", args=[ExamFactory().pk]))

    assert load_workbook(io.BytesIO(response.content)).worksheets[1].max_row == 1


@pytest.mark.parametrize("role", [Role.COUNTY_AUDITOR, Role.INSTITUTION_MANAGER])
def test_only_those_who_may_see_exams(client, role):
    client.force_login(PersonFactory())

    assert client.get(reverse("exam_analysis:exam", args=[ExamFactory().pk])).status_code == 302


def test_figures_as_people_read_them():
    assert [figure(0.333), figure(-0.5), figure(None)] == ["0.33", "-0.50", "—"]
    assert [percent(0.666), percent(None)] == ["67 %", "—"]
    assert [duration(75), duration(3600), duration(-1)] == ["1:15", "60:00", "0:00"]
    assert [rounded(1.6), rounded(None)] == [2, None]


def test_pictures_stay_inside_their_frame():
    bars = pictures.bars([0, 5, 10], ["a", "b", "c"])
    assert [bar.height for bar in bars] == [0, 92, 184]
    assert bars[-1].x + bars[-1].width <= pictures.WIDTH - pictures.RIGHT
    assert pictures.bars([], []) == []
    low, high = pictures.dots([("1", 0.0, -2.0, False), ("2", 1.0, 1.0, True), ("3", None, 1.0, True)])
    assert (low.x, low.y) == (pictures.LEFT, pictures.HEIGHT - pictures.BOTTOM)
    assert (high.x, high.y, high.marked) == (pictures.WIDTH - pictures.RIGHT, pictures.TOP, True)
    assert [tick.label for tick in pictures.scale(lowest=-0.5, highest=1.0, steps=3)] == ["-0.5", "0", "0.5", "1"]


def test_the_report_of_an_exam_that_is_not_mine_is_not_found(client):
    client.force_login(official_of(ExamFactory().organiser.division))
    foreign = ExamFactory(opens_at=SAT)

    for page in ("exam", "workbook"):
        assert client.get(reverse(f"exam_analysis:{page}", args=[foreign.pk])).status_code == 404

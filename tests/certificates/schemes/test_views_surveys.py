"""Surveys on the phone and in the office."""

import io
import json
import zipfile
from datetime import UTC, datetime

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from certificates.schemes import actions
from certificates.schemes.models import Survey, SurveyRound
from lms.audit.models import Entry
from lms.people.roles import Role
from tests.certificates.people import manager_of
from tests.factories.people import PersonFactory, PostFactory, RosterEntryFactory
from tests.factories.records import SubjectFactory
from tests.factories.schemes import (
    SURVEY_FORM,
    SurveyFactory,
    SurveyPaperFactory,
    SurveyRoundFactory,
    SurveyUnitFactory,
    SurveyVersionFactory,
    TraineeshipFactory,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 19, 2, 0, tzinfo=UTC)
WHOLE = {"years": 12, "device": "c", "spiro": 4}


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"
    with time_machine.travel(NOW):
        yield


@pytest.fixture
def paper():
    post = PostFactory(person__name="王秀英")
    return SurveyPaperFactory(person=post.person, workplace=post.workplace)


@pytest.fixture
def doctor(client, paper):
    client.force_login(paper.person)
    return paper.person


@pytest.fixture
def manager(client, paper):
    person = manager_of(paper.round.version.survey.organiser)
    client.force_login(person)
    return person


def sent(paper):
    actions.save_answers(paper, WHOLE, at=NOW)
    return actions.send_paper(paper, at=NOW)


def at_page(paper, number):
    return reverse("schemes:survey_page", args=[paper.pk, number])


@pytest.mark.usefixtures("doctor")
class TestPhone:
    def test_the_desk_asks_for_it(self, client, paper):
        assert reverse("schemes:survey", args=[paper.pk]) in client.get("/").content.decode()

    def test_goes_page_by_page_and_is_sent(self, client, paper):
        first = client.post(at_page(paper, 1), {"a_years": "12", "a_device": "c", "next": "1"})
        assert first.url == at_page(paper, 2)
        last = client.post(at_page(paper, 2), {"a_spiro": "4", "next": "1"})
        assert last.url == reverse("schemes:survey", args=[paper.pk])
        assert "Send my answers" in client.get(last.url).content.decode()

        page = client.post(reverse("schemes:survey_send", args=[paper.pk]), follow=True).content.decode()

        assert "吸入装置使用" in page
        assert "肺功能判读" not in page
        assert reverse("schemes:survey", args=[paper.pk]) not in client.get("/").content.decode()

    def test_what_is_right_is_kept_when_the_rest_is_not(self, client, paper):
        page = client.post(at_page(paper, 1), {"a_years": "99", "a_device": "b", "next": "1"})

        assert page.status_code == 422
        paper.refresh_from_db()
        assert paper.answers == {"device": "b"}
        assert "checked" in client.get(at_page(paper, 1)).content.decode()

    @pytest.mark.parametrize(("button", "name", "number"), [("back", "survey_page", 1), ("later", "survey", None)])
    def test_leaving_an_unfinished_page_keeps_it(self, client, paper, button, name, number):
        answer = client.post(at_page(paper, 2), {"a_wish": "超声", button: "1"})

        assert answer.url == reverse(f"schemes:{name}", args=[paper.pk, number] if number else [paper.pk])
        paper.refresh_from_db()
        assert paper.answers == {"wish": "超声"}

    def test_is_opened_again_and_changed(self, client, paper):
        sent(paper)
        assert client.get(at_page(paper, 1)).status_code == 302
        client.post(reverse("schemes:survey_reopen", args=[paper.pk]))
        page = client.get(reverse("schemes:survey", args=[paper.pk])).content.decode()

        assert "opened again, not sent anew" in page
        assert client.get(at_page(paper, 1)).status_code == 200

    def test_refusals_are_sentences(self, client, paper):
        page = client.post(reverse("schemes:survey_send", args=[paper.pk]), follow=True).content.decode()
        assert "3 questions are still to be answered" in page
        page = client.post(reverse("schemes:survey_reopen", args=[paper.pk]), follow=True).content.decode()
        assert "You have not sent your answers yet" in page

    def test_is_read_only_after_the_closing_day(self, client, paper):
        with time_machine.travel(datetime(2026, 12, 1, 2, 0, tzinfo=UTC)):
            assert client.post(at_page(paper, 1), {"a_years": "1"}).status_code == 302
            assert "closed, not sent" in client.get(reverse("schemes:surveys")).content.decode()
            assert "This survey is closed." in client.get(reverse("schemes:survey", args=[paper.pk])).content.decode()

    def test_a_page_sent_from_an_old_tab_is_refused_in_words(self, client, paper, monkeypatch):
        def locked(*_args, **_more):
            raise actions.PaperSent

        monkeypatch.setattr(actions, "save_answers", locked)
        page = client.post(at_page(paper, 1), {"a_years": "1"}, follow=True).content.decode()
        assert "You have sent your answers." in page

    @pytest.mark.parametrize("number", [0, 3])
    def test_there_is_no_such_page(self, client, paper, number):
        assert client.get(at_page(paper, number)).status_code == 404

    def test_every_kind_of_question_is_asked(self, client, paper):
        kinds = [
            {"kind": "multiple", "text": "哪些？", "options": ["甲", "乙"]},
            {"kind": "yes_no", "text": "有吗？"},
        ]
        version = SurveyVersionFactory(definition={"sections": [{"title": "页", "questions": kinds}]})
        other = SurveyPaperFactory(person=paper.person, round__version=version)

        client.post(at_page(other, 1), {"a_q1": ["a", "b"], "a_q2": "no", "next": "1"})

        other.refresh_from_db()
        assert other.answers == {"q1": ["a", "b"], "q2": "no"}


@pytest.mark.parametrize("name", ["survey", "survey_send"])
def test_nobody_opens_the_answers_of_another(client, paper, name):
    client.force_login(PersonFactory())
    url = reverse(f"schemes:{name}", args=[paper.pk])
    assert (client.post(url) if name == "survey_send" else client.get(url)).status_code == 404


class TestOffice:
    def test_shows_gaps_by_unit_place_and_person(self, client, paper, manager):
        sent(paper)
        page = client.get(reverse("survey:report", args=[paper.round_id])).content.decode()

        assert "1 people asked, 1 have begun, 1 have sent" in page
        assert "王秀英" in page
        assert "100 %" in page
        assert paper.workplace.name in page

    @pytest.mark.parametrize(("unit", "found"), [("U1", True), ("U2", False)])
    def test_is_filtered_by_gap(self, client, paper, manager, unit, found):
        sent(paper)
        page = client.get(reverse("survey:report", args=[paper.round_id]), {"unit": unit, "name": "王"})
        assert ("王秀英" in page.content.decode()) is found

    def test_exports_without_formulas_and_writes_it_down(self, client, paper, manager):
        paper.person.name = "=1+1"
        paper.person.save()
        sent(paper)
        answer = client.get(reverse("survey:export", args=[paper.round_id]))
        with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
            text = b"".join(book.read(name) for name in book.namelist()).decode()

        assert "'=1+1" in text
        assert "<f>" not in text
        assert Entry.objects.filter(verb="schemes.survey.exported", actor_id=str(manager.pk)).exists()

    def test_shows_one_persons_plan_and_answers(self, client, paper, manager):
        sent(paper)
        page = client.get(reverse("survey:person", args=[paper.pk])).content.decode()
        assert "吸入装置使用" in page
        assert "不会" in page

    def test_an_institution_sees_its_own_people_only(self, client, paper):
        other = SurveyPaperFactory(round=paper.round, person__name="李外")
        client.force_login(manager_of(paper.workplace, Role.INSTITUTION_MANAGER))

        page = client.get(reverse("survey:report", args=[paper.round_id])).content.decode()

        assert "王秀英" in page
        assert "李外" not in page
        assert "1 people asked" in page
        assert client.get(reverse("survey:person", args=[other.pk])).status_code == 404
        assert client.get(reverse("survey:rounds", args=[paper.round.version.survey_id])).status_code == 302

    def test_a_stranger_finds_nothing(self, client, paper):
        client.force_login(manager_of(PostFactory().workplace))
        for name, key in (("report", paper.round_id), ("export", paper.round_id), ("person", paper.pk)):
            assert client.get(reverse(f"survey:{name}", args=[key])).status_code == 404

    def test_opens_a_round(self, client, paper, manager):
        survey = paper.round.version.survey
        entry = RosterEntryFactory(roster__keeper=survey.organiser)
        url = reverse("survey:rounds", args=[survey.pk])

        refused = client.post(url, {"closes_on": "2026-11-30"})
        assert refused.status_code == 422
        assert "Choose a roster or a class" in refused.content.decode()
        client.post(url, {"roster": entry.roster_id, "closes_on": "2026-11-30"})

        opened = SurveyRound.objects.get(roster=entry.roster)
        assert "0 / 1" in client.get(url).content.decode()
        RosterEntryFactory(roster=entry.roster)
        page = client.post(reverse("survey:newcomers", args=[opened.pk]), follow=True).content.decode()
        assert "1 more person has been asked." in page

    def test_the_class_leads_to_its_newest_survey(self, client, manager):
        trainee = TraineeshipFactory(cohort__organiser=manager.appointments.get().organisation)
        page = reverse("training_class:page", args=[trainee.cohort_id])
        assert "Survey and gaps" not in client.get(page).content.decode()

        opened = SurveyRoundFactory(
            roster=None, cohort=trainee.cohort, version__survey__organiser=trainee.cohort.organiser
        )

        assert reverse("survey:report", args=[opened.pk]) in client.get(page).content.decode()

    def test_a_closed_round_takes_nobody_more(self, client, paper, manager):
        with time_machine.travel(datetime(2026, 12, 1, 2, 0, tzinfo=UTC)):
            client.force_login(manager)
            page = client.post(reverse("survey:newcomers", args=[paper.round_id]), follow=True).content.decode()
        assert "This survey closed on" in page

    @pytest.mark.parametrize(
        ("name", "content", "said"),
        [
            ("form.json", json.dumps({"code": "base", "title": "调查", **SURVEY_FORM}).encode(), ""),
            (
                "form.toml",
                'code="base"\ntitle="调查"\n[[sections]]\ntitle="页"\n[[sections.questions]]\nkind="text"\ntext="？"'.encode(),
                "",
            ),
            ("form.json", b"{", "cannot be read"),
            ("form.json", b"[]", "holds no survey"),
            ("form.json", b'{"sections": []}', "has a code and a title"),
            ("form.json", b" " * 600_000, "too large"),
        ],
    )
    def test_takes_a_file(self, client, paper, manager, name, content, said):
        SubjectFactory(code="respiratory")
        organiser = paper.round.version.survey.organiser
        file = SimpleUploadedFile(name, content)

        answer = client.post(reverse("survey:import"), {"organiser": organiser.pk, "file": file})

        assert (answer.status_code, Survey.objects.filter(code="base").exists()) == (
            (422, False) if said else (302, True)
        )
        assert said in answer.content.decode()

    def test_is_edited_in_the_admin_and_a_fault_is_said(self, client, paper, manager):
        survey = SurveyFactory(organiser=paper.round.version.survey.organiser)
        SurveyUnitFactory(survey=survey, code="U1")
        page = client.get(reverse("survey:edit", args=[survey.pk])).content.decode()
        assert json.dumps("会教吸入装置吗")[1:-1] in page
        listed = client.get(reverse("survey:index")).content.decode()
        assert reverse("survey:import") in listed
        assert reverse("survey:rounds", args=[survey.pk]) in listed

    @pytest.mark.parametrize(("code", "versions"), [("q", 1), ("", 1)])
    def test_saving_makes_a_version(self, client, paper, manager, code, versions):
        answer = client.post(reverse("survey:add"), typed(paper, [("text", asked(code=code))]))

        assert answer.status_code == 302
        assert Survey.objects.get(code="typed").versions.count() == versions

    def test_what_cannot_be_a_form_is_said_and_nothing_is_saved(self, client, paper, manager):
        gap = {"0": {"value": {"unit": "U9", "weight": "1", "when": "no"}, "deleted": "", "order": "0"}, "count": "1"}
        answer = client.post(reverse("survey:add"), typed(paper, [("yes_no", {**asked(), "gaps": gap})]))

        assert "U9 is not among the units of the survey" in answer.content.decode()
        assert not Survey.objects.filter(code="typed").exists()

    def test_saving_again_makes_the_next_version(self, client, paper, manager):
        client.post(reverse("survey:add"), typed(paper, [("text", asked())]))
        survey = Survey.objects.get(code="typed")

        client.post(reverse("survey:edit", args=[survey.pk]), typed(paper, [("text", asked(text="换一个问法？"))]))

        assert [each.number for each in survey.versions.order_by("number")] == [1, 2]


def asked(**more):
    return {"text": "想学什么？", "help": "", "required": "on", "code": "", **more}


def typed(paper, questions):
    """Return what the browser sends for a survey of one page."""
    page = {"title": "页", "intro": "", "questions": streamfield(questions)}
    return nested_form_data(
        {
            "title": "手工问卷",
            "code": "typed",
            "organiser": str(paper.round.version.survey.organiser_id),
            "intro": "",
            "units": inline_formset([]),
            "body": streamfield([("section", page)]),
        }
    )

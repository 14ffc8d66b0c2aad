"""Surveys: versions, rounds, answers, and the gaps that follow."""

from copy import deepcopy
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from certificates.schemes import actions
from certificates.schemes.blocks import from_form
from certificates.schemes.models import Survey, SurveyGap, SurveyPaper, SurveyRound, SurveyUnit, SurveyVersion
from certificates.schemes.queries import surveys as queries
from certificates.schemes.queries.tailored import personal_plans
from lms.audit.models import Entry
from lms.notices.models import Notice
from lms.records.models import Subject
from tests.factories.catalogue import LessonFactory
from tests.factories.live import LectureFactory
from tests.factories.people import OrganisationFactory, PostFactory, RosterEntryFactory, RosterFactory
from tests.factories.records import LearningRecordFactory, SubjectFactory
from tests.factories.schemes import (
    SURVEY_FORM,
    CohortFactory,
    SurveyFactory,
    SurveyGapFactory,
    SurveyPaperFactory,
    SurveyRoundFactory,
    SurveyUnitFactory,
    SurveyVersionFactory,
    TraineeshipFactory,
)

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 19, 2, 0, tzinfo=UTC)
CLOSED = datetime(2026, 11, 30, 16, 0, tzinfo=UTC)
WHOLE = {"years": 12, "device": "c", "spiro": 4}


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def paper():
    post = PostFactory()
    return SurveyPaperFactory(person=post.person, workplace=post.workplace)


def imported(**changes):
    Subject.objects.get_or_create(code="respiratory", defaults={"name": "呼吸系统疾病"})
    data = {"code": "weifang-2026", "title": "基线调查", **deepcopy(SURVEY_FORM), **changes}
    return actions.import_survey(data, organiser=OrganisationFactory(), by=None, at=AT)


class TestVersions:
    def test_importing_makes_a_survey_and_its_first_version(self):
        survey = imported()

        version = survey.versions.get()
        assert version.number == 1
        assert [question.code for question in version.form.questions] == ["years", "device", "spiro", "wish"]
        assert survey.units.get(code="U1").subject.code == "respiratory"
        assert survey.units.get(code="U2").subject is None
        assert survey.body[0].value["title"] == "基本情况"

    def test_importing_the_same_again_makes_no_version(self):
        imported()
        assert imported().versions.count() == 1

    def test_importing_a_change_makes_the_next_version_and_leaves_the_answered_one(self, paper):
        survey = imported()
        opened = SurveyRoundFactory(version=survey.versions.get())
        other = deepcopy(SURVEY_FORM["sections"])
        other[0]["questions"][0]["text"] = "从医几年？"

        imported(sections=other)

        assert [version.number for version in survey.versions.order_by("number")] == [1, 2]
        opened.refresh_from_db()
        assert opened.version.definition["sections"][0]["questions"][0]["text"] == "从业几年？"

    def test_what_is_edited_in_the_admin_is_a_version_too(self):
        survey = SurveyFactory()
        SurveyUnitFactory(survey=survey, code="U1", subject=SubjectFactory(code="respiratory"))
        SurveyUnitFactory(survey=survey, code="U2")

        version = actions.note_survey(survey, by=None, at=AT)

        assert version.definition["units"][0]["subject"] == "respiratory"
        assert Entry.objects.get().data == {"version": 1}

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"code": ""}, "has a code and a title"),
            ({"sections": []}, "at least one question"),
            ({"sections": None}, "shape of a survey"),
            ({"units": [{"code": "U1", "subject": "x"}, {"code": "U2"}]}, "There is no subject x."),
        ],
    )
    def test_what_is_no_survey_is_refused(self, changes, said):
        with pytest.raises(actions.SurveyUnsound) as refusal:
            imported(**changes)
        assert said in str(refusal.value)
        assert not Survey.objects.exists()

    def test_an_edited_form_with_a_fault_is_refused(self):
        with pytest.raises(actions.SurveyUnsound):
            actions.note_survey(SurveyFactory(), by=None, at=AT)
        assert not SurveyVersion.objects.exists()


class TestRounds:
    def test_lays_out_a_paper_for_everybody_on_the_roster_and_tells_them(self):
        survey, entry = imported(), RosterEntryFactory()
        RosterEntryFactory(roster=entry.roster, left_on=date(2026, 6, 1))
        post = PostFactory(person=entry.person)

        opened = actions.open_round(survey, roster=entry.roster, closes_on=AT.date(), by=None, at=AT)

        paper = opened.papers.get()
        assert (paper.person, paper.workplace) == (entry.person, post.workplace)
        assert Notice.objects.get().url == "/progress/surveys/"

    def test_asks_those_in_a_class_who_have_not_left(self):
        survey, trainee = imported(), TraineeshipFactory()
        TraineeshipFactory(cohort=trainee.cohort, state="withdrawn", withdrawn_at=AT, withdraw_reason="调离")

        opened = actions.open_round(survey, cohort=trainee.cohort, closes_on=AT.date(), by=None, at=AT)

        assert [paper.person for paper in opened.papers.all()] == [trainee.person]

    def test_a_survey_without_a_version_gets_its_first(self):
        survey = SurveyFactory(body=from_form(SURVEY_FORM["sections"][:1]))
        SurveyUnitFactory(survey=survey, code="U1")
        entry = RosterEntryFactory()

        opened = actions.open_round(survey, roster=entry.roster, closes_on=AT.date(), by=None, at=AT)

        assert opened.version.number == 1

    def test_newcomers_are_asked_once(self):
        survey, entry = imported(), RosterEntryFactory()
        opened = actions.open_round(survey, roster=entry.roster, closes_on=AT.date(), by=None, at=AT)
        RosterEntryFactory(roster=entry.roster)

        assert actions.ask_newcomers(opened, by=None, at=AT) == 1
        assert actions.ask_newcomers(opened, by=None, at=AT) == 0
        assert Notice.objects.count() == 2

    def test_a_closed_round_asks_nobody(self):
        with pytest.raises(actions.SurveyClosed):
            actions.ask_newcomers(SurveyRoundFactory(), by=None, at=CLOSED)

    @pytest.mark.parametrize(
        ("whom", "days", "refusal"),
        [
            pytest.param("nobody", 0, actions.RosterOrClass, id="neither"),
            pytest.param("both", 0, actions.RosterOrClass, id="both"),
            pytest.param("roster", -1, actions.ClosingDayOver, id="yesterday"),
            pytest.param("roster", 0, actions.NobodyToAsk, id="empty"),
        ],
    )
    def test_refuses_and_leaves_no_trace(self, whom, days, refusal):
        survey = imported()
        asked = {
            "nobody": {},
            "both": {"roster": RosterFactory(), "cohort": CohortFactory()},
            "roster": {"roster": RosterFactory()},
        }[whom]
        with pytest.raises(refusal):
            actions.open_round(survey, closes_on=AT.date() + timedelta(days), by=None, at=AT, **asked)
        assert not SurveyRound.objects.exists()


class TestAnswering:
    def test_answers_are_kept_beside_those_there_are(self, paper):
        actions.save_answers(paper, {"years": 12}, at=AT)
        actions.save_answers(paper, {"device": "a", "unknown": 1}, at=AT)
        kept = actions.save_answers(paper, {"years": None}, at=AT)

        assert kept.answers == {"device": "a"}
        assert kept.saved_at == AT

    def test_sending_works_out_the_gaps(self, paper):
        actions.save_answers(paper, WHOLE, at=AT)
        sent = actions.send_paper(paper, at=AT)

        assert sent.sent == WHOLE
        assert list(sent.gaps.order_by("unit_code").values_list("unit_code", "percent", "is_gap")) == [
            ("U1", 100, True),
            ("U2", 0, False),
        ]
        assert Entry.objects.get().verb == "schemes.survey.sent"

    def test_what_is_not_whole_is_not_sent(self, paper):
        actions.save_answers(paper, {"years": 1}, at=AT)
        with pytest.raises(actions.AnswersMissing) as refusal:
            actions.send_paper(paper, at=AT)
        assert refusal.value.data == {"number": 2}
        assert not SurveyGap.objects.exists()

    def test_what_was_sent_is_locked_until_it_is_opened_again(self, paper):
        actions.save_answers(paper, WHOLE, at=AT)
        actions.send_paper(paper, at=AT)
        for act in (lambda: actions.save_answers(paper, {"years": 1}, at=AT), lambda: actions.send_paper(paper, at=AT)):
            with pytest.raises(actions.PaperSent):
                act()

        actions.reopen_paper(paper, at=AT)
        changed = actions.save_answers(paper, {"device": "a"}, at=AT)
        assert changed.sent == WHOLE
        assert changed.gaps.get(unit_code="U1").is_gap

        again = actions.send_paper(paper, at=AT + timedelta(hours=1))
        assert not again.gaps.get(unit_code="U1").is_gap
        assert again.is_locked

    def test_only_what_was_sent_is_opened_again(self, paper):
        with pytest.raises(actions.PaperNotSent):
            actions.reopen_paper(paper, at=AT)

    def test_the_closing_day_is_the_last(self, paper):
        actions.save_answers(paper, WHOLE, at=CLOSED - timedelta(seconds=1))
        for act in (
            lambda: actions.save_answers(paper, WHOLE, at=CLOSED),
            lambda: actions.send_paper(paper, at=CLOSED),
            lambda: actions.reopen_paper(paper, at=CLOSED),
        ):
            with pytest.raises(actions.SurveyClosed):
                act()

    def test_that_somebody_took_the_gaps_is_written_down(self, paper):
        actions.note_gaps_taken(paper.round, by=paper.person, at=AT)
        assert Entry.objects.get().verb == "schemes.survey.exported"


class TestPlan:
    @pytest.fixture
    def subject(self):
        return SubjectFactory(code="respiratory")

    @pytest.fixture
    def sent(self, paper):
        actions.save_answers(paper, WHOLE, at=AT)
        return actions.send_paper(paper, at=AT)

    def plan(self, sent):
        return personal_plans(sent.person, AT)[0]

    def test_suggests_what_is_open_on_the_subject_of_a_gap(self, sent, subject):
        course, elsewhere = LessonFactory().course, LessonFactory().course
        lecture = LectureFactory(starts_at=AT + timedelta(1), ends_at=AT + timedelta(1, 3600))
        for activity in (course.activity, lecture.activity):
            activity.subjects.add(subject)

        gap = self.plan(sent).gaps[0]

        assert (gap.unit.code, gap.percent) == ("U1", 100)
        assert [each.parts[-1].activity_id for each in gap.suggested] == [lecture.activity_id, course.activity_id]
        assert elsewhere.activity_id not in {part.activity_id for each in gap.suggested for part in each.parts}

    def test_leaves_out_what_is_over_and_what_is_done(self, sent, subject):
        course, lecture = (
            LessonFactory().course,
            LectureFactory(starts_at=AT - timedelta(1), ends_at=AT - timedelta(hours=20)),
        )
        for activity in (course.activity, lecture.activity):
            activity.subjects.add(subject)
        LearningRecordFactory(person=sent.person, activity=course.activity)

        assert self.plan(sent).gaps[0].suggested == ()

    def test_follows_what_was_sent_last(self, sent, subject):
        newer = SurveyPaperFactory(
            person=sent.person, round__version=sent.round.version, sent=WHOLE, sent_at=AT + timedelta(1)
        )
        SurveyGapFactory(paper=newer, unit_code="U2")

        assert [gap.unit.code for gap in self.plan(sent).gaps] == ["U2"]

    def test_there_is_none_before_anything_is_sent(self, paper):
        assert personal_plans(paper.person, AT) == []


class TestGapReport:
    def test_counts_by_unit_and_by_institution(self, paper):
        actions.save_answers(paper, WHOLE, at=AT)
        actions.send_paper(paper, at=AT)
        SurveyPaperFactory(round=paper.round, saved_at=AT)

        report = queries.gap_report(paper.round, SurveyPaper.objects.filter(round=paper.round))

        assert (report.asked, report.begun, report.sent) == (2, 2, 1)
        assert [(row.unit.code, row.people, row.percent) for row in report.units] == [("U1", 1, 100), ("U2", 0, 0)]
        assert {(row.asked, row.sent, row.gaps) for row in report.places} == {(1, 1, (1, 0)), (1, 0, (0, 0))}

    def test_of_nobody_is_all_zeros(self):
        opened = SurveyRoundFactory()
        assert queries.gap_report(opened, SurveyPaper.objects.none()).units[0].percent == 0


@pytest.mark.database
class TestTheDatabase:
    def test_refuses_to_change_or_delete_a_version(self):
        version = SurveyVersionFactory()
        with pytest.raises(IntegrityError), transaction.atomic():
            SurveyVersion.objects.filter(pk=version.pk).update(number=2)
        with pytest.raises(IntegrityError), transaction.atomic():
            version.delete()

    @pytest.mark.parametrize(
        "make",
        [
            pytest.param(lambda: SurveyVersionFactory(number=0), id="version-zero"),
            pytest.param(lambda: SurveyFactory(title=""), id="no-title"),
            pytest.param(lambda: SurveyRoundFactory(roster=None), id="asks-nobody"),
            pytest.param(lambda: SurveyRoundFactory(cohort=CohortFactory()), id="asks-two-lists"),
            pytest.param(lambda: SurveyUnitFactory(threshold=0), id="threshold"),
            pytest.param(lambda: SurveyPaperFactory(reopened_at=AT), id="reopened-unsent"),
            pytest.param(lambda: SurveyGapFactory(percent=101), id="percent"),
        ],
    )
    def test_refuses_what_cannot_be(self, make):
        with pytest.raises(IntegrityError), transaction.atomic():
            make()

    def test_refuses_doubles(self):
        version, unit = SurveyVersionFactory(), SurveyUnitFactory()
        paper, gap = SurveyPaperFactory(), SurveyGapFactory()
        for make in (
            lambda: SurveyVersionFactory(survey=version.survey),
            lambda: SurveyUnitFactory(survey=unit.survey, code=unit.code),
            lambda: SurveyPaperFactory(round=paper.round, person=paper.person),
            lambda: SurveyGapFactory(paper=gap.paper),
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                make()
        assert SurveyUnit.objects.count() == 1

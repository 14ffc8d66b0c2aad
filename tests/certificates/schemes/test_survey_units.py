"""The units of a survey and the units of a syllabus they stand for: from the form to the plan of one person."""

from copy import deepcopy
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db.models import ProtectedError
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset

from certificates.schemes import actions
from certificates.schemes.models import Survey, SurveyGap, SurveyPaper, SurveyUnit
from certificates.schemes.queries import surveys as queries
from certificates.schemes.queries.tailored import personal_plans
from lms.records.models import Subject
from tests.certificates.people import manager_of
from tests.certificates.schemes.test_views_surveys import asked, typed
from tests.factories.live import LectureFactory
from tests.factories.people import OrganisationFactory, PersonFactory, PostFactory
from tests.factories.schemes import (
    SURVEY_FORM,
    ClassSessionFactory,
    CohortFactory,
    PlanFactory,
    PlanUnitFactory,
    SurveyFactory,
    SurveyGapFactory,
    SurveyPaperFactory,
    SurveyUnitFactory,
    SyllabusFactory,
    SyllabusUnitFactory,
    TraineeshipFactory,
)

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 19, 2, 0, tzinfo=UTC)
WHOLE = {"years": 12, "device": "c", "spiro": 4}
NAMED = {"authority": "省卫生健康委员会", "name": "首席医师大纲", "version": "2026"}


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def taught():
    """The unit of a syllabus that teaches inhalers."""
    return SyllabusUnitFactory(syllabus=SyllabusFactory(**NAMED), code="B1", title="吸入装置使用与患者教育")


def imported(*, unit="B1", **changes):
    Subject.objects.get_or_create(code="respiratory", defaults={"name": "呼吸系统疾病"})
    units = deepcopy(SURVEY_FORM["units"])
    units[0]["unit"] = unit
    data = {"code": "weifang-2026", "title": "基线调查", **deepcopy(SURVEY_FORM), "syllabus": NAMED, "units": units}
    return actions.import_survey({**data, **changes}, organiser=OrganisationFactory(), by=None, at=AT)


def sent_in(survey, person=None):
    post = PostFactory(person=person or PersonFactory())
    opened = {"round__version": survey.versions.order_by("-number")[0], "workplace": post.workplace}
    paper = SurveyPaperFactory(person=post.person, **opened)
    actions.save_answers(paper, WHOLE, at=AT)
    return actions.send_paper(paper, at=AT)


class TestMapping:
    def test_a_file_leads_its_units_to_those_of_a_syllabus(self, taught):
        survey = imported()

        assert [each.unit for each in survey.units.order_by("position")] == [taught, None]
        assert survey.versions.get().form.units[0].syllabus_unit == taught.pk
        assert "syllabus_unit" not in survey.versions.get().definition["units"][1]

    def test_the_same_in_the_admin_is_the_same_version(self, taught):
        survey = imported()
        actions.note_survey(survey, by=None, at=AT)
        assert survey.versions.count() == 1

    @pytest.mark.parametrize("syllabus", [NAMED, {**NAMED, "version": "2027"}, "大纲"])
    def test_a_unit_that_is_not_in_the_syllabus_is_refused(self, taught, syllabus):
        with pytest.raises(actions.SurveyUnsound, match="has no unit Z9"):
            imported(unit="Z9", syllabus=syllabus)
        assert not Survey.objects.exists()

    def test_a_row_that_a_file_names_itself_is_not_taken(self):
        survey = imported(unit="", units=[{**unit, "syllabus_unit": 4711} for unit in SURVEY_FORM["units"]])
        assert {each.unit for each in survey.units.all()} == {None}

    def test_a_gap_leads_to_the_unit_of_the_syllabus(self, taught):
        paper = sent_in(imported())
        assert {gap.unit_code: gap.unit for gap in paper.gaps.all()} == {"U1": taught, "U2": None}

    def test_a_unit_deleted_since_leads_nowhere(self, taught):
        survey = imported()
        SurveyUnit.objects.update(unit=None)
        taught.delete()

        assert {gap.unit for gap in sent_in(survey).gaps.all()} == {None}

    @pytest.mark.parametrize("factory", [SurveyUnitFactory, SurveyGapFactory])
    def test_the_units_of_a_syllabus_stay_once_a_survey_leads_there(self, taught, factory):
        actions.refuse_if_planned(taught.syllabus)
        factory(unit=taught)
        with pytest.raises(actions.SyllabusSurveyed):
            actions.refuse_if_planned(taught.syllabus)

    @pytest.mark.database
    @pytest.mark.parametrize("factory", [SurveyUnitFactory, SurveyGapFactory])
    def test_what_a_survey_leads_to_is_never_deleted(self, taught, factory):
        factory(unit=taught)
        with pytest.raises(ProtectedError):
            taught.delete()


class TestForm:
    @pytest.fixture
    def manager(self, client):
        person = manager_of(OrganisationFactory())
        client.force_login(person)
        return person

    def saved(self, client, manager, **row):
        paper = SurveyPaperFactory(round__version__survey__organiser=manager.appointments.get().organisation)
        fields = {"unit": "", "code": "", "title": "", "subject": "", "threshold": "50", **row}
        data = typed(paper, [("text", asked())])
        plain = {name: value for name, value in data.items() if not name.startswith("units-")}
        rows = {f"units-{name}": value for name, value in _flat(inline_formset([fields])).items()}
        return client.post(reverse("survey:add"), {**plain, **rows})

    def test_a_unit_is_called_as_in_the_syllabus_where_nothing_is_typed(self, client, manager, taught):
        assert self.saved(client, manager, unit=str(taught.pk)).status_code == 302
        made = SurveyUnit.objects.get(survey__code="typed")
        assert (made.code, made.title, made.unit) == ("B1", "吸入装置使用与患者教育", taught)

    def test_a_unit_of_its_own_needs_a_name(self, client, manager):
        page = self.saved(client, manager).content.decode()
        assert "choose a unit of the syllabus" in page
        assert not Survey.objects.filter(code="typed").exists()

    def test_the_form_offers_the_units_by_syllabus(self, client, manager, taught):
        page = client.get(reverse("survey:add")).content.decode()
        assert "首席医师大纲 (2026) · B1 吸入装置使用与患者教育" in page


def _flat(formset):
    flat = {}
    for name, value in formset.items():
        if isinstance(value, dict):
            flat.update({f"{name}-{inner}": each for inner, each in value.items()})
        else:
            flat[name] = value
    return flat


class TestTailoredPlan:
    @pytest.fixture
    def trainee(self, taught):
        """In a class whose plan teaches inhalers on site, in a session to come."""
        planned = PlanUnitFactory(plan=PlanFactory(syllabus=taught.syllabus), unit=taught, way="onsite", venue="二楼")
        return TraineeshipFactory(cohort=CohortFactory(plan=planned.plan, name="一班"))

    def session(self, trainee, taught, *, days=7, **more):
        day = AT.date() + timedelta(days=days)
        return ClassSessionFactory(
            cohort=trainee.cohort, unit=taught, day=day, begins=time(9), ends=time(10, 30), place="技能中心", **more
        )

    def plan(self, trainee):
        return personal_plans(trainee.person, AT)[0].gaps[0]

    def test_says_when_and_where_the_class_teaches_it(self, client, trainee, taught):
        self.session(trainee, taught, days=-1)
        coming = self.session(trainee, taught)
        sent_in(imported(), trainee.person)

        gap = self.plan(trainee)

        assert gap.syllabus_unit == taught
        assert [(each.cohort, each.planned.venue) for each in gap.taught] == [(trainee.cohort, "二楼")]
        assert gap.taught[0].sessions == (coming,)

    def test_what_the_class_does_on_it_is_suggested_first(self, trainee, taught):
        late, soon = (
            LectureFactory(starts_at=AT + timedelta(days), ends_at=AT + timedelta(days, 3600)) for days in (7, 1)
        )
        self.session(trainee, taught, activity=late.activity)
        sent_in(imported(), trainee.person)
        soon.activity.subjects.add(Subject.objects.get(code="respiratory"))

        suggested = self.plan(trainee).suggested

        assert [each.parts[-1].activity_id for each in suggested] == [late.activity_id, soon.activity_id]

    @pytest.mark.parametrize(
        "left", [{"state": "withdrawn", "withdrawn_at": AT, "withdraw_reason": "调离"}, {"enrolled_at": None}]
    )
    def test_a_class_they_are_not_in_says_nothing(self, taught, trainee, left):
        state = {"state": "applied", **left}
        other = TraineeshipFactory(cohort=trainee.cohort, **state)
        sent_in(imported(), other.person)

        gap = self.plan(other)

        assert (gap.syllabus_unit, gap.taught) == (taught, ())

    def test_a_class_that_is_over_says_nothing(self, trainee):
        trainee.cohort.ends_on = date(2026, 11, 18)
        trainee.cohort.save()
        sent_in(imported(), trainee.person)
        assert self.plan(trainee).taught == ()

    @pytest.mark.parametrize("with_session", [True, False])
    def test_the_phone_shows_it(self, client, trainee, taught, with_session, monkeypatch):
        monkeypatch.setattr("django.utils.timezone.now", lambda: AT)
        if with_session:
            self.session(trainee, taught, teacher=PersonFactory(name="刘主任"))
        sent_in(imported(), trainee.person)
        client.force_login(trainee.person)

        page = client.get(reverse("schemes:plan")).content.decode()

        assert "吸入装置使用与患者教育" in page
        assert "Your class “一班” teaches it on site." in page
        assert ("2026-11-26 09:00–10:30" in page) is with_session
        assert ("刘主任" in page) is with_session
        assert ("二楼" in page) is not with_session


class TestReport:
    def test_says_how_much_of_it_the_class_has_in_its_timetable(self, client, taught):
        planned = PlanUnitFactory(plan=PlanFactory(syllabus=taught.syllabus), unit=taught, way="onsite")
        cohort = CohortFactory(plan=planned.plan)
        ClassSessionFactory(cohort=cohort, unit=taught, day=AT.date(), begins=time(9), ends=time(10))
        paper = sent_in(imported())
        paper.round.roster, paper.round.cohort = None, cohort
        paper.round.save()

        first, second = queries.gap_report(paper.round, SurveyPaper.objects.all()).units

        assert (first.syllabus_unit, first.held.minutes, first.held.short) == (taught, 60, True)
        assert (second.syllabus_unit, second.held) == (None, None)
        client.force_login(manager_of(paper.round.version.survey.organiser))
        page = client.get(reverse("survey:report", args=[paper.round_id])).content.decode()
        assert "60 of 90 minutes in the timetable" in page
        person = client.get(reverse("survey:person", args=[paper.pk])).content.decode()
        assert "吸入装置使用与患者教育" in person

    def test_gaps_are_counted_by_unit_of_the_syllabus(self, taught):
        for _each in range(2):
            sent_in(imported())
        assert SurveyGap.objects.filter(unit=taught, is_gap=True).count() == 2
        assert SurveyFactory().units.count() == 0

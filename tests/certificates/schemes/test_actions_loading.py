"""The ready-made schemes: what the files hold, and loading them."""

from datetime import UTC, date, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from certificates.schemes import ready
from certificates.schemes.actions import Wanted, load_ready
from certificates.schemes.actions.versions import ImpossibleRequirement
from certificates.schemes.models import Requirement, Scheme, Survey, Syllabus, SyllabusUnit
from lms.records.actions import ensure_subject
from lms.records.models import Subject
from tests.factories.people import OrganisationFactory
from tests.factories.records import SubjectFactory
from tests.factories.schemes import SchemeFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 19, 2, 0, tzinfo=UTC)
# What trains people in each of the places of the domain, and the schemes that run it. What is left out trains nobody:
# the review of institutions is of institutions.
RUNS = {
    "潍坊市第二人民医院“幸福呼吸”": {
        "COPD training sessions": {"WF-COPD"},
        "respiratory chief-physician class": {"WF-SXYS"},
        "specialist training": {"WF-HXZP"},
        "skill competitions": {"WF-JNDS"},
        "live lectures": {"WF-ZBJZ"},
        "ward rounds and lectures at grassroots": {"WF-XJCF", "WF-XJCFZJ"},
        "chief and public-health physicians dispatched": {"WF-PZDJ"},
    },
    "寿光“杏林大学堂”": {"a live lecture every Thursday": {"SG-XLDXT"}},
    "潍坊 强基工程": {
        "pairings": {"WF-MYLXY"},
        "业务院长": {"WF-YWYZ"},
        "千名医护进乡村": {"WF-QMYH"},
        "three-year full-coverage training": {"WF-XCYS", "WF-XCYS3"},
    },
    "安康 恒口示范区 医共体": {"派一送一": {"AK-PYSY", "AK-PYXP"}, "order-trained medical students": {"AK-DDYXS"}},
    "湖北省中医院 社区医联体": {
        "apprenticeship, following mentors on rounds": {"HB-SHICHENG"},
        "适宜技术 training": {"HB-SYJS"},
        "free 进修": {"HB-JINXIU"},
    },
    "德州 县域医疗卫生人员服务能力提升工程": {
        "four-stage training": {"DZ-NLTS"},
        "remote surgery teaching": {"DZ-SSJX"},
        "video library": {"DZ-SPK"},
        "technique catalogue": {"DZ-JSML"},
    },
    "淄博 名医基层工作站": {
        "stations": {"ZB-GZZXY", "ZB-GZZZJ"},
        "techniques that fill gaps": {"ZB-XJS"},
        "trainees sent up": {"ZB-SPXY"},
        "业务院长": {"ZB-YWYZ"},
    },
}


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def organiser():
    return OrganisationFactory(name="某市卫生健康委员会", code="WJW")


class TestTheFiles:
    @pytest.mark.parametrize("place", RUNS)
    def test_every_place_has_a_scheme_for_whatever_trains_people_there(self, place):
        there = {scheme.code for scheme in ready.schemes() if scheme.place == place}
        assert there == set().union(*RUNS[place].values())

    def test_there_is_no_other_place(self):
        assert {scheme.place for scheme in ready.schemes()} == set(RUNS)

    @pytest.mark.parametrize("syllabus", ready.syllabuses(), ids=lambda each: each["code"])
    def test_every_unit_of_a_syllabus_says_how_long_it_takes_and_what_for(self, syllabus):
        assert all(unit["minutes"] >= 45 and unit["competences"] for unit in syllabus["units"])
        assert len({unit["code"] for unit in syllabus["units"]}) == len(syllabus["units"])

    def test_no_code_is_there_twice(self):
        codes = [scheme.code for scheme in ready.schemes()]
        assert len(codes) == len(set(codes))

    @pytest.mark.parametrize("code", [scheme.code for scheme in ready.schemes()])
    def test_every_scheme_says_where_it_comes_from_and_how_sure_that_is(self, code):
        scheme = next(each for each in ready.schemes() if each.code == code)

        assert "Source: " in scheme.summary
        assert f"In force: {scheme.valid_from}" in scheme.summary
        assert "To be confirmed: " in scheme.summary or scheme.confirmed
        assert len(scheme.place) <= 200

    def test_points_and_credits_become_hundredths(self):
        asked = {"measure": "credits", "target": 2.5, "min_score": 60, "parts": [{"measure": "count", "target": 3}]}
        assert ready._node(asked) == {
            "measure": "credits",
            "target": 250,
            "min_score_hundredths": 6000,
            "parts": [{"measure": "count", "target": 3}],
        }


class TestLoading:
    def test_makes_all_of_them_for_whoever_runs_them(self, organiser):
        told = load_ready(Wanted(organiser=organiser), by=None, at=AT)

        assert [each.skipped for each in told] == [""] * len(told)
        assert Scheme.objects.filter(organiser=organiser).count() == len(ready.schemes())
        four_stages = Requirement.objects.filter(version__scheme__code="DZ-NLTS")
        assert four_stages.filter(measure="all").count() == 4
        assert four_stages.get(key="guidance-level").level.name == "合格"
        assert Survey.objects.get().versions.count() == 1
        assert Syllabus.objects.filter(keeper=organiser).count() == len(ready.syllabuses())
        led = dict(Survey.objects.get().units.values_list("code", "unit__title"))
        assert led["DEVICE"] == "吸入装置使用与患者教育"
        assert Subject.objects.get(code="tcm").name == "中医药"
        assert Scheme.objects.get(code="WF-SXYS").report_days == 14

    def test_again_makes_nothing_and_says_so(self, organiser):
        load_ready(Wanted(organiser=organiser), by=None, at=AT)
        again = load_ready(Wanted(organiser=organiser), by=None, at=AT)

        assert not any(each.is_made for each in again)
        assert {each.skipped for each in again} == {"it is here already; what is here stays as it is"}

    def test_leaves_alone_what_is_here(self, organiser):
        here = SchemeFactory(code="WF-SXYS", name="我们自己的")
        load_ready(Wanted(organiser=organiser), by=None, at=AT)
        here.refresh_from_db()
        assert here.name == "我们自己的"

    def test_a_rehearsal_keeps_nothing(self, organiser):
        told = load_ready(Wanted(organiser=organiser), by=None, at=AT, rehearse=True)

        assert all(each.is_made for each in told)
        assert not Scheme.objects.exists()
        assert not Survey.objects.exists()

    @pytest.mark.parametrize(
        ("day", "made"), [(datetime(2027, 12, 31, 2, tzinfo=UTC), True), (datetime(2028, 1, 1, 2, tzinfo=UTC), False)]
    )
    def test_what_is_no_longer_in_force_is_skipped(self, organiser, day, made):
        told = load_ready(Wanted(organiser=organiser, only=["WF-XCYS"]), by=None, at=day)
        assert [each.is_made for each in told] == [made]
        assert made or told[0].skipped == f"it was in force until {date(2027, 12, 31)}"

    def test_its_own_organiser_runs_it_where_it_is_here(self, organiser):
        far = OrganisationFactory(name="德州市卫生健康委员会")
        near = OrganisationFactory(name="德州市卫生健康委员会", division__code="371401000000")

        load_ready(Wanted(organiser=organiser, only=["DZ-NLTS"]), by=None, at=AT)

        assert far.pk < near.pk
        assert Scheme.objects.get().organiser == near

    def test_without_an_organiser_it_says_what_to_do(self):
        told = load_ready(Wanted(only=["SD-SXYS-DG", "DZ-NLTS", "baseline-grassroots"]), by=None, at=AT)
        assert ["--organiser" in each.skipped for each in told] == [True, True, True]

    def test_a_survey_brings_the_syllabus_its_gaps_lead_to(self, organiser):
        load_ready(Wanted(organiser=organiser, only=["baseline-grassroots"]), by=None, at=AT)
        assert SyllabusUnit.objects.filter(syllabus__name="基层慢病（呼吸病）首席医师培训大纲").count() == 5

    def test_what_nobody_could_meet_is_said(self, organiser, monkeypatch):
        def refuse(*_args, **_more):
            raise ImpossibleRequirement(why="X")

        monkeypatch.setattr("certificates.schemes.actions.loading.create_scheme", refuse)
        told = load_ready(Wanted(organiser=organiser, only=["SG-XLDXT"]), by=None, at=AT)
        assert told[0].skipped


class TestCommand:
    def run(self, *words):
        out = StringIO()
        call_command("load_schemes", *words, stdout=out)
        return out.getvalue()

    def test_says_what_became_of_each(self, organiser):
        said = self.run("--organiser", "WJW", "--only", "SG-XLDXT", "WF-COPD")
        assert "SG-XLDXT" in said
        assert "2 loaded, 0 skipped" in said
        assert "skipped: it is here already" in self.run("--organiser", "WJW", "--only", "SG-XLDXT")

    def test_a_dry_run_keeps_nothing(self, organiser):
        assert "1 would be loaded" in self.run("--organiser", "WJW", "--only", "SG-XLDXT", "--dry-run")
        assert not Scheme.objects.exists()

    @pytest.mark.parametrize(
        ("words", "said"), [(["--organiser", "NONE"], "No institution"), (["--only", "X"], "There are: AK-DDYXS")]
    )
    def test_refuses_what_it_does_not_know(self, words, said):
        with pytest.raises(CommandError, match=said):
            self.run(*words)


class TestSubjects:
    def test_one_that_has_only_its_code_gets_a_name(self):
        SubjectFactory(code="tcm", name="tcm")
        assert ensure_subject(code="tcm", name="中医药").name == "中医药"

    def test_one_that_has_a_name_keeps_it(self):
        SubjectFactory(code="tcm", name="中医")
        assert ensure_subject(code="tcm", name="中医药").name == "中医"

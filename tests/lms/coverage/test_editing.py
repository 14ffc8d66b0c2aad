"""What setting up a programme refuses, whoever asks; and what follows from a rule put in force."""

from dataclasses import replace
from datetime import date

import pytest

from lms.coverage.actions import (
    CodeTaken,
    InForceTooEarly,
    InForceTooLate,
    PeriodTurnedRound,
    ProgrammeLine,
    begin_programme,
    change_programme,
    put_in_force,
)
from lms.coverage.models import Programme, ProgrammeVersion
from lms.kit.models import Errand
from tests.factories.coverage import ProgrammeFactory, ProgrammeVersionFactory
from tests.factories.people import PersonFactory

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def line():
    kept = ProgrammeFactory(code="kept")
    return ProgrammeLine(
        code="",
        name="三年全覆盖",
        keeper=kept.keeper,
        division=kept.division,
        starts_on=date(2026, 1, 1),
        ends_on=date(2026, 12, 31),
    )


def rule(programme, **said):
    known = {"in_force_on": date(2026, 1, 1), "source_document": "文件", "covered_by": "minutes", "target_minutes": 60}
    return ProgrammeVersion(programme=programme, **{**known, **said})


def test_a_period_turned_round_is_refused_and_leaves_no_trace(line, at):
    turned = replace(line, ends_on=date(2025, 12, 31))
    with pytest.raises(PeriodTurnedRound):
        begin_programme(turned, by=PersonFactory(), at=at)
    programme = Programme.objects.get(code="kept")
    with pytest.raises(PeriodTurnedRound):
        change_programme(programme, turned, by=PersonFactory(), at=at)
    assert Programme.objects.count() == 1


def test_a_code_of_another_is_refused(line, at):
    with pytest.raises(CodeTaken):
        begin_programme(replace(line, code="kept"), by=PersonFactory(), at=at)


def test_a_rule_begins_inside_its_programme_and_not_behind_the_newest(line, at):
    by = PersonFactory()
    programme = begin_programme(line, by=by, at=at)
    with pytest.raises(InForceTooLate):
        put_in_force(rule(programme, in_force_on=date(2027, 1, 1)), by=by, at=at)
    ProgrammeVersionFactory(programme=programme, number=1, in_force_on=date(2026, 6, 1))
    with pytest.raises(InForceTooEarly):
        put_in_force(rule(programme), by=by, at=at)
    assert programme.versions.count() == 1


def test_a_rule_put_in_force_is_counted_by_a_worker(line, at):
    by = PersonFactory()
    programme = begin_programme(line, by=by, at=at)
    made = put_in_force(rule(programme, clause="第三条"), by=by, at=at)
    assert (made.number, made.made_by, made.made_at, made.clause) == (1, by, at, "第三条")
    assert Errand.objects.get(task="coverage.rebuild").arguments == {"programme_id": programme.pk}


def test_a_change_to_the_same_changes_nothing_but_says_that_it_was_asked(line, at):
    programme = begin_programme(line, by=PersonFactory(), at=at)
    assert change_programme(programme, line, by=PersonFactory(), at=at).code == "programme-2026-1"

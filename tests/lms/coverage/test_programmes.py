"""Setting up programmes; and what the database refuses whoever asks."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from lms.audit.models import Entry
from lms.coverage.actions import PeriodTurnedRound, ProgrammeLine, add_version, create_programme
from lms.coverage.models import Programme, ProgrammeVersion, RollUp
from lms.kit.models import Errand
from tests.factories.coverage import (
    DirtyPersonFactory,
    NodeFigureFactory,
    ProgrammeFactory,
    ProgrammeVersionFactory,
    RollUpFactory,
    StandingFactory,
    make_city,
)
from tests.factories.people import LeaveFactory, OrganisationFactory, PersonFactory
from tests.lms.coverage.realm import AT

pytestmark = pytest.mark.django_db
RULE = {"covered_by": "minutes", "target_minutes": 60, "source_document": "潍卫基层〔2026〕1号"}


def line(**fields):
    known = {"code": "xcys", "name": "乡村医生三年全覆盖", "starts_on": date(2024, 1, 1), "ends_on": date(2026, 12, 31)}
    return ProgrammeLine(**{**known, "keeper": OrganisationFactory(), "division": make_city(), **fields})


def test_a_programme_is_made_with_its_first_version_and_computed(work):
    person = PersonFactory()

    programme = create_programme(line(), RULE, by=person, at=AT)

    version = programme.versions.get()
    assert (version.number, version.in_force_on, version.made_by) == (1, date(2024, 1, 1), person)
    assert Errand.objects.filter(task="coverage.rebuild", arguments={"programme_id": programme.pk}).exists()
    verbs = Entry.objects.order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["coverage.programme.created", "coverage.programme.decided"]
    work()
    assert RollUp.objects.get().version == version
    assert str(version).startswith(str(programme))


def test_a_period_that_is_turned_round_is_refused_and_leaves_no_trace():
    with pytest.raises(PeriodTurnedRound):
        create_programme(line(ends_on=date(2023, 12, 31)), RULE, by=None, at=AT)

    assert not Programme.objects.exists()
    assert not Entry.objects.exists()


@pytest.mark.parametrize("fields", [{"source_document": ""}, {"target_minutes": None}, {"covered_by": "scheme"}])
def test_a_version_says_what_covers_and_where_it_is_written(fields):
    with pytest.raises(ValidationError), transaction.atomic():
        create_programme(line(), {**RULE, **fields}, by=None, at=AT)

    assert not Programme.objects.exists()


def test_a_correction_is_the_next_version():
    programme = create_programme(line(), RULE, by=None, at=AT)

    version = add_version(programme, {**RULE, "in_force_on": date(2026, 1, 1), "days": 90}, by=None, at=AT)

    assert version.number == 2
    assert programme.versions.count() == 2


@pytest.mark.database
class TestTheDatabaseRefuses:
    def test_to_change_or_delete_a_version(self):
        version = ProgrammeVersionFactory()
        with pytest.raises(IntegrityError), transaction.atomic():
            ProgrammeVersion.objects.filter(pk=version.pk).update(target_minutes=1)
        with pytest.raises(IntegrityError), transaction.atomic():
            ProgrammeVersion.objects.filter(pk=version.pk).delete()

    @pytest.mark.parametrize(
        "fields",
        [
            {"number": 0},
            {"source_document": ""},
            {"target_minutes": 0},
            {"covered_by": "credits", "target_credits_hundredths": 100},
            {"covered_by": "scheme"},
            {"covered_by": "certificate"},
            {"target_tenths": 1001},
            {"target_tenths": 0},
            {"days": 0},
            {"licence_group": "any"},
        ],
    )
    def test_a_version_that_is_not_whole(self, fields):
        with pytest.raises(IntegrityError), transaction.atomic():
            ProgrammeVersionFactory(**fields)

    def test_the_same_number_twice(self):
        version = ProgrammeVersionFactory()
        with pytest.raises(IntegrityError), transaction.atomic():
            ProgrammeVersionFactory(programme=version.programme, number=version.number)

    @pytest.mark.parametrize("fields", [{"name": ""}, {"ends_on": date(2025, 12, 31)}])
    def test_a_programme_that_is_not_whole(self, fields):
        with pytest.raises(IntegrityError), transaction.atomic():
            ProgrammeFactory(**fields)

    @pytest.mark.parametrize(
        "fields",
        [{"covered_at": AT}, {"covered_month": "2026-11"}, {"is_overdue": True, "on_leave": True}],
    )
    def test_a_standing_that_contradicts_itself(self, fields):
        with pytest.raises(IntegrityError), transaction.atomic():
            StandingFactory(**fields)

    def test_the_same_person_twice(self):
        standing, dirty = StandingFactory(), DirtyPersonFactory()
        with pytest.raises(IntegrityError), transaction.atomic():
            StandingFactory(roll_up=standing.roll_up, person=standing.person)
        with pytest.raises(IntegrityError), transaction.atomic():
            DirtyPersonFactory(roll_up=dirty.roll_up, person=dirty.person)

    @pytest.mark.parametrize(
        "fields",
        [
            {"covered": 1},
            {"due": 1, "covered": -1},
            {"due": 1, "started": 2},
            {"due": 2, "covered": 1, "overdue": 2},
            {"due": 1, "on_leave": 2},
            {"node": 5},
            {"node": 5, "organisation_id": 5},
        ],
    )
    def test_a_figure_that_does_not_add_up(self, fields):
        with pytest.raises(IntegrityError), transaction.atomic():
            NodeFigureFactory(**fields)

    def test_the_same_figure_twice(self):
        figure = NodeFigureFactory()
        with pytest.raises(IntegrityError), transaction.atomic():
            NodeFigureFactory(roll_up=figure.roll_up)

    def test_a_roll_up_of_a_day_by_no_version(self):
        with pytest.raises(IntegrityError), transaction.atomic():
            RollUpFactory(day=date(2026, 1, 1))

    @pytest.mark.parametrize("closed_on", [None, date(2026, 3, 31)])
    def test_two_roll_ups_of_one_day(self, closed_on):
        one = RollUpFactory(closed_on=closed_on)
        RollUpFactory(programme=one.programme, closed_on=date(2026, 4, 30))
        with pytest.raises(IntegrityError), transaction.atomic():
            RollUpFactory(programme=one.programme, closed_on=closed_on)

    def test_a_closed_roll_up_of_another_day(self):
        version, day = ProgrammeVersionFactory(), date(2026, 3, 31)
        made = {"programme": version.programme, "version": version, "rebuilt_at": AT, "day": day}
        with pytest.raises(IntegrityError), transaction.atomic():
            RollUpFactory(**made, closed_on=date(2026, 3, 30))
        assert RollUpFactory(**made, closed_on=day)

    @pytest.mark.parametrize("fields", [{"ends_on": date(2026, 11, 1)}, {"source_key": ""}])
    def test_a_leave_that_is_not_whole(self, fields):
        with pytest.raises(IntegrityError), transaction.atomic():
            LeaveFactory(**fields)


@pytest.mark.parametrize("factory", [StandingFactory, NodeFigureFactory, DirtyPersonFactory, RollUpFactory])
def test_rows_have_names(factory):
    assert str(factory())

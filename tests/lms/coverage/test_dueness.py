"""Who is due where, and who is covered, case by case."""

from datetime import UTC, date, datetime, timedelta

import pytest

from lms.coverage.actions import rebuild
from lms.coverage.rules.dueness import age_band, years_before
from lms.people.models import Post, RosterEntry
from tests.factories.coverage import ProgrammeVersionFactory, make_county, make_town
from tests.factories.credits import CreditLineFactory
from tests.factories.people import (
    LeaveFactory,
    LicenceFactory,
    OrganisationFactory,
    PersonFactory,
    PostFactory,
    RosterEntryFactory,
)
from tests.factories.records import LearningRecordFactory
from tests.factories.register import CertificateFactory
from tests.factories.schemes import TraineeshipFactory
from tests.lms.coverage.realm import AT, DAY, Realm, by_hand, kept, stands

YESTERDAY, TOMORROW = DAY - timedelta(days=1), DAY + timedelta(days=1)


def computed(realm, day=DAY):
    """Compute the programme on ``day``, check every figure by hand, and return the standings."""
    rebuild(realm.programme, day=day, at=AT)
    assert kept(realm.programme) == by_hand(realm, day)
    return stands(realm.programme)


@pytest.mark.django_db
class TestDue:
    def test_nobody_is_due_and_that_is_no_share(self):
        realm = Realm(post_kinds=["nurse"])
        realm.hire()

        assert computed(realm) == {}

    def test_kinds_of_post_and_of_institution(self):
        realm = Realm(post_kinds=["village_doctor", "nurse"], institution_kinds=["village_clinic"])
        clinic = OrganisationFactory(kind="village_clinic", division=realm.villages[0])
        due = PostFactory(workplace=clinic, kind="nurse").person
        PostFactory(workplace=clinic, kind="manager")
        realm.hire(kind="nurse")

        assert set(computed(realm)) == {due.pk}

    def test_a_person_in_two_counties_is_due_where_the_newest_post_is(self):
        realm = Realm()
        person = realm.hire(realm.counties[0], starts_on=date(2020, 1, 1))
        realm.hire(realm.counties[1], person=person, starts_on=date(2024, 1, 1))

        standing = computed(realm)[person.pk]

        assert standing.county == realm.counties[1]
        assert standing.due_from == date(2026, 1, 1)

    def test_who_moved_out_of_the_programme_is_not_due_though_the_old_post_goes_on(self):
        realm = Realm()
        realm.programme.division = realm.counties[0]
        realm.programme.save()
        person = realm.hire(realm.counties[0], starts_on=date(2020, 1, 1))
        realm.hire(realm.counties[1], person=person, starts_on=date(2026, 5, 1))

        assert computed(realm, date(2026, 4, 30)).keys() == {person.pk}
        assert computed(realm) == {}

    @pytest.mark.parametrize(("ends_on", "due"), [(DAY, False), (TOMORROW, True), (None, True)])
    def test_retiring(self, ends_on, due):
        realm = Realm()
        person = realm.hire(ends_on=ends_on)

        assert (person.pk in computed(realm)) is due

    @pytest.mark.parametrize(("starts_on", "due"), [(TOMORROW, False), (DAY, True)])
    def test_joining(self, starts_on, due):
        realm = Realm()
        person = realm.hire(starts_on=starts_on)

        assert [each.due_from for each in computed(realm).values()] == [starts_on] * due
        assert person.pk

    def test_since_when_goes_back_to_the_first_post_the_period_has_seen(self):
        realm = Realm()
        person = realm.hire(starts_on=date(2026, 2, 1), ends_on=date(2026, 5, 1))
        realm.hire(realm.towns[1], person=person, starts_on=date(2026, 5, 1))

        assert computed(realm)[person.pk].due_from == date(2026, 2, 1)

    @pytest.mark.parametrize(
        ("group", "valid", "due"),
        [
            ("licensed", {"valid_to": DAY}, True),
            ("licensed", {"valid_to": YESTERDAY}, False),
            ("licensed", {"valid_from": TOMORROW}, False),
            ("licensed", {}, True),
            ("licensed", {"kind": "village"}, False),
            ("village_doctors_only", {"kind": "village"}, True),
            ("village_doctors_only", {"kind": "assistant"}, False),
            ("village_doctors_only", {"valid_to": YESTERDAY}, True),
        ],
    )
    def test_licence_of_the_day(self, group, valid, due):
        realm = Realm(licence_group=group)
        person = realm.hire()
        LicenceFactory(person=person, **valid)

        assert (person.pk in computed(realm)) is due

    def test_a_roster_names_who_is_due_and_a_correction_moves_them(self):
        realm = Realm()
        realm.version = ProgrammeVersionFactory(programme=realm.programme, roster=realm.roster)
        realm.hire()
        first = RosterEntryFactory(roster=realm.roster, workplace=realm.institution(realm.towns[0]))
        second = RosterEntryFactory(roster=realm.roster, workplace=realm.institution(realm.towns[2]))
        realm.hire(realm.towns[5], person=second.person, kind="nurse", title="护师")

        found = computed(realm)
        assert {pk: each.town for pk, each in found.items()} == {
            first.person_id: realm.towns[0],
            second.person_id: realm.towns[2],
        }
        assert (found[second.person_id].post_kind, found[second.person_id].post_title) == ("nurse", "护师")
        assert found[first.person_id].post_kind == ""

        RosterEntry.objects.filter(pk=first.pk).update(left_on=DAY)
        assert set(computed(realm)) == {second.person_id}

    @pytest.mark.parametrize(
        ("starts_on", "ends_on", "due", "away"),
        [
            (date(2025, 12, 31), date(2027, 1, 1), False, False),
            (date(2026, 1, 1), None, False, False),
            (date(2026, 1, 2), None, True, True),
            (date(2025, 1, 1), date(2026, 12, 31), True, True),
            (date(2026, 1, 1), DAY, True, False),
            (DAY, TOMORROW, True, True),
        ],
    )
    def test_leave(self, starts_on, ends_on, due, away):
        realm = Realm()
        person = realm.hire()
        LeaveFactory(person=person, starts_on=starts_on, ends_on=ends_on)

        found = computed(realm)

        assert (person.pk in found) is due
        assert [each.on_leave for each in found.values()] == [away] * due

    @pytest.mark.parametrize(
        ("leaves", "due", "away"),
        [
            pytest.param([("2025-01-01", "2026-03-01"), ("2026-03-01", None)], False, False, id="without-a-gap"),
            pytest.param([("2025-01-01", "2026-03-01"), ("2026-03-02", None)], True, True, id="a-day-between"),
            pytest.param([("2025-01-01", "2026-12-01"), ("2026-03-01", "2027-01-01")], False, False, id="overlapping"),
            pytest.param([("2025-01-01", "2027-01-01"), ("2026-03-01", "2026-04-01")], False, False, id="one-within"),
            pytest.param([("2025-01-01", str(TOMORROW)), (str(TOMORROW), None)], False, False, id="the-next-is-known"),
            pytest.param([("2025-01-01", "2026-03-01"), ("2026-03-01", str(DAY))], True, False, id="back-again"),
            pytest.param([("2026-03-01", "2026-06-01"), ("2026-06-01", None)], True, True, id="begun-late"),
        ],
    )
    def test_leaves_that_follow_each_other_are_one(self, leaves, due, away):
        realm = Realm()
        person = realm.hire()
        # The later one is told first: the order in which they are written down means nothing.
        for starts_on, ends_on in reversed(leaves):
            LeaveFactory(person=person, starts_on=starts_on, ends_on=ends_on)
        LeaveFactory(person=realm.hire(), starts_on=date(2025, 1, 1))

        found = computed(realm)

        assert (person.pk in found) is due
        assert [each.on_leave for each in found.values()] == [away] * due


@pytest.mark.django_db
class TestDivisions:
    def test_one_that_was_renamed_goes_on_under_its_code(self):
        realm = Realm()
        old = realm.counties[0]
        realm.programme.division = old
        realm.programme.save()
        person = realm.hire(realm.towns[0])
        old.valid_to = date(2026, 6, 1)
        old.save()
        new = make_county(realm.city, "新寿光市")
        new.code, new.valid_from = old.code, date(2026, 6, 1)
        new.save()
        moved = PostFactory(workplace=OrganisationFactory(division=make_town(new, "新镇"))).person

        rebuild(realm.programme, day=DAY, at=AT)

        assert {pk: each.county for pk, each in stands(realm.programme).items()} == {person.pk: new, moved.pk: new}
        assert kept(realm.programme)[new.pk, "", ""][0] == 2
        assert (old.pk, "", "") not in kept(realm.programme)

    def test_one_that_was_split_counts_with_the_code_of_its_other_half(self):
        realm = Realm()
        realm.programme.division = realm.counties[0]
        realm.programme.save()
        codes = [realm.counties[1].code]
        first, second = realm.hire(realm.towns[0]), realm.hire(realm.towns[2])
        assert set(computed(realm)) == {first.pk}

        realm.version = ProgrammeVersionFactory(
            programme=realm.programme, division_codes=codes, in_force_on=date(2026, 6, 1)
        )
        rebuild(realm.programme, day=DAY, at=AT)

        assert set(stands(realm.programme)) == {first.pk, second.pk}
        assert kept(realm.programme)[0, "", ""][0] == 2


@pytest.mark.django_db
class TestCovered:
    @pytest.mark.parametrize(
        ("moment", "counts"),
        [
            (datetime(2025, 12, 31, 15, 59, 59, tzinfo=UTC), False),
            (datetime(2025, 12, 31, 16, 0, tzinfo=UTC), True),
            (datetime(2026, 12, 31, 15, 59, 59, tzinfo=UTC), True),
            (datetime(2026, 12, 31, 16, 0, tzinfo=UTC), False),
        ],
    )
    def test_the_year_is_that_of_shanghai(self, moment, counts):
        realm = Realm()
        person = realm.hire()
        LearningRecordFactory(person=person, minutes=60, happened_at=moment)

        standing = computed(realm)[person.pk]

        assert (standing.covered_at is not None) is counts
        assert standing.covered_month == (f"{moment + timedelta(hours=8):%Y-%m}" if counts else "")

    @pytest.mark.parametrize("fields", [{"role": "teacher"}, {"outcome": "failed"}])
    def test_only_what_somebody_learned_counts(self, fields):
        realm = Realm()
        person = realm.hire()
        LearningRecordFactory(person=person, minutes=60, **fields)

        assert computed(realm)[person.pk].started_at is None

    def test_the_record_that_reaches_the_minutes_is_the_one_that_covers(self):
        realm = Realm()
        person = realm.hire()
        for day, minutes in ((1, 30), (2, 29), (3, 1), (4, 60)):
            LearningRecordFactory(person=person, minutes=minutes, happened_at=datetime(2026, 3, day, tzinfo=UTC))

        standing = computed(realm)[person.pk]

        assert standing.covered_at == datetime(2026, 3, 3, tzinfo=UTC)
        assert standing.started_at == datetime(2026, 3, 1, tzinfo=UTC)
        assert standing.minutes == 120

    def test_credits_of_the_authority_that_is_asked(self):
        realm = Realm(covered_by="credits", authority="甲", target_credits_hundredths=100)
        person, other = realm.hire(), realm.hire()
        for hundredths, day in ((60, 1), (40, 2)):
            record = LearningRecordFactory(person=person, outcome="failed")
            CreditLineFactory(record=record, authority="甲", hundredths=hundredths, earned_on=date(2026, 5, day))
        CreditLineFactory(record=LearningRecordFactory(person=other, outcome="failed"), authority="乙", hundredths=500)

        found = computed(realm)

        assert found[person.pk].covered_at == datetime(2026, 5, 1, 16, tzinfo=UTC)
        assert found[person.pk].started_at == found[person.pk].covered_at
        assert (found[other.pk].covered_at, found[other.pk].credits_hundredths) == (None, 0)

    def test_where_no_authority_is_asked_the_one_that_paid_most_is_shown(self):
        realm = Realm()
        record = LearningRecordFactory(person=realm.hire())
        for authority, hundredths in (("甲", 150), ("乙", 330)):
            CreditLineFactory(record=record, authority=authority, hundredths=hundredths)

        assert computed(realm)[record.person_id].credits_hundredths == 330

    @pytest.mark.parametrize(
        ("state", "completed_at", "covers"),
        [
            ("running", None, False),
            ("completed", datetime(2026, 5, 1, tzinfo=UTC), True),
            ("completed", datetime(2025, 5, 1, tzinfo=UTC), False),
            ("withdrawn", datetime(2026, 5, 1, tzinfo=UTC), False),
        ],
    )
    def test_a_scheme(self, state, completed_at, covers):
        realm = Realm(covered_by="scheme")
        left = {"withdrawn_at": AT} if state == "withdrawn" else {}
        known = {"state": state, "completed_at": completed_at, "enrolled_at": datetime(2025, 3, 1, tzinfo=UTC), **left}
        person = TraineeshipFactory(cohort=realm.cohort, person=realm.hire(), **known).person

        standing = computed(realm)[person.pk]

        assert (standing.covered_at is not None) is covers
        assert standing.started_at == datetime(2025, 3, 1, tzinfo=UTC)

    @pytest.mark.parametrize("of_scheme", [False, True])
    def test_a_certificate(self, of_scheme):
        realm = Realm(covered_by="certificate", certificate_kind="completion")
        place = TraineeshipFactory(cohort=realm.cohort, person=realm.hire())
        other = TraineeshipFactory(person=realm.hire())
        for each in (place, other):
            CertificateFactory(traineeship=each)
        revoked = {"state": "revoked", "revoked_at": AT, "revoked_by": place.person, "revoked_reason": "误发"}
        CertificateFactory(traineeship__person=realm.hire(), **revoked)
        if of_scheme:
            more = {"covered_by": "certificate", "certificate_kind": "completion", "scheme": realm.scheme}
            ProgrammeVersionFactory(programme=realm.programme, **more)

        rebuild(realm.programme, day=DAY, at=AT)

        covered = {pk for pk, each in stands(realm.programme).items() if each.covered_at}
        assert covered == {place.person_id, *([] if of_scheme else [other.person_id])}


@pytest.mark.django_db
class TestOverdue:
    @pytest.mark.parametrize(("day", "overdue"), [(date(2026, 12, 31), False), (date(2027, 1, 1), True)])
    def test_after_the_last_day(self, day, overdue):
        realm = Realm()
        person = realm.hire()

        assert computed(realm, day)[person.pk].is_overdue is overdue

    def test_who_is_on_leave_or_covered_is_not_overdue(self):
        realm = Realm(ends_on=date(2026, 6, 30))
        away, covered, late = realm.hire(), realm.hire(), realm.hire()
        LeaveFactory(person=away, starts_on=date(2026, 5, 1))
        LearningRecordFactory(person=covered, minutes=60, happened_at=datetime(2026, 5, 1, tzinfo=UTC))

        found = computed(realm)

        assert {pk for pk, each in found.items() if each.is_overdue} == {late.pk}

    @pytest.mark.parametrize(("days", "deadline"), [(30, date(2026, 11, 1)), (300, date(2026, 12, 31))])
    def test_each_person_has_days_of_their_own(self, days, deadline):
        realm = Realm(days=days)
        person = realm.hire(starts_on=date(2026, 10, 2))
        rebuild(realm.programme, day=DAY, at=AT)

        standing = stands(realm.programme)[person.pk]

        assert (standing.deadline_on, standing.is_overdue) == (deadline, deadline < DAY)


@pytest.mark.parametrize(
    ("born_on", "band"),
    [
        (None, ""),
        (date(1966, 11, 19), "60+"),
        (date(1966, 11, 20), "55-59"),
        (date(1971, 11, 20), "45-54"),
        (date(1981, 11, 20), "35-44"),
        (date(1991, 11, 20), "<35"),
        (date(2026, 11, 20), "<35"),
    ],
)
def test_age_bands_change_on_the_birthday(born_on, band):
    assert age_band(born_on, DAY) == band


@pytest.mark.django_db
@pytest.mark.parametrize("born_on", [None, date(1966, 11, 19), date(1966, 11, 20), date(1991, 11, 20)])
def test_age_bands_are_the_same_in_the_statement(born_on):
    realm = Realm()
    person = realm.hire(born_on=born_on)

    assert computed(realm)[person.pk].age_band == age_band(born_on, DAY)


def test_leap_days():
    assert years_before(date(2028, 2, 29), 35) == date(1993, 2, 28)
    assert age_band(date(1992, 2, 29), date(2027, 2, 28)) == "<35"
    assert age_band(date(1992, 2, 29), date(2027, 3, 1)) == "35-44"


@pytest.mark.django_db
def test_posts_of_others_do_not_matter():
    realm = Realm()
    person = realm.hire()
    PostFactory(person=PersonFactory(), workplace=OrganisationFactory())

    assert set(computed(realm)) == {person.pk}
    assert Post.objects.count() == 2

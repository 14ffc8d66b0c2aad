"""What happens to people moves the figures, soon and once."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection

from certificates.register.signals import certificates_changed
from certificates.schemes.actions import enrol, withdraw
from lms.coverage.actions import Rebuilt, mark, mark_roster, rebuild, settle, settling
from lms.coverage.models import DirtyPerson, RollUp, Standing
from lms.kit.models import Errand
from lms.kit.queue import announce
from lms.people.actions import end_leave, import_divisions, keep_leave, keep_organisation, save_organisation
from lms.people.models import Leave, Organisation, Post
from lms.people.signals import roster_written
from lms.records.actions import Deed, reverse, write
from tests.factories.coverage import DirtyPersonFactory
from tests.factories.people import PersonFactory, RosterEntryFactory
from tests.factories.records import ActivityFactory
from tests.factories.schemes import RequirementFactory
from tests.lms.coverage.realm import AT, DAY, Realm, by_hand, kept, stands

pytestmark = pytest.mark.django_db


@pytest.fixture
def realm():
    made = Realm()
    made.people = [made.hire(place) for place in (made.towns[0], made.towns[1], made.counties[2])]
    rebuild(made.programme, day=DAY, at=AT)
    return made


def learn(person, minutes=60, key="k"):
    deed = Deed(
        person=person,
        activity=ActivityFactory(),
        outcome="completed",
        source_key=f"{key}:{person.pk}",
        happened_at=datetime(2026, 11, 2, tzinfo=UTC),
        minutes=minutes,
    )
    return write(deed, at=AT)


def test_a_record_covers_and_its_reversal_uncovers(realm, work):
    record = learn(realm.people[0])
    work()
    assert stands(realm.programme)[realm.people[0].pk].covered_at == record.happened_at
    assert kept(realm.programme) == by_hand(realm)

    reverse(record, by=None, reason="误录", at=AT)
    work()
    assert stands(realm.programme)[realm.people[0].pk].covered_at is None
    assert kept(realm.programme) == by_hand(realm)


def test_days_that_are_over_wait_while_there_is_something_to_do_for_now(realm, monkeypatch):
    rebuild(realm.programme, day=date(2026, 11, 10), at=AT, closed=True)
    for person in realm.people:
        learn(person)
    mark(person_ids=[each.pk for each in realm.people])
    some, seen = settling._settle_some, []

    def one_by_one(roll_up_id, at):
        seen.append(RollUp.objects.get(pk=roll_up_id).closed_on)
        if len(seen) == 4:
            mark(person_ids=[realm.people[0].pk])
        return some(roll_up_id, at)

    monkeypatch.setattr(settling, "PEOPLE_AT_ONCE", 1)
    monkeypatch.setattr(settling, "_settle_some", one_by_one)
    assert settle(at=AT) == 6
    over = date(2026, 11, 10)
    assert seen[:6] == [None, None, None, over, None, over]
    assert not DirtyPerson.objects.exists()
    assert {each.minutes for each in stands(realm.programme, over).values()} == {60}


def test_whoever_finds_that_another_worker_took_the_marks_changes_nothing(realm):
    learn(realm.people[0])
    before = kept(realm.programme)
    assert settling._settle_some(realm.roll_up.pk, AT) == 0
    assert kept(realm.programme) == before


def test_leaving_and_coming_back_from_leave(realm, work):
    leave = keep_leave(Leave(person=realm.people[0], starts_on=DAY, source_key="人事:1"), by=None, at=AT)
    work()
    assert kept(realm.programme)[0, "", ""][4] == 1

    end_leave(leave, back_on=DAY + timedelta(days=1), by=None, at=AT)
    work()
    assert kept(realm.programme) == by_hand(realm)


def test_enrolling_and_withdrawing_move_a_programme_by_scheme(work):
    realm = Realm(covered_by="scheme")
    RequirementFactory(scheme=realm.scheme)
    person = realm.hire()
    rebuild(realm.programme, day=DAY, at=AT)

    place = enrol(realm.cohort, person, by=None, at=AT)
    work()
    assert stands(realm.programme)[person.pk].started_at == AT

    withdraw(place, by=person, reason="调走", at=AT)
    assert Errand.objects.filter(task="coverage.follow", arguments={"person_ids": [person.pk]}).exists()
    work()
    assert kept(realm.programme) == by_hand(realm)


def test_certificates_are_followed(realm):
    announce(certificates_changed, person_ids=[realm.people[0].pk])

    assert Errand.objects.filter(task="coverage.follow").count() == 1


def test_a_roster_moves_those_on_it(realm, work):
    entry = RosterEntryFactory(roster=realm.roster, person=realm.people[1])
    Post.objects.filter(person=entry.person).update(ends_on=DAY)

    announce(roster_written, roster_id=realm.roster.pk)
    work()

    assert entry.person_id not in stands(realm.programme)
    assert kept(realm.programme) == by_hand(realm)


def moved_by_form(institution, division):
    institution.division = division
    keep_organisation(institution, by=PersonFactory(), at=AT)


def moved_by_list(institution, division):
    said = {"code": institution.code, "name": institution.name, "kind": institution.kind}
    save_organisation(at=AT, division_code=division.code, **said)


def moved_with_its_town(institution, division):
    county = division.county
    lines, above = [{"code": "370000000000", "name": "山东省", "level": "province"}], "370000000000"
    for each in (county.city, county, institution.division):
        lines.append({"code": each.code, "name": each.name, "level": each.level, "parent_code": above})
        above = each.code
    import_divisions(lines, at=AT)


@pytest.mark.parametrize("moves", [moved_by_form, moved_by_list, moved_with_its_town])
def test_an_institution_that_lies_elsewhere_takes_its_people_along(realm, work, moves):
    """On days that are over too: where it lies is known of today alone."""
    over = date(2026, 11, 10)
    rebuild(realm.programme, day=over, at=AT, closed=True)
    town, other = realm.towns[0], realm.towns[2]
    moves(realm.institution(town), other)
    work()

    assert stands(realm.programme)[realm.people[0].pk].county_id == other.county_id
    assert kept(realm.programme) == by_hand(realm)
    assert kept(realm.programme, over) == by_hand(realm)
    assert rebuild(realm.programme, day=DAY, at=AT) == Rebuilt(0, 0, 0)


def test_an_institution_of_another_kind_is_counted_with_its_kind_and_another_name_moves_nobody(realm, work):
    institution = realm.institution(realm.towns[0])
    moved_by_list(Organisation(code=institution.code, name="新名", kind=institution.kind), institution.division)
    institution.name = "又一名"
    moved_by_form(institution, institution.division)
    assert not Errand.objects.filter(task="coverage.follow").exists()

    institution.kind = "public_health"
    moved_by_form(institution, institution.division)
    work()
    assert kept(realm.programme) == by_hand(realm)
    assert stands(realm.programme)[realm.people[0].pk].institution_kind == "public_health"


def test_somebody_new_is_due_and_somebody_gone_is_not(realm):
    new = realm.hire(realm.villages[0])
    Post.objects.filter(person=realm.people[0]).update(ends_on=DAY)
    mark(person_ids=[new.pk, realm.people[0].pk])

    assert settle(at=AT) == 2

    assert set(stands(realm.programme)) == {new.pk, realm.people[1].pk, realm.people[2].pk}
    assert kept(realm.programme) == by_hand(realm)


def test_marks_are_once_and_taken_away(realm):
    for _ in range(2):
        mark(person_ids=[realm.people[0].pk])
    assert DirtyPerson.objects.count() == 1

    assert settle(at=AT) == 0
    assert not DirtyPerson.objects.exists()


def test_nobody_is_marked_where_no_figures_are_kept():
    mark(person_ids=[PersonFactory().pk])

    assert not DirtyPerson.objects.exists()
    assert not Errand.objects.exists()


def test_a_roster_of_nobody_marks_nobody(realm):
    mark_roster(roster_id=realm.roster.pk)

    assert not DirtyPerson.objects.exists()


def test_many_are_settled_some_at_a_time(realm, monkeypatch):
    monkeypatch.setattr(settling, "PEOPLE_AT_ONCE", 2)
    for person in realm.people:
        learn(person)
    mark(person_ids=[each.pk for each in realm.people])

    assert settle(at=AT) == 3

    assert RollUp.objects.get().changed_at == AT
    assert kept(realm.programme) == by_hand(realm)


def test_whoever_is_killed_half_way_leaves_the_marks(realm, monkeypatch):
    learn(realm.people[0])
    mark(person_ids=[realm.people[0].pk])
    before = kept(realm.programme)

    def killed(_rule):
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(settling, "keep_standings", killed)
        with pytest.raises(KeyboardInterrupt):
            settle(at=AT)

    assert DirtyPerson.objects.count() == 1
    assert kept(realm.programme) == before
    assert settle(at=AT) == 1
    assert kept(realm.programme) == by_hand(realm)


@pytest.mark.parametrize(("since", "settled"), [(timedelta(minutes=59), 0), (timedelta(minutes=60), 1)])
def test_marks_wait_for_a_rebuild_but_not_for_one_that_was_killed(realm, since, settled):
    RollUp.objects.update(rebuilding_since=AT - since)
    learn(realm.people[0])
    mark(person_ids=[realm.people[0].pk])

    assert settle(at=AT) == settled
    assert DirtyPerson.objects.count() == 1 - settled


def test_a_programme_without_figures_is_left_to_its_first_rebuild():
    DirtyPersonFactory()

    assert settle(at=AT) == 0
    assert not Standing.objects.exists()


@pytest.mark.postgresql
def test_no_statement_is_compiled():
    """Compiling the statement about a few hundred people takes longer than running it ten times."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW jit")
        assert cursor.fetchone() == ("off",)

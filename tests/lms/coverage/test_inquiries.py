"""A programme as of a day that is over: what happened since changes nothing, and the rule is the one of that day."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lms.coverage.actions import rebuild
from lms.coverage.models import Programme, ProgrammeVersion, Standing
from lms.coverage.queries import Place, Question, reading
from lms.coverage.queries.drafting import lines
from lms.coverage.queries.ground import state_of
from lms.coverage.queries.inquiry import inquire
from lms.coverage.queries.reading import everybody
from lms.people.models import Division, Person, Post
from tests.factories.coverage import ProgrammeVersionFactory, auditor_of
from tests.factories.credits import CreditLineFactory, CreditRuleFactory
from tests.factories.people import LeaveFactory, LicenceFactory, OrganisationFactory, PostFactory, RosterEntryFactory
from tests.factories.records import LearningRecordFactory
from tests.factories.register import CertificateFactory
from tests.factories.schemes import TraineeshipFactory
from tests.lms.coverage.realm import AT, Realm

pytestmark = [pytest.mark.django_db]
THEN = date(2026, 9, 30)
BEFORE = datetime(2026, 9, 1, 4, tzinfo=UTC)
# In Shanghai the next day has begun.
AFTER = datetime(2026, 9, 30, 16, 0, tzinfo=UTC)
LAST = AFTER - timedelta(seconds=1)
RULES = {
    "minutes": {},
    "credits": {"covered_by": "credits", "target_minutes": None, "target_credits_hundredths": 100, "authority": "国"},
    "scheme": {"covered_by": "scheme", "target_minutes": None},
    "certificate": {"covered_by": "certificate", "target_minutes": None, "certificate_kind": "completion"},
}


def learn(realm, person, kind, at):
    """Have somebody do what covers them at an instant."""
    if kind == "minutes":
        LearningRecordFactory(person=person, minutes=60, outcome="attended", happened_at=at)
    elif kind == "credits":
        rule = realm.paying = getattr(realm, "paying", None) or CreditRuleFactory(rule_set__authority="国")
        day = (at + timedelta(hours=8)).date()
        record = LearningRecordFactory(person=person, minutes=1, outcome="attended", happened_at=at)
        CreditLineFactory(record=record, rule=rule, hundredths=100, earned_on=day)
    elif kind == "scheme":
        realm.train(person, "completed", at)
        person.traineeships.update(enrolled_at=at)
    else:
        CertificateFactory(traineeship__person=person, issued_at=at, kind="completion")


def reckoned(realm, day=THEN, place=None):
    inquiry = inquire(auditor_of(realm.city), programme_id=realm.programme.pk, as_of=day)
    found = everybody(inquiry, place or Place(division=realm.city))
    return sorted((due.person_id, due.workplace_id, due.state, due.covered_at, due.since) for due in found)


def kept(realm, closed_on=None):
    return sorted(
        (each.person_id, each.workplace_id, state_of(each).value, each.covered_at, each.due_from)
        for each in Standing.objects.filter(roll_up__programme=realm.programme, roll_up__closed_on=closed_on)
    )


@pytest.mark.database
@pytest.mark.parametrize("kind", RULES)
def test_a_day_that_is_over_is_reckoned_as_it_was(kind):
    realm = Realm(**RULES[kind])
    early, late, never, moved, away, left = (realm.hire(realm.towns[0]) for _ in range(6))
    learn(realm, early, kind, BEFORE)
    learn(realm, late, kind, LAST)
    learn(realm, left, kind, BEFORE)
    LeaveFactory(person=away, starts_on=date(2026, 9, 15))
    rebuild(realm.programme, day=THEN, at=AT)
    as_it_was = kept(realm)
    assert reckoned(realm) == as_it_was
    assert len(as_it_was) == 6

    learn(realm, never, kind, AFTER)
    Post.objects.filter(person=moved).update(ends_on=date(2026, 10, 1))
    PostFactory(person=moved, workplace=realm.institution(realm.towns[2]), starts_on=date(2026, 10, 1))
    realm.hire(realm.towns[1], starts_on=date(2026, 10, 1))
    LeaveFactory(person=late, starts_on=date(2026, 10, 1))
    if kind == "scheme":
        left.traineeships.update(withdrawn_at=AFTER, state="withdrawn", withdraw_reason="退出")
    if kind == "certificate":
        ended = {"state": "revoked", "revoked_at": AFTER, "revoked_by": early, "revoked_reason": "误发"}
        CertificateFactory(traineeship__person=away, issued_at=BEFORE, kind="completion", **ended)
        as_it_was = [row if row[0] != away.pk else (*row[:2], "covered", BEFORE, row[4]) for row in as_it_was]
    rebuild(realm.programme, day=date(2026, 11, 19), at=AT)

    rebuild(realm.programme, day=THEN, at=AT, closed=True)

    assert reckoned(realm) == as_it_was
    assert kept(realm) != as_it_was
    assert kept(realm, THEN) == as_it_was


@pytest.mark.database
def test_who_left_a_class_before_the_day_or_came_back_after_it_was_not_covered_then():
    realm = Realm(**RULES["scheme"])
    gone, back = realm.hire(realm.towns[0]), realm.hire(realm.towns[0])
    for person in (gone, back):
        learn(realm, person, "scheme", BEFORE)
        person.traineeships.update(withdrawn_at=LAST, state="withdrawn", withdraw_reason="退出")
    back.traineeships.update(returned_at=AFTER)
    realm.train(back, "completed", BEFORE)
    back.traineeships.filter(returned_at=None).update(enrolled_at=AFTER)

    assert [row[2] for row in reckoned(realm)] == ["started", "started"]
    assert [row[2] for row in reckoned(realm, date(2026, 10, 1))] == ["started", "covered"]


def test_the_rule_is_the_one_of_the_day():
    realm = Realm()
    person = realm.hire(realm.towns[0])
    learn(realm, person, "minutes", BEFORE)
    stricter = {"target_minutes": 120, "in_force_on": date(2026, 10, 1)}
    second = ProgrammeVersionFactory(programme=realm.programme, number=realm.version.number + 1, **stricter)
    auditor = auditor_of(realm.city)

    assert [row[2] for row in reckoned(realm)] == ["covered"]
    assert [row[2] for row in reckoned(realm, date(2026, 10, 1))] == ["started"]
    assert inquire(auditor, programme_id=realm.programme.pk, as_of=date(2026, 10, 1)).version == second
    with pytest.raises(ProgrammeVersion.DoesNotExist):
        inquire(auditor, programme_id=realm.programme.pk, as_of=date(2025, 12, 31))
    with pytest.raises(Programme.DoesNotExist):
        inquire(realm.hire(), programme_id=realm.programme.pk, as_of=THEN)


def test_a_day_after_the_end_counts_to_the_end_and_says_who_is_late():
    realm = Realm(ends_on=date(2026, 8, 31))
    learn(realm, realm.hire(realm.towns[0]), "minutes", BEFORE)
    learn(realm, realm.hire(realm.towns[0]), "minutes", datetime(2026, 8, 31, 15, 59, tzinfo=UTC))
    assert [row[2] for row in reckoned(realm)] == ["overdue", "covered"]


@pytest.mark.database
@pytest.mark.parametrize("after", [date(2026, 9, 1), THEN])
def test_after_the_end_nobody_joins_or_leaves(after):
    realm = Realm(ends_on=date(2026, 8, 31), licence_group="licensed")
    stays, retires, moves, rests, comes_back, late = (realm.hire(realm.towns[0]) for _ in range(6))
    for person in (stays, retires, moves, rests, comes_back, late):
        LicenceFactory(person=person, valid_from=date(2020, 1, 1), valid_to=date(2026, 8, 31))
    LeaveFactory(person=comes_back, starts_on=date(2026, 8, 1), ends_on=date(2026, 9, 1))
    rebuild(realm.programme, day=date(2026, 8, 31), at=AT)
    at_its_end = [row[:2] for row in kept(realm)]
    assert len(at_its_end) == 6

    Post.objects.filter(person__in=[retires, moves]).update(ends_on=date(2026, 9, 1))
    PostFactory(person=moves, workplace=realm.institution(realm.towns[2]), starts_on=date(2026, 9, 1))
    LeaveFactory(person=rests, starts_on=date(2026, 9, 1))
    LicenceFactory(person=realm.hire(realm.towns[1], starts_on=date(2026, 9, 1)), valid_from=date(2020, 1, 1))
    rebuild(realm.programme, day=after, at=AT)

    assert [row[:2] for row in kept(realm)] == at_its_end
    assert {row[0]: row[2] for row in kept(realm)} == {
        **dict.fromkeys((each.pk for each in (stays, retires, moves, rests, late)), "overdue"),
        comes_back.pk: "on_leave",
    }
    assert reckoned(realm, after) == kept(realm)


@pytest.mark.database
@pytest.mark.parametrize("kind", ["scheme", "certificate"])
def test_what_is_taken_back_after_the_end_counts_no_more_from_then_on(kind):
    realm = Realm(ends_on=date(2026, 8, 31), **RULES[kind])
    person = realm.hire(realm.towns[0])
    learn(realm, person, kind, datetime(2026, 8, 1, tzinfo=UTC))
    person.traineeships.filter(state="completed").update(withdrawn_at=LAST, state="withdrawn", withdraw_reason="退出")
    person.certificates.update(state="revoked", revoked_at=LAST, revoked_by=person, revoked_reason="误发")
    rebuild(realm.programme, day=THEN, at=AT)

    assert [row[3] for row in reckoned(realm, date(2026, 9, 29))] == [datetime(2026, 8, 1, tzinfo=UTC)]
    assert [row[3] for row in reckoned(realm)] == [row[3] for row in kept(realm)] == [None]


def certificate(person, month, state="issued", ended=None):
    place = person.traineeships.first() or TraineeshipFactory(person=person)
    over = {"revoked_by": person, "revoked_reason": "误发", "revoked_at": first_of(ended)} if ended else {}
    CertificateFactory(traineeship=place, issued_at=first_of(month), state=state, **over)


def first_of(month):
    return month and datetime(2026, month, 1, tzinfo=UTC)


@pytest.mark.database
@pytest.mark.parametrize(
    ("chain", "since", "in_june"),
    [
        pytest.param([(3, "superseded", 8), (8,)], 3, 3, id="a-name-is-corrected"),
        pytest.param([(3, "superseded", 5), (5, "superseded", 8), (8,)], 3, 3, id="and-once-more"),
        pytest.param([(3, "superseded", 5), (5, "revoked", 8), (9,)], None, 3, id="and-the-new-one-is-revoked"),
        pytest.param([(3, "revoked", 5), (5,)], 5, 5, id="one-that-was-revoked-is-made-anew"),
        pytest.param([(3, "superseded", 4), (4, "revoked", 5), (5,)], 5, 5, id="and-had-been-corrected-before"),
        pytest.param([(3, "revoked", 8)], None, 3, id="revoked"),
    ],
)
def test_a_corrected_certificate_covers_since_the_first(chain, since, in_june):
    """The programme has ended before the last of them was issued."""
    realm = Realm(ends_on=date(2026, 7, 31), **RULES["certificate"])
    person = realm.hire(realm.towns[0])
    for each in chain:
        certificate(person, *each)
    rebuild(realm.programme, day=THEN, at=AT)

    assert [row[3] for row in kept(realm)] == [row[3] for row in reckoned(realm)] == [first_of(since)]
    assert [row[3] for row in reckoned(realm, date(2026, 6, 30))] == [first_of(in_june)]


@pytest.mark.database
def test_every_place_reads_its_own_people():
    realm = Realm()
    places = [realm.city, realm.counties[0], realm.towns[0], realm.villages[0]]
    people = [realm.hire(place) for place in places]
    realm.hire(realm.towns[2])
    clinic = OrganisationFactory(division=realm.villages[0], name="东村卫生室")
    people.append(PostFactory(workplace=clinic).person)

    def here(**place):
        return {row[0] for row in reckoned(realm, place=Place(**place))}

    pks = [each.pk for each in people]
    assert here(division=realm.city) > set(pks)
    assert here(division=realm.counties[0]) == set(pks[1:])
    assert here(division=realm.towns[0]) == set(pks[2:])
    assert here(division=realm.villages[0]) == set(pks[3:])
    assert here(organisation=clinic) == {pks[4]}
    everywhere = inquire(auditor_of(realm.city), programme_id=realm.programme.pk, as_of=THEN)
    with pytest.raises(ValueError, match="several places"):
        list(everybody(everywhere, Place()))


@pytest.mark.database
def test_what_lies_below_is_named_as_it_is_told_apart():
    realm = Realm()
    Division.objects.filter(pk=realm.towns[1].pk).update(name=realm.towns[0].name)
    for place in (realm.counties[0], realm.towns[0], realm.villages[1]):
        realm.hire(place)
    inquiry = inquire(auditor_of(realm.city), programme_id=realm.programme.pk, as_of=THEN)

    named = {line.area for _pk, line in lines(inquiry, Place(division=realm.counties[0]))}

    towns = {f"{realm.towns[0].name} ({each.code})" for each in realm.towns[:2]}
    assert named == {realm.institution(realm.counties[0]).name, *towns}


@pytest.mark.database
def test_an_area_that_was_renamed_is_read_under_either_row():
    realm = Realm()
    person = realm.hire(realm.towns[0])
    town = realm.towns[0]
    new = Division.objects.get(pk=town.pk)
    new.pk, new.name, new.valid_from = None, "新名镇", date(2026, 6, 1)
    Division.objects.filter(pk=town.pk).update(valid_to=date(2026, 6, 1))
    new.save(force_insert=True)
    for row in (town, new):
        assert [each[0] for each in reckoned(realm, place=Place(division=row))] == [person.pk]
    inquiry = inquire(auditor_of(realm.city), programme_id=realm.programme.pk, as_of=THEN)
    assert [line.area for _pk, line in lines(inquiry, Place(division=realm.counties[0]))] == ["新名镇"]


@pytest.mark.database
def test_a_roster_says_who_was_due_on_the_day():
    realm = Realm()
    named = {"programme": realm.programme, "number": realm.version.number + 1, "roster": realm.roster}
    ProgrammeVersionFactory(**named, licence_group="licensed")
    place = realm.institution(realm.towns[0])
    on = RosterEntryFactory(roster=realm.roster, workplace=place, joined_on=date(2026, 2, 1)).person
    gone = {"joined_on": date(2026, 2, 1), "left_on": THEN}
    others = [RosterEntryFactory(roster=realm.roster, workplace=place, **gone).person]
    others.append(RosterEntryFactory(roster=realm.roster, workplace=place, joined_on=date(2026, 2, 1)).person)
    for each in (on, others[0]):
        LicenceFactory(person=each, kind="physician", valid_from=None, valid_to=None)

    assert [(row[0], row[4]) for row in reckoned(realm)] == [(on.pk, date(2026, 2, 1))]
    assert len(reckoned(realm, THEN - timedelta(days=1))) == 2


def test_reading_costs_the_same_however_many():
    realm = Realm()
    auditor = auditor_of(realm.city)

    def cost():
        inquiry = inquire(auditor, programme_id=realm.programme.pk, as_of=THEN)
        with CaptureQueriesContext(connection) as asked:
            found = len(list(lines(inquiry, Place(division=realm.city))))
        return found, len(asked)

    realm.hire(realm.towns[0])
    one = cost()
    for town in realm.towns:
        realm.hire(town)
    assert (one[0], cost()) == (1, (7, one[1]))


@pytest.mark.database
def test_a_long_list_is_read_in_parts_and_leaves_nothing_behind(monkeypatch):
    monkeypatch.setattr(reading, "AT_ONCE", 2)
    realm = Realm()
    people = [realm.hire(realm.towns[0]) for _each in range(5)]
    for each in people:
        RosterEntryFactory(roster=realm.roster, person=each, workplace=realm.institution(realm.towns[0]))
    place, viewer = Place(division=realm.city), auditor_of(realm.city)
    question = Question(viewer=viewer, scheme=realm.scheme, roster=realm.roster, as_of=THEN)
    inquiry = inquire(viewer, programme_id=realm.programme.pk, as_of=THEN)

    for asked in (inquiry, question):
        read = everybody(asked, place)
        first = next(read)
        Person.objects.filter(pk=first.person_id).update(name="改名")
        assert {first.person_id, *(due.person_id for due in read)} == {each.pk for each in people}
        everybody(asked, place).close()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM sqlite_temp_master WHERE name LIKE 'coverage_reading%'")
            assert cursor.fetchone() == (0,)

"""A new version of the rules: report, second person, and only then the lines."""

from datetime import timedelta

import pytest

from certificates.credits import actions, tasks
from certificates.credits.actions import changes
from certificates.credits.models import CreditLine, RuleChange, RuleSet
from certificates.credits.queries import credits_in_year
from lms.audit.models import Entry
from lms.jobs.models import Job
from lms.records.actions import Deed, reverse, write_many
from tests.factories.credits import RuleChangeFactory, RuleSetFactory, make_set
from tests.factories.people import PersonFactory
from tests.factories.records import ActivityFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(at, work):
    """Three people with two attendances of an hour and a half each, awarded under the rules in force."""
    make_set({"unit_minutes": 60, "cap_per_kind_hundredths": 200}, authority="省", code="province")
    people = [PersonFactory() for _ in range(3)]
    write(people, at)
    work()
    return people


def write(people, at, key="r"):
    deeds = [
        Deed(
            person=person,
            activity=ActivityFactory(),
            outcome="completed",
            source_key=f"{key}:{person.pk}:{n}",
            happened_at=at + timedelta(minutes=n),
            minutes=90,
        )
        for person in people
        for n in range(2)
    ]
    return write_many(deeds, at=at)


def draft_of(at, **rule):
    """Return the next version of the set, with its rule changed to ``rule``."""
    draft = actions.new_version(RuleSet.objects.in_force().get(code="province"), by=None, at=at)
    draft.rules.update(**(rule or {"unit_minutes": 90, "cap_per_kind_hundredths": None}))
    return draft


def reported(at, work, **rule):
    change = changes.ask_for_report(draft_of(at, **rule), by=PersonFactory(), at=at)
    work()
    change.refresh_from_db()
    return change


def sums():
    return sorted(line.hundredths for line in CreditLine.objects.standing())


def test_a_report_says_before_and_after_and_changes_nothing(at, work, people):
    change = reported(at, work)

    assert (change.state, change.people, change.before_hundredths, change.after_hundredths) == ("ready", 3, 600, 600)
    assert sums() == [50, 50, 50, 150, 150, 150]
    assert change.rule_set.is_draft
    assert CreditLine.objects.count() == 6


def test_approval_by_a_second_person_rewrites_the_lines(at, work, people):
    change = reported(at, work, unit_minutes=45)
    second = PersonFactory()

    changes.approve(change, by=second, at=at)
    assert sums() == [50, 50, 50, 150, 150, 150]
    work()

    change.refresh_from_db()
    assert (change.state, change.approved_by, change.after_hundredths) == ("done", second, 600)
    assert sums() == [0, 0, 0, 200, 200, 200]
    new = CreditLine.objects.standing()
    assert {line.rule.rule_set for line in new} == {change.rule_set}
    assert {line.change for line in new} == {change}
    assert CreditLine.objects.exclude(reverses=None).filter(change=change).count() == 6
    assert RuleSet.objects.get(code="province", version=1).state == "retired"
    assert credits_in_year(person_id=people[0].pk, year=2026)[0].hundredths == 200
    verbs = set(Entry.objects.filter(verb__startswith="credits.").values_list("verb", flat=True))
    assert {"credits.rule_change.asked", "credits.rule_change.approved", "credits.rule_change.applied"} <= verbs
    assert not change.rows.filter(is_applied=False).exists()


def test_who_asked_does_not_approve(at, work, people):
    change = reported(at, work)

    with pytest.raises(changes.NeedsSecondPerson):
        changes.approve(change, by=change.asked_by, at=at)

    change.refresh_from_db()
    assert change.state == "ready"


def _a_record(people, at, draft):
    write(people[:1], at, key="later")


def _a_reversal(people, at, draft):
    reverse(people[0].learning_records.first(), by=None, reason="误录", at=at)


def _a_rule(people, at, draft):
    draft.rules.update(unit_minutes=30)


def _another_set(people, at, draft):
    earlier = RuleSetFactory(authority="省", valid_from="2020-01-01", valid_to="2021-01-01")
    RuleSet.objects.filter(pk=earlier.pk).update(state="in_force")


@pytest.mark.parametrize("happens", [_a_record, _a_reversal, _a_rule, _another_set])
def test_a_report_that_is_out_of_date_cannot_be_approved_until_it_is_made_again(at, work, people, happens):
    change, second = reported(at, work), PersonFactory()
    happens(people, at, change.rule_set)

    with pytest.raises(changes.WorldChanged):
        changes.approve(change, by=second, at=at)
    changes.make_again(change, by=second, at=at)
    work()

    change.refresh_from_db()
    assert change.state == "ready"
    # A record that was just written has not earned yet: its award is one more change of the world.
    changes.approve(change, by=second, at=at)


def test_a_report_asked_for_twice_is_one(at, people):
    draft = draft_of(at)
    first = changes.ask_for_report(draft, by=PersonFactory(), at=at)

    assert changes.ask_for_report(draft, by=PersonFactory(), at=at) == first
    with pytest.raises(changes.StillComputing):
        changes.make_again(first, by=PersonFactory(), at=at)


@pytest.mark.parametrize("step", [changes.approve, changes.make_again, changes.drop, changes.resume])
def test_a_change_that_is_over_stays_so(at, step):
    change = RuleChangeFactory(state="dropped")

    with pytest.raises(changes.ReportNotReady):
        step(change, by=PersonFactory(), at=at)


def test_a_dropped_change_leaves_the_draft(at, work, people):
    change = reported(at, work)

    changes.drop(change, by=PersonFactory(), at=at)

    assert change.rule_set.is_draft
    assert changes.ask_for_report(change.rule_set, by=PersonFactory(), at=at) != change


def test_a_job_that_was_cut_off_goes_on_where_it_was(at, work, people, monkeypatch):
    monkeypatch.setattr(tasks, "PEOPLE_AT_ONCE", 1)
    change = reported(at, work, unit_minutes=45)
    change = changes.approve(change, by=PersonFactory(), at=at)
    apply_some, done = changes.apply_some, []

    def dies(change, some, *, at):
        if done:
            raise SystemExit
        apply_some(change, some, at=at)
        done.extend(some)

    monkeypatch.setattr(changes, "apply_some", dies)
    with pytest.raises(SystemExit):
        work()
    with pytest.raises(changes.StillComputing):
        changes.resume(change, by=PersonFactory(), at=at)
    assert change.rows.filter(is_applied=True).count() == 1

    monkeypatch.setattr(changes, "apply_some", apply_some)
    Job.objects.filter(pk=change.apply_job_id).update(state="failed", ended_at=at)
    changes.resume(change, by=PersonFactory(), at=at)
    work()

    change.refresh_from_db()
    assert (change.state, sums()) == ("done", [0, 0, 0, 200, 200, 200])
    assert CreditLine.objects.exclude(reverses=None).count() == 6


def test_carrying_out_twice_writes_once(at, work, people):
    change = changes.approve(reported(at, work), by=PersonFactory(), at=at)
    work()
    lines = CreditLine.objects.count()

    changes.apply_some(change, [person.pk for person in people], at=at)
    changes.finish(change, at=at)

    assert CreditLine.objects.count() == lines
    assert Entry.objects.filter(verb="credits.rule_change.applied").count() == 1


def test_lines_written_under_the_old_rules_at_the_last_moment_are_found(at, work, people):
    change = changes.approve(reported(at, work), by=PersonFactory(), at=at)
    change.rows.filter(person=people[2]).delete()

    assert changes.left_behind(change) == sorted(person.pk for person in people)
    work()

    assert changes.left_behind(change) == []
    assert {line.rule.rule_set for line in CreditLine.objects.standing()} == {change.rule_set}


def test_a_report_delivered_late_leaves_an_approved_change_alone(at, work, people):
    change = reported(at, work)
    Job.objects.filter(pk=change.report_job_id).update(state="queued", ended_at=None)
    changes.approve(change, by=PersonFactory(), at=at)
    work()

    progress = type("Progress", (), {"job": change.report_job})
    assert tasks.report(progress, change_id=change.pk).result is None
    assert tasks.apply(progress, change_id=change.pk).result is None
    assert RuleChange.objects.get().state == "done"


def test_a_later_period_ends_the_open_set_before_it(at, work, people):
    older = RuleSet.objects.get(code="province")
    newer = make_set({"unit_minutes": 90}, authority="省", code="next", valid_from="2026-06-01", in_force=False)

    change = changes.ask_for_report(newer, by=PersonFactory(), at=at)
    work()
    changes.approve(change, by=PersonFactory(), at=at)
    work()

    older.refresh_from_db()
    assert (older.state, str(older.valid_to)) == ("in_force", "2026-06-01")
    assert sums() == [100] * 6


@pytest.mark.parametrize("ends", [None, "2026-07-01"])
def test_a_version_from_a_later_day_leaves_what_was_earned_before_it(at, work, ends):
    """Each person has two attendances in May under the old version, and two in November."""
    make_set({"unit_minutes": 60}, authority="省", code="province")
    person = PersonFactory()
    write([person], at - timedelta(days=183), key="may")
    write([person], at, key="november")
    work()
    draft = draft_of(at, unit_minutes=90)
    RuleSet.objects.filter(pk=draft.pk).update(valid_from="2026-06-01", valid_to=ends)

    change = changes.ask_for_report(draft, by=PersonFactory(), at=at)
    work()
    change.refresh_from_db()
    changes.approve(change, by=PersonFactory(), at=at)
    work()

    change.refresh_from_db()
    assert sums() == ([100, 100, 150, 150] if ends is None else [150, 150])
    assert (change.before_hundredths, change.after_hundredths) == (600, sum(sums()))
    assert (RuleSet.objects.get(version=1).state, change.state) == ("in_force", "done")

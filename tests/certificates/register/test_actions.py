import hashlib
import itertools
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import storages

from certificates.register import actions, sealing
from certificates.register.actions import issuing
from certificates.register.correcting import correction_of
from certificates.register.dues import digest_of, plan_for
from certificates.register.models import Batch, Certificate, NumberSeries
from certificates.register.printing import DEFAULT_LAYOUT
from certificates.register.queries import chain
from certificates.schemes.actions import recompute
from lms.audit.models import Entry
from lms.jobs.models import Job
from lms.people.rules import mask_publicly
from lms.records.actions import Deed, write_many
from tests.factories.people import PersonFactory
from tests.factories.records import ActivityFactory
from tests.factories.register import CertificateFactory
from tests.factories.schemes import CohortFactory, RequirementFactory, SchemeFactory, TraineeshipFactory

pytestmark = pytest.mark.django_db
COUNTER = itertools.count()


def make_class(at, *, complete, open_=0, code="WF-SXYS"):
    """A class with so many complete and so many open trainees."""
    scheme = SchemeFactory(code=code, name="首席医师培训班")
    RequirementFactory(scheme=scheme, title="听讲座", activity_kind="lecture")
    cohort = CohortFactory(scheme=scheme, name="一班")
    trainees = []
    for _ in range(complete + open_):
        person = PersonFactory()
        person.set_id_number(id_number(next(COUNTER)))
        person.save()
        trainees.append(TraineeshipFactory(cohort=cohort, person=person))
    lecture = ActivityFactory(kind="lecture")
    deeds = [
        Deed(person=t.person, activity=lecture, outcome="attended", source_key=f"a:{t.pk}", happened_at=at, minutes=60)
        for t in trainees[:complete]
    ]
    write_many(deeds, at=at)
    recompute(cohort=cohort, at=at)
    return cohort


def id_number(n):
    """Return a valid ID number, another for every ``n``."""
    body = f"370702198001{n % 28 + 1:02d}{n // 28:03d}"
    total = sum(int(d) * pow(2, 17 - i, 11) for i, d in enumerate(body))
    return body + "10X98765432"[total % 11]


def numbers():
    return list(Certificate.objects.order_by("number").values_list("number", flat=True))


def files():
    root = storages["private"].location
    return sorted(path.name for path in Path(root).rglob("*.pdf*"))


def issue(cohort, *, by, at):
    """Issue to everybody in the class who is complete: ``by`` proposes, somebody else approves."""
    return actions.issue(cohort, by=by, approved_by=PersonFactory(), at=at)


def plan_issue(cohort, *, at):
    return plan_for(Batch(cohort=cohort), at=at)


def approved(cohort, *, by, at, **terms):
    """A list that was proposed and approved, whose job waits."""
    batch = actions.propose(Batch(cohort=cohort, **terms), by=by, at=at)
    return actions.approve(batch, by=PersonFactory(), seen=batch.digest, at=at)


def recipients(batch):
    return list(batch.recipients.order_by("pk").values_list("pk", flat=True))


@pytest.fixture
def manager():
    return PersonFactory(name="王主任")


def test_issue_gives_everybody_complete_a_number_a_file_and_frozen_facts(at, manager):
    cohort = make_class(at, complete=3, open_=1)

    made = issue(cohort, by=manager, at=at)

    assert numbers() == ["WF-SXYS-2026-000001", "WF-SXYS-2026-000002", "WF-SXYS-2026-000003"]
    assert NumberSeries.objects.get().next == 4
    first = made[0]
    pdf = first.open().read()
    assert pdf.startswith(b"%PDF")
    assert (first.sha256, first.size) == (hashlib.sha256(pdf).hexdigest(), len(pdf))
    assert first.facts["name"] == first.person.name
    assert first.facts["verify_url"].endswith(f"/verify/{first.uid}/")
    assert first.facts["id_number_masked"] == mask_publicly(first.person.id_number)
    assert (first.issued_at, first.issued_by, first.batch.cohort) == (at, manager, cohort)
    assert plan_issue(cohort, at=at).due == ()
    entry = Entry.objects.get(verb="register.batch.issued")
    assert entry.data == {"first": numbers()[0], "last": numbers()[-1], "count": 3}


def test_issue_again_issues_nothing(at, manager):
    cohort = make_class(at, complete=2)
    issue(cohort, by=manager, at=at)

    assert issue(cohort, by=manager, at=at) == []
    assert len(numbers()) == 2


def test_issue_in_the_next_year_begins_a_new_series(at, manager):
    issue(make_class(at, complete=1), by=manager, at=at)
    later = make_class(at, complete=1, code="WF-SXYS2")
    later.scheme.code = "WF-OTHER"
    later.scheme.save()

    (made,) = issue(later, by=manager, at=at + timedelta(days=60))

    assert made.number == "WF-OTHER-2027-000001"


def test_plan_names_everybody_who_will_not_receive_one_and_why(at, manager, settings):
    settings.LANGUAGE_CODE = "en"
    cohort = make_class(at, complete=4, open_=1)
    holder, revoked, _third, _fourth, unfinished = cohort.traineeships.order_by("pk")
    made = {each.traineeship_id: each for each in issue(cohort, by=manager, at=at)}
    given, gone = made[holder.pk], made[revoked.pk]
    actions.revoke(gone, by=manager, reason="误发", at=at)
    others = [TraineeshipFactory(cohort=cohort, state="completed", completed_at=at) for _each in range(2)]
    others[1].person.set_id_number(id_number(next(COUNTER)))
    others[1].person.name = "王\U0002fa1f\ue000"
    others[1].person.save()

    plan = plan_issue(cohort, at=at)

    assert plan.due == ()
    reasons = {each.traineeship.pk: " | ".join(map(str, each.reasons)) for each in plan.not_due}
    assert given.number in reasons[holder.pk]
    assert gone.number in reasons[revoked.pk]
    assert reasons[unfinished.pk].endswith("听讲座")
    assert reasons[others[0].pk] == "no ID number on file"
    assert "U+E000" in reasons[others[1].pk]
    assert (len(reasons), plan.holders, plan.left_out) == (7, 4, 3)


@pytest.mark.parametrize("size", [1, 3])
def test_plan_costs_the_same_whatever_the_size(at, size, django_assert_num_queries):
    cohort = make_class(at, complete=size)

    with django_assert_num_queries(5):
        plan_issue(cohort, at=at)


@pytest.mark.parametrize("size", [2, 6])
def test_issue_some_costs_the_same_whatever_the_size(at, size, manager, django_assert_num_queries):
    batch = approved(make_class(at, complete=size + 1), by=manager, at=at)
    first, *others = recipients(batch)
    # The first certificate of all begins the number series and the status list, and makes the key known.
    actions.issue_some(batch, [first], at=at)

    with django_assert_num_queries(26):
        actions.issue_some(batch, others, at=at)


def test_the_job_issues_in_parts_and_shows_how_far_it_is(at, manager, work, monkeypatch):
    monkeypatch.setattr(issuing, "AT_ONCE", 2)
    cohort = make_class(at, complete=3, open_=1)

    batch = approved(cohort, by=manager, at=at)
    with pytest.raises(actions.StillIssuing):
        actions.propose(Batch(cohort=cohort), by=manager, at=at)
    work()

    job = Job.objects.get()
    assert (job.state, job.done, job.total, job.result) == ("done", 3, 3, {"issued": 3})
    assert len(numbers()) == 3
    assert set(Certificate.objects.values_list("batch", flat=True)) == {batch.pk}


def test_a_job_cut_off_and_begun_again_counts_what_was_done_before(at, manager, work, monkeypatch):
    monkeypatch.setattr(issuing, "AT_ONCE", 2)
    batch = approved(make_class(at, complete=5, open_=2), by=manager, at=at)
    actions.issue_some(batch, recipients(batch)[:2], at=at)
    late = batch.recipients.last().person
    late.name = "王改名"
    late.save()

    work()

    job = Job.objects.get()
    assert (job.done, job.total, job.result) == (5, 5, {"issued": 4})
    assert job.message == "已发放 4 张证书。 另有 1 人没有发放，原因见下一页。"


def test_who_is_not_due_any_more_receives_nothing(at, manager):
    batch = approved(make_class(at, complete=1), by=manager, at=at)
    batch.cohort.traineeships.update(state="running", completed_at=None)

    assert actions.issue_some(batch, recipients(batch), at=at) == 0
    assert not Entry.objects.filter(verb="register.batch.issued").exists()


def test_who_has_another_name_than_was_approved_receives_nothing(at, manager):
    batch = approved(make_class(at, complete=2), by=manager, at=at)
    person = batch.recipients.first().person
    person.name = "王改名"
    person.save()

    assert actions.issue_some(batch, recipients(batch), at=at) == 1
    assert not person.certificates.exists()


def test_who_proposed_does_not_approve(at, manager):
    batch = actions.propose(Batch(cohort=make_class(at, complete=1)), by=manager, at=at)

    with pytest.raises(actions.NotAlone):
        actions.approve(batch, by=manager, seen=batch.digest, at=at)

    assert not Job.objects.exists()


def test_a_list_is_decided_once(at, manager):
    batch = actions.propose(Batch(cohort=make_class(at, complete=1)), by=manager, at=at)
    with pytest.raises(actions.AlreadyWaiting):
        actions.propose(Batch(cohort=batch.cohort), by=manager, at=at)
    actions.withdraw(batch, by=manager, at=at)

    for decide in (
        lambda: actions.withdraw(batch, by=manager, at=at),
        lambda: actions.approve(batch, by=PersonFactory(), seen=batch.digest, at=at),
    ):
        with pytest.raises(actions.AlreadyDecided):
            decide()
    assert actions.propose(Batch(cohort=batch.cohort), by=manager, at=at).waits


def test_a_list_that_changed_is_approved_only_as_it_is_now(at, manager):
    cohort = make_class(at, complete=2, open_=1)
    batch = actions.propose(Batch(cohort=cohort), by=manager, at=at)
    first, second, third = cohort.traineeships.order_by("pk")
    third.state, third.completed_at = "completed", at
    third.save()
    first.state, first.completed_at = "running", None
    first.save()

    with pytest.raises(actions.ListChanged):
        actions.approve(batch, by=PersonFactory(), seen=batch.digest, at=at)
    now = digest_of(batch, plan_for(batch, at=at).lines)
    done = actions.approve(batch, by=PersonFactory(), seen=now, at=at)

    assert set(done.recipients.values_list("person", flat=True)) == {second.person_id, third.person_id}
    assert done.digest == now != batch.digest
    assert [line[0] for line in done.proposal["due"]] != recipients(done)


def test_a_list_from_which_everybody_has_gone_is_not_approved(at, manager):
    batch = actions.propose(Batch(cohort=make_class(at, complete=1)), by=manager, at=at)
    batch.cohort.traineeships.update(state="running", completed_at=None)

    with pytest.raises(actions.NobodyDue):
        actions.approve(batch, by=PersonFactory(), seen=digest_of(batch, []), at=at)


def test_a_stopped_job_is_resumed_until_nobody_is_left(at, manager, work):
    batch = approved(make_class(at, complete=2), by=manager, at=at)
    with pytest.raises(actions.NothingLeft):
        actions.resume(batch, by=manager, at=at)
    Job.objects.update(state="cancelled", ended_at=at)
    actions.resume(batch, by=manager, at=at)

    work()

    assert len(numbers()) == 2
    with pytest.raises(actions.NothingLeft):
        actions.resume(batch, by=manager, at=at)


def test_a_clock_that_jumps_back_over_new_year_begins_no_other_series(at, manager):
    new_year = at.replace(year=2027, month=1, day=1)
    batch = approved(make_class(at, complete=4), by=manager, at=at)
    ids = recipients(batch)

    for clock, some in ((new_year, ids[:1]), (at - timedelta(days=400), ids[1:3]), (at, ids[3:])):
        actions.issue_some(batch, some, at=clock)

    assert numbers() == [f"WF-SXYS-2027-{n:06d}" for n in range(1, 5)]
    assert set(Certificate.objects.values_list("issued_at", flat=True)) == {new_year}


def second_class(certificate, at):
    """Another class of the same scheme, in which the same person is complete."""
    cohort = CohortFactory(scheme=certificate.traineeship.cohort.scheme, name="二班")
    TraineeshipFactory(cohort=cohort, person=certificate.person)
    recompute(cohort=cohort, at=at)
    return cohort


def test_a_second_class_of_the_scheme_gives_nobody_a_second_certificate(at, manager):
    (first,) = issue(make_class(at, complete=1), by=manager, at=at)
    cohort = second_class(first, at)

    (not_due,) = plan_issue(cohort, at=at).not_due

    assert not_due.reasons == (f"已有本项目的有效证书 {first.number}",)
    assert not_due.holds_one
    assert issue(cohort, by=manager, at=at) == []


def test_a_revoked_certificate_is_not_replaced_beside_a_valid_one_of_another_class(at, manager):
    (first,) = issue(make_class(at, complete=1), by=manager, at=at)
    actions.revoke(first, by=manager, reason="误发", at=at)
    (second,) = issue(second_class(first, at), by=manager, at=at)

    with pytest.raises(actions.CannotReissue, match=second.number):
        actions.reissue(first, by=manager, reason="核实无误", at=at)

    assert list(Certificate.objects.valid()) == [second]


def test_propose_refuses_a_class_with_nobody_due(at, manager):
    cohort = make_class(at, complete=0, open_=1)

    with pytest.raises(actions.NobodyDue):
        actions.propose(Batch(cohort=cohort), by=manager, at=at)

    assert not Batch.objects.exists()
    assert not Job.objects.exists()


@pytest.mark.parametrize("die_at", range(1, 8))
def test_cut_off_anywhere_and_begun_again_none_is_doubled_or_missing(at, manager, monkeypatch, work, die_at):
    monkeypatch.setattr(issuing, "AT_ONCE", 3)
    batch = approved(make_class(at, complete=7), by=manager, at=at)
    calls = []
    render = sealing.render

    def deadly(*args):
        calls.append(args)
        if len(calls) == die_at:
            raise KeyboardInterrupt
        return render(*args)

    monkeypatch.setattr(sealing, "render", deadly)
    with pytest.raises(KeyboardInterrupt):
        work()
    assert len(numbers()) == (die_at - 1) // 3 * 3
    assert len(files()) == len(numbers())
    Job.objects.update(heard_at=at - timedelta(days=1))

    work()

    assert numbers() == [f"WF-SXYS-2026-{n:06d}" for n in range(1, 8)]
    assert set(batch.certificates.values_list("traineeship", flat=True)) == set(
        batch.recipients.values_list("traineeship", flat=True)
    )
    assert len(files()) == 7


def test_revoke_is_once_with_a_reason(at, manager):
    (made,) = issue(make_class(at, complete=1), by=manager, at=at)

    with pytest.raises(actions.ReasonMissing):
        actions.revoke(made, by=manager, reason="  ", at=at)
    revoked = actions.revoke(made, by=manager, reason=" 成绩有误 ", at=at)

    assert (revoked.state, revoked.revoked_reason, revoked.revoked_at) == ("revoked", "成绩有误", at)
    assert Entry.objects.get(verb="register.certificate.revoked").data == {"reason": "成绩有误"}
    with pytest.raises(actions.AlreadyRevoked):
        actions.revoke(made, by=manager, reason="再来", at=at)
    assert "成绩有误" in made.person.notices.get(kind="register.certificate.revoked").body


def test_reissue_supersedes_with_todays_name_and_keeps_the_old_words(at, manager):
    (old,) = issue(make_class(at, complete=1), by=manager, at=at)
    old.person.name = "王㛃"
    old.person.save()

    new = actions.reissue(old, by=manager, reason="姓名更正", at=at)

    old.refresh_from_db()
    assert (old.state, old.revoked_reason, old.facts["name"]) == ("superseded", "姓名更正", old.name)
    assert (new.supersedes, new.facts["name"], new.is_valid) == (old, "王㛃", True)
    assert new.number == "WF-SXYS-2026-000002"
    assert chain(new) == chain(old) == [old, new]
    assert issue(old.traineeship.cohort, by=manager, at=at) == []
    with pytest.raises(actions.AlreadySuperseded):
        actions.reissue(old, by=manager, reason="再来", at=at)
    with pytest.raises(actions.AlreadySuperseded):
        actions.revoke(old, by=manager, reason="再来", at=at)
    assert new.number in old.person.notices.get(kind="register.certificate.reissued").body


def test_reissue_issues_what_was_read_and_nothing_else(at, manager):
    (old,) = issue(make_class(at, complete=1), by=manager, at=at)
    read = correction_of(old, at=at)
    old.person.name = "王㛃"
    old.person.save()

    with pytest.raises(actions.TextHasChanged):
        actions.reissue(old, by=manager, reason="更正", at=at, seen=read.fingerprint)
    read_again = correction_of(old, at=at)
    new = actions.reissue(old, by=manager, reason="更正", at=at, seen=read_again.fingerprint)

    assert read.changes_nothing
    assert [(line.old, line.new) for line in read_again.lines if line.differs] == [(old.name, "王㛃")]
    assert not read_again.changes_nothing
    assert new.name == "王㛃"


def test_reissue_after_a_revocation_keeps_the_first_reason(at, manager):
    (old,) = issue(make_class(at, complete=1), by=manager, at=at)
    actions.revoke(old, by=manager, reason="误发", at=at)

    new = actions.reissue(old, by=manager, reason="核实无误", at=at)

    old.refresh_from_db()
    assert (old.revoked_reason, new.supersedes) == ("误发", old)


def test_a_certificate_from_before_the_lists_is_replaced_in_the_built_in_layout(at, manager):
    trainee = make_class(at, complete=1).traineeships.get()
    old = CertificateFactory(traineeship=trainee, layout_version="apricot-1")

    new = actions.reissue(old, by=manager, reason="姓名更正", at=at)

    assert (new.supersedes, new.layout_version, new.facts["kind_title"]) == (old, DEFAULT_LAYOUT.version, "结业证书")


def test_reissue_refuses_what_cannot_be_printed_and_leaves_no_trace(at, manager):
    (old,) = issue(make_class(at, complete=1), by=manager, at=at)
    old.person.name = "王\ue000"
    old.person.save()

    with pytest.raises(actions.CannotReissue) as refused:
        actions.reissue(old, by=manager, reason="更正", at=at)
    with pytest.raises(actions.ReasonMissing):
        actions.reissue(old, by=manager, reason="", at=at)

    assert "U+E000" in str(refused.value)
    old.refresh_from_db()
    assert old.is_valid
    assert numbers() == [old.number]
    assert len(files()) == 1

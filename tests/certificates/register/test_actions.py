import hashlib
import itertools
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import storages

from certificates.register import actions, sealing
from certificates.register.actions import certificates
from certificates.register.correcting import correction_of
from certificates.register.models import Batch, Certificate, NumberSeries
from certificates.register.queries import chain, plan_issue
from certificates.schemes.actions import recompute
from certificates.schemes.models import Traineeship
from lms.audit.models import Entry
from lms.jobs.models import Job
from lms.people.rules import mask_publicly
from lms.records.actions import Deed, write_many
from tests.factories.people import PersonFactory
from tests.factories.records import ActivityFactory
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


@pytest.fixture
def manager():
    return PersonFactory(name="王主任")


def test_issue_gives_everybody_complete_a_number_a_file_and_frozen_facts(at, manager):
    cohort = make_class(at, complete=3, open_=1)

    made = actions.issue(cohort, by=manager, at=at)

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
    actions.issue(cohort, by=manager, at=at)

    assert actions.issue(cohort, by=manager, at=at) == []
    assert len(numbers()) == 2


def test_issue_in_the_next_year_begins_a_new_series(at, manager):
    actions.issue(make_class(at, complete=1), by=manager, at=at)
    later = make_class(at, complete=1, code="WF-SXYS2")
    later.scheme.code = "WF-OTHER"
    later.scheme.save()

    (made,) = actions.issue(later, by=manager, at=at + timedelta(days=60))

    assert made.number == "WF-OTHER-2027-000001"


def test_plan_names_everybody_who_will_not_receive_one_and_why(at, manager, settings):
    settings.LANGUAGE_CODE = "en"
    cohort = make_class(at, complete=4, open_=1)
    holder, nameless, odd, revoked, unfinished = cohort.traineeships.order_by("pk")
    (given, gone) = [
        actions.issue_some(Batch.objects.create(cohort=cohort, made_at=at, made_by=manager), [t.pk], at=at)
        and Certificate.objects.get(traineeship=t)
        for t in (holder, revoked)
    ]
    actions.revoke(gone, by=manager, reason="误发", at=at)
    nameless.person.set_id_number("")
    nameless.person.save()
    odd.person.name = "王\U0002fa1f\ue000"
    odd.person.save()

    plan = plan_issue(cohort, at=at)

    assert plan.due == ()
    reasons = {each.traineeship.pk: " | ".join(map(str, each.reasons)) for each in plan.not_due}
    assert given.number in reasons[holder.pk]
    assert gone.number in reasons[revoked.pk]
    assert reasons[unfinished.pk].endswith("听讲座")
    assert "U+E000" in reasons[odd.pk]
    assert len(reasons) == 5


@pytest.mark.parametrize("size", [1, 3])
def test_plan_costs_the_same_whatever_the_size(at, size, django_assert_num_queries):
    cohort = make_class(at, complete=size)

    with django_assert_num_queries(4):
        plan_issue(cohort, at=at)


@pytest.mark.parametrize("size", [2, 6])
def test_issue_some_costs_the_same_whatever_the_size(at, size, manager, django_assert_num_queries):
    cohort = make_class(at, complete=size + 1)
    batch = Batch.objects.create(cohort=cohort, made_at=at, made_by=manager)
    batch.refresh_from_db()
    first, *others = cohort.traineeships.values_list("pk", flat=True)
    # The first certificate of all begins the number series and the status list, and makes the key known.
    actions.issue_some(batch, [first], at=at)

    with django_assert_num_queries(16):
        actions.issue_some(batch, others, at=at)


def test_the_job_issues_in_parts_and_shows_how_far_it_is(at, manager, work, monkeypatch):
    monkeypatch.setattr(actions, "AT_ONCE", 2)
    cohort = make_class(at, complete=3, open_=1)

    batch = actions.request_issue(cohort, by=manager, at=at)
    assert actions.request_issue(cohort, by=manager, at=at) == batch
    work()

    job = Job.objects.get()
    assert (job.state, job.done, job.total, job.result) == ("done", 3, 3, {"issued": 3})
    assert len(numbers()) == 3
    assert set(Certificate.objects.values_list("batch", flat=True)) == {batch.pk}


def test_a_job_cut_off_and_begun_again_counts_what_was_done_before(at, manager, work, monkeypatch):
    monkeypatch.setattr(actions, "AT_ONCE", 2)
    cohort = make_class(at, complete=5, open_=2)
    earlier = Batch.objects.create(cohort=cohort, made_at=at, made_by=manager)
    actions.issue_some(earlier, [cohort.traineeships.order_by("pk").first().pk], at=at)
    batch = actions.request_issue(cohort, by=manager, at=at)
    due = [trainee.pk for trainee in plan_issue(cohort, at=at).due]
    actions.issue_some(batch, due[:2], at=at)

    work()

    job = Job.objects.get()
    assert (job.done, job.total, job.result) == (4, 4, {"issued": 4})
    assert job.message == "已发放 4 张证书。 另有 2 人没有发放，原因见下一页。"


def test_a_batch_of_some_who_are_not_due_issues_nothing(at, manager):
    cohort = make_class(at, complete=0, open_=1)
    batch = Batch.objects.create(cohort=cohort, made_at=at, made_by=manager)

    assert actions.issue_some(batch, [cohort.traineeships.get().pk], at=at) == 0
    assert not Entry.objects.filter(verb="register.batch.issued").exists()


def second_class(certificate, at):
    """Another class of the same scheme, in which the same person is complete."""
    cohort = CohortFactory(scheme=certificate.traineeship.cohort.scheme, name="二班")
    TraineeshipFactory(cohort=cohort, person=certificate.person)
    recompute(cohort=cohort, at=at)
    return cohort


def test_a_second_class_of_the_scheme_gives_nobody_a_second_certificate(at, manager):
    (first,) = actions.issue(make_class(at, complete=1), by=manager, at=at)
    cohort = second_class(first, at)

    (not_due,) = plan_issue(cohort, at=at).not_due

    assert not_due.reasons == (f"已有本项目的有效证书 {first.number}",)
    assert not_due.holds_one
    assert actions.issue(cohort, by=manager, at=at) == []


def test_a_revoked_certificate_is_not_replaced_beside_a_valid_one_of_another_class(at, manager):
    (first,) = actions.issue(make_class(at, complete=1), by=manager, at=at)
    actions.revoke(first, by=manager, reason="误发", at=at)
    (second,) = actions.issue(second_class(first, at), by=manager, at=at)

    with pytest.raises(actions.CannotReissue, match=second.number):
        actions.reissue(first, by=manager, reason="核实无误", at=at)

    assert list(Certificate.objects.valid()) == [second]


def test_request_refuses_a_class_with_nobody_due(at, manager):
    cohort = make_class(at, complete=0, open_=1)

    with pytest.raises(actions.NobodyDue):
        actions.request_issue(cohort, by=manager, at=at)

    assert not Batch.objects.exists()
    assert not Job.objects.exists()


@pytest.mark.parametrize("die_at", range(1, 8))
def test_cut_off_anywhere_and_begun_again_none_is_doubled_or_missing(at, manager, monkeypatch, die_at):
    monkeypatch.setattr(certificates, "AT_ONCE", 3)
    cohort = make_class(at, complete=7)
    calls = []
    render = sealing.render

    def deadly(*args):
        calls.append(args)
        if len(calls) == die_at:
            raise KeyboardInterrupt
        return render(*args)

    monkeypatch.setattr(sealing, "render", deadly)
    with pytest.raises(KeyboardInterrupt):
        actions.issue(cohort, by=manager, at=at)
    assert len(numbers()) == (die_at - 1) // 3 * 3
    assert len(files()) == len(numbers())

    actions.issue(cohort, by=manager, at=at)

    assert numbers() == [f"WF-SXYS-2026-{n:06d}" for n in range(1, 8)]
    assert Certificate.objects.values("traineeship").distinct().count() == 7
    assert len(files()) == 7


def test_revoke_is_once_with_a_reason(at, manager):
    (made,) = actions.issue(make_class(at, complete=1), by=manager, at=at)

    with pytest.raises(actions.ReasonMissing):
        actions.revoke(made, by=manager, reason="  ", at=at)
    revoked = actions.revoke(made, by=manager, reason=" 成绩有误 ", at=at)

    assert (revoked.state, revoked.revoked_reason, revoked.revoked_at) == ("revoked", "成绩有误", at)
    assert Entry.objects.get(verb="register.certificate.revoked").data == {"reason": "成绩有误"}
    with pytest.raises(actions.AlreadyRevoked):
        actions.revoke(made, by=manager, reason="再来", at=at)
    assert "成绩有误" in made.person.notices.get(kind="register.certificate.revoked").body


def test_reissue_supersedes_with_todays_name_and_keeps_the_old_words(at, manager):
    (old,) = actions.issue(make_class(at, complete=1), by=manager, at=at)
    old.person.name = "王㛃"
    old.person.save()

    new = actions.reissue(old, by=manager, reason="姓名更正", at=at)

    old.refresh_from_db()
    assert (old.state, old.revoked_reason, old.facts["name"]) == ("superseded", "姓名更正", old.name)
    assert (new.supersedes, new.facts["name"], new.is_valid) == (old, "王㛃", True)
    assert new.number == "WF-SXYS-2026-000002"
    assert chain(new) == chain(old) == [old, new]
    assert actions.issue(old.traineeship.cohort, by=manager, at=at) == []
    with pytest.raises(actions.AlreadySuperseded):
        actions.reissue(old, by=manager, reason="再来", at=at)
    with pytest.raises(actions.AlreadySuperseded):
        actions.revoke(old, by=manager, reason="再来", at=at)
    assert new.number in old.person.notices.get(kind="register.certificate.reissued").body


def test_reissue_issues_what_was_read_and_nothing_else(at, manager):
    (old,) = actions.issue(make_class(at, complete=1), by=manager, at=at)
    read = correction_of(old, old.traineeship, at=at)
    old.person.name = "王㛃"
    old.person.save()

    with pytest.raises(actions.TextHasChanged):
        actions.reissue(old, by=manager, reason="更正", at=at, seen=read.fingerprint)
    read_again = correction_of(old, Traineeship.objects.get(pk=old.traineeship_id), at=at)
    new = actions.reissue(old, by=manager, reason="更正", at=at, seen=read_again.fingerprint)

    assert read.changes_nothing
    assert [(line.old, line.new) for line in read_again.lines if line.differs] == [(old.name, "王㛃")]
    assert not read_again.changes_nothing
    assert new.name == "王㛃"


def test_reissue_after_a_revocation_keeps_the_first_reason(at, manager):
    (old,) = actions.issue(make_class(at, complete=1), by=manager, at=at)
    actions.revoke(old, by=manager, reason="误发", at=at)

    new = actions.reissue(old, by=manager, reason="核实无误", at=at)

    old.refresh_from_db()
    assert (old.revoked_reason, new.supersedes) == ("误发", old)


def test_reissue_refuses_what_cannot_be_printed_and_leaves_no_trace(at, manager):
    (old,) = actions.issue(make_class(at, complete=1), by=manager, at=at)
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

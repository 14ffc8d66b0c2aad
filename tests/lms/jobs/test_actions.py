"""A job runs once, tells how far it is, stops when asked, and says what came of it."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from lms.audit.models import Entry
from lms.jobs import actions, registry
from lms.jobs.models import SILENT_AFTER, Job
from lms.kit.errors import Refusal
from lms.kit.models import Errand
from tests.factories.jobs import JobFactory
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db


class SheetIsBad(Refusal):
    code = "sheet_is_bad"
    message = "Row %(row)s is bad."


@pytest.fixture
def kind():
    """Registers a function as the jobs of kind ``test.count``."""

    def register(runner):
        registry.job_kind("test.count")(runner)

    yield register
    registry._kinds.pop("test.count", None)


@pytest.fixture
def count(kind):
    """Three steps, and a list of how often each was taken."""
    steps = []

    def run(progress, *, upto=3):
        progress.total(upto)
        for number in range(upto):
            steps.append(number)
            progress.advance()
        return registry.Outcome("Counted.", {"upto": upto})

    kind(run)
    return steps


def test_start_queues_the_work_and_writes_it_down(at):
    owner = PersonFactory()

    job = actions.start("test.count", title="数一数", owner=owner, at=at, return_url="/there/", upto=5)

    assert (job.state, job.owner, job.arguments, job.return_url) == (Job.State.QUEUED, owner, {"upto": 5}, "/there/")
    assert list(Errand.objects.values_list("task", "arguments")) == [("jobs.run", {"job_id": job.pk})]
    assert list(Entry.objects.values_list("verb", "subject_name")) == [("jobs.job.started", "数一数")]


def test_a_job_runs_to_its_end(count, at, work):
    job = actions.start("test.count", title="数一数", owner=PersonFactory(), at=at, upto=2)

    work()

    job.refresh_from_db()
    assert (job.state, job.done, job.total, job.percent) == (Job.State.DONE, 2, 2, 100)
    assert (job.message, job.result) == ("Counted.", {"upto": 2})
    assert job.ended_at is not None
    assert count == [0, 1]


def test_a_second_delivery_does_nothing(count, at):
    job = JobFactory()
    actions.run(job.pk, at=at)
    job.refresh_from_db()

    actions.run(job.pk, at=at + timedelta(hours=1))

    ended_at = job.ended_at
    job.refresh_from_db()
    assert (count, job.ended_at) == ([0, 1, 2], ended_at)


@pytest.mark.parametrize(
    ("silent_for", "runs"),
    [
        pytest.param(SILENT_AFTER - timedelta(seconds=1), False, id="still-heard"),
        pytest.param(SILENT_AFTER, True, id="silent-on-the-second"),
    ],
)
def test_only_a_silent_worker_loses_its_job(count, at, silent_for, runs):
    job = JobFactory(state=Job.State.RUNNING, started_at=at - silent_for, heard_at=at - silent_for, done=1, total=3)

    if runs:
        actions.run(job.pk, at=at)
    else:
        with pytest.raises(actions.StillRunning):
            actions.run(job.pk, at=at)

    job.refresh_from_db()
    assert (job.state, bool(count)) == ((Job.State.DONE, True) if runs else (Job.State.RUNNING, False))


def test_cancelling_a_waiting_job_ends_it(count, at):
    job = JobFactory()

    actions.ask_to_cancel(job, at=at)
    actions.run(job.pk, at=at)

    job.refresh_from_db()
    assert (job.state, job.ended_at, count) == (Job.State.CANCELLED, at, [])


def test_cancelling_a_running_job_stops_it_after_the_step_it_is_at(kind, at):
    taken = []

    def run(progress):
        progress.total(3)
        for number in range(3):
            taken.append(number)
            if number == 1:
                actions.ask_to_cancel(progress.job, at=at)
            progress.advance()
        return registry.Outcome()

    kind(run)
    job = JobFactory()

    actions.run(job.pk, at=at)

    job.refresh_from_db()
    assert (job.state, job.done, taken) == (Job.State.CANCELLED, 2, [0, 1])
    assert job.message != ""


def test_cancelling_what_is_over_changes_nothing(at):
    job = JobFactory(state=Job.State.DONE, ended_at=at)

    actions.ask_to_cancel(job, at=at)

    job.refresh_from_db()
    assert (job.state, job.cancel_asked_at) == (Job.State.DONE, None)


def test_a_refusal_is_told_in_its_own_words(kind, at):
    def run(progress):
        raise SheetIsBad(row=12, result={"upload": 7})

    kind(run)
    job = JobFactory()

    actions.run(job.pk, at=at)

    job.refresh_from_db()
    assert (job.state, job.message, job.result) == (Job.State.FAILED, "Row 12 is bad.", {"upload": 7})


@pytest.mark.parametrize("broken", [pytest.param(True, id="raises"), pytest.param(False, id="no-such-kind")])
def test_a_fault_of_ours_is_told_without_its_details(kind, at, broken):
    def run(progress):
        raise ZeroDivisionError("secret detail")

    if broken:
        kind(run)
    job = JobFactory()

    actions.run(job.pk, at=at)

    job.refresh_from_db()
    assert job.state == Job.State.FAILED
    assert job.message
    assert "secret" not in job.message


def test_a_job_leaves_a_file(kind, at):
    def run(progress):
        return registry.Outcome("Made.", file=ContentFile("姓名".encode()), file_name="名册.csv")

    kind(run)
    job = JobFactory()

    actions.run(job.pk, at=at)

    job.refresh_from_db()
    assert job.file.read().decode() == "姓名"


@pytest.mark.parametrize("fails", [True, False])
def test_a_silent_run_changes_nothing_of_the_one_that_took_its_job_over(kind, at, fails):
    job, late = JobFactory(), at + SILENT_AFTER

    def second(progress):
        return registry.Outcome("Second.", file=ContentFile(b"second"), file_name="a.csv")

    def first(progress):
        kind(second)
        Job.objects.filter(pk=job.pk).update(heard_at=at)
        actions.run(job.pk, at=late)
        if fails:
            raise SheetIsBad(row=1)
        return registry.Outcome("First.", file=ContentFile(b"first"), file_name="a.csv")

    kind(first)
    actions.run(job.pk, at=at)

    job.refresh_from_db()
    assert (job.state, job.message, job.file.read()) == (Job.State.DONE, "Second.", b"second")
    assert len(list(Path(job.file.path).parent.iterdir())) == 1


def test_a_silent_run_leaves_a_job_alone_that_another_is_still_at(kind, at):
    job = JobFactory()
    kind(lambda progress: Job.objects.filter(pk=job.pk).update(started_at=at + SILENT_AFTER) and registry.Outcome())

    actions.run(job.pk, at=at)

    job.refresh_from_db()
    assert (job.state, job.ended_at) == (Job.State.RUNNING, None)


def test_a_file_whose_job_cannot_be_written_down_is_not_kept(kind, at, tmp_path, monkeypatch):
    kind(lambda progress: registry.Outcome("Made.", file=ContentFile(b"a"), file_name="a.csv"))
    job = JobFactory()

    def broken(*_args, **_more):
        raise OSError

    monkeypatch.setattr(Job, "save", broken)
    with pytest.raises(OSError):  # noqa: PT011
        actions.run(job.pk, at=at)

    assert [each for each in tmp_path.rglob("*") if each.is_file()] == []


def test_a_job_works_for_its_owner(kind, at):
    owners = []

    def run(progress):
        owners.append(progress.owner)
        return registry.Outcome()

    kind(run)
    job = JobFactory()

    actions.run(job.pk, at=at)

    assert owners == [job.owner]


@pytest.mark.parametrize(("done", "total", "percent"), [(0, 0, 0), (0, 3, 0), (1, 3, 33), (2, 3, 66), (3, 3, 100)])
def test_percent_is_whole_and_rounded_down(done, total, percent):
    assert JobFactory.build(owner=None, state=Job.State.RUNNING, done=done, total=total).percent == percent


@pytest.mark.database
@pytest.mark.parametrize(
    "fault",
    [
        pytest.param({"state": Job.State.DONE}, id="done-without-an-end"),
        pytest.param({"ended_at": JobFactory.created_at}, id="ended-but-waiting"),
        pytest.param({"done": 4, "total": 3}, id="more-than-all"),
    ],
)
def test_the_database_refuses_half_a_job(fault):
    with pytest.raises(IntegrityError), transaction.atomic():
        JobFactory(**fault)

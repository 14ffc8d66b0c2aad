"""What looking at audit work leaves behind: whatever an auditor opens is written down, with whom it is about."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from lms.audit.actions import record, record_each
from lms.coverage.models import Anomaly, Attachment, Finding, Sample, SampledPerson
from lms.people.models import Person


@transaction.atomic
def look_at_sample(sample: Sample, *, by: Person, at: datetime) -> None:
    """Write down that ``by`` opened the list of a sample."""
    record("coverage.sample.viewed", actor=by, subject=sample, at=at)


@transaction.atomic
def take_sample_along(sample: Sample, *, form: str, by: Person, at: datetime) -> None:
    """Write down that ``by`` printed a sample or took it along as a file."""
    record("coverage.sample.exported", actor=by, subject=sample, at=at, format=form)


@transaction.atomic
def look_at_sampled(sampled: SampledPerson, *, by: Person, at: datetime) -> None:
    """Write down that ``by`` opened the checklist of a person; the person can see it."""
    said = {"sample_id": sampled.sample_id, "number": sampled.position}
    record("coverage.sampled.viewed", actor=by, subject=sampled.person, at=at, **said)


@transaction.atomic
def look_at_phone(sampled: SampledPerson, *, by: Person, at: datetime) -> None:
    """Write down that ``by`` had a person's mobile number shown, to ring them up; the person can see it."""
    said = {"sample_id": sampled.sample_id, "number": sampled.position}
    record("coverage.phone.viewed", actor=by, subject=sampled.person, at=at, **said)


@transaction.atomic
def look_at_finding(finding: Finding, *, by: Person, at: datetime) -> None:
    """Write down that ``by`` opened a finding; a person it is about can see it."""
    said = {"finding_id": finding.pk}
    record("coverage.finding.viewed", actor=by, subject=finding.person or finding, at=at, **said)


@transaction.atomic
def look_at_anomaly(anomaly: Anomaly, people: Iterable[Person], *, by: Person, at: datetime) -> None:
    """Write down that ``by`` opened an anomaly; the people it shows them can see it."""
    record_each("coverage.anomaly.viewed", actor=by, subjects=people, at=at, anomaly_id=anomaly.pk)


@transaction.atomic
def look_at_file(file: Attachment, *, about: Person | None, by: Person, at: datetime) -> None:
    """Write down that ``by`` opened a photo or file; the person it is about can see it."""
    record("coverage.attachment.viewed", actor=by, subject=about or file, at=at, sha256=file.sha256)


@transaction.atomic
def look_at_list(noun: str, *, exported: bool, by: Person, at: datetime) -> None:
    """Write down that ``by`` opened the list of samples, findings or anomalies, or took it along."""
    record(f"coverage.{noun}.{'exported' if exported else 'listed'}", actor=by, subject=None, at=at)

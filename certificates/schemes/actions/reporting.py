"""Making the report on a class, and reminding of it."""

import hashlib
from datetime import date, datetime

from django.core.files.base import ContentFile
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certificates.schemes.models import ClassReport, Cohort, private_storage
from certificates.schemes.parcel import Parcel, safe_name
from certificates.schemes.queries import reporting
from lms.audit.actions import record
from lms.jobs import actions as jobs
from lms.jobs.models import Job
from lms.kit.errors import Refusal
from lms.notices.actions import notify
from lms.people.models import Appointment, Person
from lms.people.roles import Role


class ReportFromTheFuture(Refusal):
    """A report tells what is on record."""

    code = "report_from_the_future"
    message = gettext_lazy("A report tells what has been recorded. Choose a moment that is over.")


class NobodyToReport(Refusal):
    """A report names the people of a class."""

    code = "nobody_to_report"
    message = gettext_lazy("Nobody was in this class at that moment. Enrol the trainees, or choose a later moment.")


@transaction.atomic
def request_report(cohort: Cohort, *, as_of: datetime, by: Person, at: datetime) -> Job:
    """Start making the report on ``cohort`` as it stood at ``as_of``; return the job.

    :raises ReportFromTheFuture: ``as_of`` lies after ``at``.
    :raises NobodyToReport: nobody was in the class by then.
    """
    if as_of > at:
        raise ReportFromTheFuture
    if not reporting.trainees_at(cohort, as_of).exists():
        raise NobodyToReport
    job = jobs.start(
        "schemes.report",
        title=_("Report on %(cohort)s") % {"cohort": cohort.name},
        owner=by,
        at=at,
        return_url=reverse("training_class:reports", args=[cohort.pk]),
        cohort_id=cohort.pk,
        as_of=as_of.isoformat(),
    )
    record("schemes.report.asked", actor=by, subject=cohort, at=at, as_of=as_of.isoformat())
    return job


@transaction.atomic
def keep_report(cohort: Cohort, parcel: Parcel, *, as_of: datetime, job: Job, at: datetime) -> ClassReport:
    """Keep what ``job`` made; delivered twice, it is the same report."""
    if known := ClassReport.objects.filter(job=job).first():
        return known
    sha256 = hashlib.sha256(parcel.content).hexdigest()
    name = f"reports/{timezone.localdate(as_of).year}/{cohort.pk}-{job.pk}-{sha256[:8]}.zip"
    report = ClassReport.objects.create(
        cohort=cohort,
        as_of=as_of,
        made_by=job.owner,
        made_at=at,
        job=job,
        file_name=f"{safe_name(cohort.name)}-{timezone.localtime(as_of):%Y%m%d-%H%M}.zip",
        sha256=sha256,
        size=len(parcel.content),
        manifest=parcel.manifest,
        file=private_storage().save(name, ContentFile(parcel.content)),
    )
    record("schemes.report.made", actor=job.owner, subject=report, at=at, sha256=sha256)
    return report


@transaction.atomic
def note_report_taken(report: ClassReport, *, by: Person, at: datetime) -> None:
    """Write down that ``by`` took the file, which names everybody in the class."""
    record("schemes.report.taken", actor=by, subject=report, at=at, sha256=report.sha256)


@transaction.atomic
def remind_reports(*, at: datetime) -> int:
    """Remind those who look after a class whose report will be due soon; return how many were told. Once each."""
    today, told = timezone.localdate(at), 0
    for cohort in reporting.unreported(today):
        due = reporting.due_on(cohort)
        page = reverse("training_class:reports", args=[cohort.pk])
        for person, url in _answerable(cohort, today, page).items():
            told += 1
            notify(
                person,
                at=at,
                kind="schemes.report.due",
                key=f"{cohort.pk}:{due}",
                title=_("Report due on %(day)s: %(cohort)s") % {"cohort": cohort.name, "day": due},
                body=_("Nobody has made it since the class ended. It is made on the page of the class, in a minute."),
                url=url,
            )
    return told


def _answerable(cohort: Cohort, day: date, page: str) -> dict[Person, str]:
    """Return the scheme managers of the organiser, and the head teacher, each with where the notice leads."""
    managing = Appointment.objects.on(day).filter(role=Role.SCHEME_MANAGER, organisation=cohort.organiser_id)
    found = {each.person: page for each in managing.select_related("person").order_by("pk")}
    if cohort.head_teacher is not None:
        # A mentor has no way into the admin; the notice alone says what is due.
        found.setdefault(cohort.head_teacher, "")
    return found

"""Reading uploads and their reports."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import Max, QuerySet

from lms.exchange.models import Change, CheckedUpload, Fault, Upload
from lms.exchange.roster.onfile import outside
from lms.jobs.models import Job
from lms.people.models import Appointment, Organisation, Person
from lms.people.scopes import Scope


def uploads_for(viewer: object) -> QuerySet[Upload]:
    """Return the uploads ``viewer`` may see, the newest first."""
    return Upload.objects.visible_to(viewer).select_related("keeper", "uploaded_by").order_by("-uploaded_at", "-pk")


def faults_of(upload: Upload) -> QuerySet[Fault]:
    """Return the faults of an upload in the order of its rows."""
    return upload.faults.order_by("row", "pk")


def changes_of(upload: Upload) -> QuerySet[Change]:
    """Return what an upload changes, field by field; people missing from the file are not among them."""
    return upload.changes.exclude(field="missing").select_related("person").order_by("row", "pk")


def missing_from(upload: Upload, viewer: Person) -> QuerySet[Change]:
    """Return who is on the roster and not in the file, as far as ``viewer`` may see them."""
    missing = upload.changes.filter(field="missing").order_by("person__name", "pk")
    if upload.uploaded_by_id == viewer.pk:
        return missing
    return missing.filter(person__in=Person.objects.visible_to(viewer))


def may_decide(upload: Upload, viewer: Person, *, today: date) -> bool:
    """Return whether ``viewer`` may read the rows of an upload and decide on them.

    That is whoever uploaded it, and who has every institution and person it names in their scope.
    """
    if upload.uploaded_by_id == viewer.pk:
        return True
    changed = upload.changes.exclude(field="missing").values_list("person", flat=True)
    people = {*changed, *upload.questions.values_list("person", flat=True)}
    return covers(viewer, workplaces=set(upload.workplaces), people=people, today=today)


def covers(viewer: Person, *, workplaces: Collection[int], people: Collection[int], today: date) -> bool:
    """Return whether all of some institutions and people are in the scope of ``viewer``; of none at all nobody knows.

    People with a role are in the scope of administrators only: an uploader who is one may change their numbers.

    :param workplaces: each once; 0 is an institution nobody knows.
    """
    if Scope.of(viewer).everything:
        return True
    holders = {*Appointment.objects.on_or_after(today).values_list("person", flat=True)}
    holders |= {*Person.objects.filter(is_superuser=True).values_list("pk", flat=True)}
    if holders & set(people):
        return False
    inside = Organisation.objects.visible_to(viewer).filter(pk__in=workplaces).count()
    return 0 < inside == len(workplaces) and not outside(people, viewer=viewer, today=today)


def rows_of(upload: Upload, viewer: Person) -> dict[str, QuerySet[Any]]:
    """Return the lists of a report, for a viewer who may decide on the upload."""
    return {"faults": faults_of(upload), "changes": changes_of(upload), "missing": missing_from(upload, viewer)}


def up_to_date_as_of(keeper: Organisation, roster_name: str) -> date | None:
    """Return the latest day for which a roster was imported."""
    done = Upload.objects.filter(keeper=keeper, roster_name=roster_name, state=Upload.State.APPLIED)
    day: date | None = done.aggregate(day=Max("as_of"))["day"]
    return day


def is_under_way(upload: CheckedUpload) -> bool:
    """Return whether a job that checks or writes an upload has yet to end. One that died is taken up again."""
    kinds = (f"{upload.JOBS}.check", f"{upload.JOBS}.apply")
    about = {f"arguments__{upload.JOB_ARGUMENT}": upload.pk}
    return Job.objects.filter(kind__in=kinds, ended_at=None, **about).exists()


def applied_before(upload: Upload) -> Upload | None:
    """Return an earlier upload of the very same file onto the same roster that was imported."""
    same = Upload.objects.filter(
        sha256=upload.sha256, keeper=upload.keeper_id, roster_name=upload.roster_name, state=Upload.State.APPLIED
    )
    return same.exclude(pk=upload.pk).order_by("-written_at").first()

"""Reading uploads and their reports."""

from django.db.models import QuerySet

from lms.exchange.models import Change, Fault, Upload


def uploads_for(viewer: object) -> QuerySet[Upload]:
    """Return the uploads ``viewer`` may see, the newest first."""
    return Upload.objects.visible_to(viewer).select_related("keeper", "uploaded_by").order_by("-uploaded_at", "-pk")


def faults_of(upload: Upload) -> QuerySet[Fault]:
    """Return the faults of an upload in the order of its rows."""
    return upload.faults.order_by("row", "pk")


def changes_of(upload: Upload) -> QuerySet[Change]:
    """Return what an upload changes, field by field; people missing from the file are not among them."""
    return upload.changes.exclude(field="missing").select_related("person").order_by("row", "pk")


def missing_from(upload: Upload) -> QuerySet[Change]:
    """Return who is on the roster and not in the file."""
    return upload.changes.filter(field="missing").select_related("person").order_by("person__name", "pk")


def applied_before(upload: Upload) -> Upload | None:
    """Return an earlier upload of the very same file onto the same roster that was imported."""
    same = Upload.objects.filter(
        sha256=upload.sha256, keeper=upload.keeper_id, roster_name=upload.roster_name, state=Upload.State.APPLIED
    )
    return same.exclude(pk=upload.pk).order_by("-written_at").first()

"""What looking at programmes leaves behind: every opened page, list, person and record is written down."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lms.audit.actions import record
from lms.coverage.queries import Place
from lms.coverage.queries.matter import Matter
from lms.jobs.actions import start
from lms.jobs.models import Job
from lms.people.models import Person
from lms.records.models import LearningRecord

FASTEST = "coverage.fastest"


@transaction.atomic
def look_at_programmes(viewer: Person, *, at: datetime) -> None:
    """Write down that ``viewer`` opened the list of programmes."""
    record("coverage.programmes.viewed", actor=viewer, subject=None, at=at)


@transaction.atomic
def look_at_programme(matter: Matter, place: Place, *, page: str, at: datetime) -> None:
    """Write down that the viewer opened a page of figures about a place."""
    record(
        "coverage.programme.viewed", actor=matter.viewer, subject=matter.programme, at=at, **_said(matter, place, page)
    )


@transaction.atomic
def look_at_people(matter: Matter, place: Place, *, which: str, page: int, at: datetime) -> None:
    """Write down that the viewer opened a page of the people behind a figure."""
    said = {"which": which, **_said(matter, place, page)}
    record("coverage.names.viewed", actor=matter.viewer, subject=matter.programme, at=at, **said)


@transaction.atomic
def look_at_standing(matter: Matter, person: Person, *, at: datetime) -> None:
    """Write down that the viewer opened ``person``; the person can see it."""
    record("coverage.person.viewed", actor=matter.viewer, subject=person, at=at, **_asked(matter))


@transaction.atomic
def look_at_evidence(matter: Matter, item: LearningRecord, *, at: datetime) -> None:
    """Write down that the viewer opened the evidence of ``item``; the person it is about can see it."""
    record("coverage.record.viewed", actor=matter.viewer, subject=item.person, at=at, record=item.pk, **_asked(matter))


@transaction.atomic
def start_fastest(matter: Matter, place: Place, *, return_url: str, at: datetime) -> Job:
    """Ask a worker for the workbook of who can be covered fastest. Its scope is decided when it runs."""
    title = _("Covered fastest: %(programme)s, %(place)s") % {"programme": matter.programme, "place": place.name}
    asked = {"programme_id": matter.programme.pk, "place": place.slug}
    job = start(FASTEST, title=title, owner=matter.viewer, at=at, return_url=return_url, **asked)
    record("coverage.export.asked", actor=matter.viewer, subject=job, at=at, **asked)
    return job


@transaction.atomic
def note_fastest(matter: Matter, place: Place, *, people: int, at: datetime) -> None:
    """Write down that a workbook with the names of ``people`` people was made."""
    said = {"place": place.slug, "people": people, **_asked(matter)}
    record("coverage.export.made", actor=matter.viewer, subject=matter.programme, at=at, **said)


def _said(matter: Matter, place: Place, page: str | int) -> dict[str, Any]:
    return {"place": place.slug, "page": page, **_asked(matter)}


def _asked(matter: Matter) -> dict[str, Any]:
    return {"programme_id": matter.programme.pk, "as_of": matter.on.isoformat()}

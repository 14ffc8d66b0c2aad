"""Doors for the worker."""

from typing import Any

from celery import shared_task
from django.core.files import File
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.feeds import actions, formats, making, queries
from lms.feeds.models import Store
from lms.jobs.registry import Outcome, Progress, job_kind

# What one task sends before it makes way for others.
_BATCHES = 50


@job_kind(actions.EXTRACT, needs="feeds.make_extract")
def extract(progress: Progress, *, what: str, form: str, asked: dict[str, Any], **_newer: object) -> Outcome:
    """Make an extract. Run again after being cut off, it is made anew."""
    dataset = making.dataset_of(progress.owner, what, asked)
    file, rows, checksum = making.make(dataset, form, progress)
    actions.note_extract(progress.job, rows=rows, sha256=checksum, at=progress.now)
    said = ngettext("The extract holds %(n)s row.", "The extract holds %(n)s rows.", rows) % {"n": rows}
    name = f"{dataset.title}-{timezone.localdate(progress.now)}.{formats.ending_of(form)}"
    return Outcome(f"{said} SHA-256: {checksum}", {"rows": rows, "sha256": checksum}, File(file), name)


@job_kind(actions.SEND)
def send_now(progress: Progress, *, store_id: int, **_newer: object) -> Outcome:
    """Send what waits for a store. Cut off and started again it goes on where it was."""
    store = Store.objects.get(pk=store_id)
    progress.total(queries.how_many_wait(store))
    count = 0
    while sent := actions.send_next(store_id, at=progress.now):
        count += sent
        progress.advance(sent)
    said = ngettext("%(n)s record was sent.", "%(n)s records were sent.", count)
    more = _("Newer ones follow by themselves within minutes.")
    return Outcome(f"{said % {'n': count}} {more}", {"records": count})


@shared_task(name="feeds.send", acks_late=True, ignore_result=True)
def send(*, store_id: int, **_newer: object) -> None:
    """Send what waits for a store. What fails stays in the outbox, which waits longer before each new try."""
    for _batch in range(_BATCHES):
        if not actions.send_next(store_id, at=timezone.now()):
            return


@shared_task(name="feeds.sweep", ignore_result=True)
def sweep(**_newer: object) -> None:
    """Door to :func:`actions.sweep`."""
    actions.sweep(at=timezone.now())

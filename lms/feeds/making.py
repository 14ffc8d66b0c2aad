"""Making the extract that a job asks for, in the scope its owner has when it runs."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from tempfile import TemporaryFile
from typing import IO, Any

from django.core.exceptions import ObjectDoesNotExist

from lms.coverage.queries import ask, place_of
from lms.feeds import formats
from lms.feeds.actions.extracts import NotOpen, may_take
from lms.feeds.datasets.base import Dataset
from lms.feeds.datasets.coverage import coverage
from lms.feeds.datasets.people import people
from lms.feeds.datasets.records import records
from lms.jobs.registry import Progress
from lms.people.models import Person

_STEP = 500


def dataset_of(owner: Person, what: str, asked: dict[str, Any]) -> Dataset:
    """Return the data set that is asked for, as far as ``owner`` may see it now.

    :raises NotOpen: since asking, ``owner`` has lost the permission, the roster, the scheme or the place.
    """
    if not may_take(owner, what):
        raise NotOpen
    if what == "records":
        days = {key: date.fromisoformat(asked[key]) for key in ("since", "until") if asked.get(key)}
        return records(owner, **days)
    try:
        as_of = date.fromisoformat(asked["as_of"])
        question = ask(owner, scheme_id=asked["scheme_id"], roster_id=asked["roster_id"], as_of=as_of)
        here = place_of(owner, asked.get("place", "all"))
    except ObjectDoesNotExist as missing:
        raise NotOpen from missing
    return people(question, here) if what == "people" else coverage(question, here)


def make(dataset: Dataset, form: str, progress: Progress) -> tuple[IO[bytes], int, str]:
    """Write ``dataset``; return the file, how many rows it has, and its SHA-256. It is gone when it is closed."""
    progress.total(dataset.count)
    file = TemporaryFile()  # noqa: SIM115 - the job reads it, and closes it by forgetting it
    rows = formats.write(replace(dataset, rows=_counted(dataset, progress)), form, file)
    file.seek(0)
    checksum = hashlib.file_digest(file, "sha256").hexdigest()
    file.seek(0)
    return file, rows, checksum


def _counted(dataset: Dataset, progress: Progress) -> Iterator[Sequence[Any]]:
    number = 0
    for number, row in enumerate(dataset.rows, start=1):
        yield row
        if number % _STEP == 0:
            progress.advance(_STEP)
    progress.advance(number % _STEP)

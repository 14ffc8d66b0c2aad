"""The kinds of job: each app's ``tasks.py`` registers its own."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.files.base import File
from django.utils import timezone

from lms.jobs.models import Job

if TYPE_CHECKING:
    from lms.people.models import Person


class Cancelled(Exception):
    """The owner asked for the job to stop."""


@dataclass
class Outcome:
    """What a finished job leaves: a sentence, small values for its page, and a file to download."""

    message: str = ""
    result: dict[str, Any] | None = None
    file: "File[bytes] | None" = None
    file_name: str = ""


class Progress:
    """A running job's line to its progress bar."""

    def __init__(self, job: Job) -> None:
        """Speak for ``job``."""
        self.job = job

    @property
    def owner(self) -> "Person":
        """The person the job works for, and whose scope it must keep to."""
        owner: Person = self.job.owner
        return owner

    def total(self, number: int) -> None:
        """Say how many steps there are."""
        Job.objects.filter(pk=self.job.pk).update(total=number, done=0, heard_at=self.now)
        self.job.total, self.job.done = number, 0

    def advance(self, steps: int = 1) -> None:
        """Say that ``steps`` more are done.

        :raises Cancelled: the owner has asked to stop. What was committed stays.
        """
        self.job.done = min(self.job.done + steps, self.job.total)
        Job.objects.filter(pk=self.job.pk).update(done=self.job.done, heard_at=self.now)
        if Job.objects.filter(pk=self.job.pk, cancel_asked_at__isnull=False).exists():
            raise Cancelled

    @property
    def now(self) -> datetime:
        """The instant, for the actions a job calls."""
        return timezone.now()


Runner = Callable[..., Outcome]
_kinds: dict[str, Runner] = {}
_permissions: dict[str, str] = {}


def job_kind(name: str, *, needs: str = "") -> Callable[[Runner], Runner]:
    """Register a function ``(progress, **arguments) -> Outcome`` as the work of jobs of kind ``name``.

    :param needs: the permission, as ``app.codename``, without which the owner gets no file of such a job.

    A job may be delivered twice: the function must be safe to run again after being cut off anywhere.
    """

    def register(runner: Runner) -> Runner:
        _kinds[name] = runner
        _permissions[name] = needs
        return runner

    return register


def runner_of(kind: str) -> Runner:
    """Return the function registered for ``kind``.

    :raises KeyError: no app registers this kind.
    """
    return _kinds[kind]


def needs_of(kind: str) -> str:
    """Return the permission that the file of such a job needs; ``""`` where the owner's scope is enough."""
    return _permissions.get(kind, "")

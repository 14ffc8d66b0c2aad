"""One county of everything, on the Thursday evening when its lecture runs."""

from copy import copy

import pytest
import time_machine
from django.core.files.storage import FileSystemStorage

from certificates.credits.models import Recognition
from certificates.register.models import Certificate
from certificates.schemes.models import ClassReport
from courses.exams.models import QuestionImport, QuestionMedia
from lms.coverage.models import Attachment
from lms.exchange.models import Upload
from lms.jobs.models import Job
from lms.signin import backends
from tests.house.world import NOW, World


@pytest.fixture
def world(db, tmp_path, monkeypatch):
    storage = FileSystemStorage(tmp_path / "private")
    for model, name in (
        (Job, "file"),
        (Upload, "file"),
        (Upload, "marked_file"),
        (QuestionImport, "file"),
        (QuestionImport, "marked_file"),
        (Certificate, "file"),
        (Recognition, "file"),
        (ClassReport, "file"),
        (QuestionMedia, "file"),
        (Attachment, "file"),
    ):
        monkeypatch.setattr(model._meta.get_field(name), "storage", storage)
    with time_machine.travel(NOW):
        yield World()


@pytest.fixture
def remembered(monkeypatch):
    """Keep whom a session belongs to, and what that person is allowed, from one request to the next.

    No visit leaves a change behind, so the next one would be told the same; each is handed a copy of its own.
    """
    ask, known = backends.person_today, {}

    def person_today(person_id):
        if person_id not in known:
            known[person_id] = ask(person_id)
            known[person_id].get_all_permissions()
        return copy(known[person_id])

    monkeypatch.setattr(backends, "person_today", person_today)

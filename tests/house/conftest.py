"""One county of everything, on the Thursday evening when its lecture runs."""

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

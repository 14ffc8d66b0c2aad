"""Files of jobs go where the test's own files go."""

import pytest
from django.core.files.storage import FileSystemStorage

from lms.jobs.models import Job


@pytest.fixture(autouse=True)
def _private_files(tmp_path, monkeypatch):
    # The field took its storage when the model was made, before any test could change the settings.
    monkeypatch.setattr(Job._meta.get_field("file"), "storage", FileSystemStorage(tmp_path / "private"))

"""Files of certificates: none without its row, none half written."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from celery import current_app
from django.core.files.storage import InMemoryStorage, storages

from certificates.register import actions, shelf
from certificates.register.models import Certificate
from lms.audit.models import Entry
from tests.certificates.register.test_actions import files, issue, make_class
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
AN_HOUR = timedelta(hours=1)


def left_behind(name, written_at):
    path = Path(storages["private"].path(f"certificates/2026/{name}"))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"%PDF")
    os.utime(path, (written_at.timestamp(), written_at.timestamp()))
    return path.name


def test_files_without_a_certificate_are_taken_away_after_an_hour(at):
    (kept,) = issue(make_class(at, complete=1), by=PersonFactory(), at=at)
    os.utime(storages["private"].path(kept.file.name), (0, 0))
    fresh = left_behind("WF-SXYS-2026-000002-aaaaaaaa.pdf", at - AN_HOUR)
    left_behind("WF-SXYS-2026-000003-bbbbbbbb.pdf", at - AN_HOUR - timedelta(seconds=1))
    left_behind("WF-SXYS-2026-000004-cccccccc.pdf.part", at - timedelta(days=2))

    assert actions.clear_strays(at=at) == 2

    assert files() == sorted([Path(kept.file.name).name, fresh])
    assert Entry.objects.get(verb="register.files.cleared").data == {"count": 2}


def test_with_nothing_left_behind_nothing_is_written_down(at):
    assert actions.clear_strays(at=at) == 0
    assert not Entry.objects.exists()


def test_another_storage_keeps_the_file_under_the_name_it_gives(at, monkeypatch):
    memory = InMemoryStorage()
    monkeypatch.setattr(shelf, "private_storage", lambda: memory)

    issue(make_class(at, complete=1), by=PersonFactory(), at=at)

    with memory.open(Certificate.objects.get().file.name) as file:
        assert file.read().startswith(b"%PDF")
    assert files() == []


def test_the_nightly_errand_clears_by_the_clock(at):
    left_behind("WF-SXYS-2026-000001-aaaaaaaa.pdf", at)

    with time_machine.travel(at + 2 * AN_HOUR):
        current_app.tasks["register.clear_strays"]()

    assert files() == []

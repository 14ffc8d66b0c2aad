"""Sealing and verifying from the command line."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from lms.records.management.commands import verify_records
from lms.records.models import LearningRecord
from lms.records.queries import latest_head
from tests.factories.records import LearningRecordFactory
from tests.lms.records.sealing import as_operator, fill, seal_on

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def drawer(tmp_path):
    fill(5)
    file = tmp_path / "head.txt"
    file.write_text(seal_on(1).note.text)
    return file


def test_sealing_prints_the_head(capsys):
    fill(3)
    call_command("seal_records")

    told = capsys.readouterr()

    assert told.out.strip() == latest_head().note.text.strip()
    assert "3 records hashed" in told.err


def test_sealing_says_what_keeps_it(settings, tmp_path):
    with pytest.raises(CommandError, match="no record"):
        call_command("seal_records")
    settings.SEAL_KEY_FILE, settings.DATA_DIR = "", tmp_path
    with pytest.raises(CommandError, match="SEAL_KEY_FILE"):
        call_command("seal_records")


def test_verifying_says_that_all_is_well(drawer, capsys, monkeypatch):
    LearningRecordFactory()
    monkeypatch.setattr(verify_records, "EVERY_SECONDS", 0.0)

    call_command("verify_records", head=[drawer.open()])

    told = capsys.readouterr()
    assert "over 5 records, is extended by today's records" in told.out
    assert "5 records are as they were sealed, under 1 heads; 1 newer ones wait to be." in told.out
    assert "5 / 5 (100 %)" in told.err


def test_verifying_names_the_first_wrong_record_and_fails(drawer):
    record = LearningRecord.objects.all()[2]
    with as_operator() as cursor:
        cursor.execute("UPDATE records_learningrecord SET minutes = 999 WHERE id = %s", [record.pk])

    with pytest.raises(CommandError, match=f"Record {record.pk} has been changed") as failed:
        call_command("verify_records")

    assert failed.value.returncode == 1
    assert connection.vendor


def test_verifying_wants_a_head_as_it_is_printed(tmp_path):
    file = tmp_path / "other.txt"
    file.write_bytes("树头".encode("gb18030"))

    with pytest.raises(CommandError, match="holds no head"):
        call_command("verify_records", "--head", str(file))

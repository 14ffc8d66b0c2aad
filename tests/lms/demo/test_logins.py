"""The demo's logins, kept in a file that comes back."""

import json
import stat

import pytest

from lms.audit.actions import record
from lms.demo import logins
from lms.people.roles import Role
from lms.signin.actions import enrol_totp
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return tmp_path / "demo-logins.json"


def test_the_file_comes_back_from_the_database(file, at):
    doctor, auditor = PersonFactory(), PersonFactory()
    secret = enrol_totp(auditor)
    for role, person in {"doctor": doctor, Role.CITY_AUDITOR: auditor}.items():
        record(logins.HANDED_OUT, actor=None, subject=person, at=at, role=str(role))

    logins.write_again()

    known = {"password": logins.PASSWORD}
    assert json.loads(file.read_text()) == [
        {"role": "doctor", "name": doctor.name, "phone": doctor.phone} | known,
        {"role": "city_auditor", "name": auditor.name, "phone": auditor.phone, "totp_secret": secret} | known,
    ]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_file_that_is_there_is_left_alone(file):
    file.write_text("[]")

    logins.write_again()

    assert file.read_text() == "[]"


def test_no_empty_file_is_written_where_the_database_knows_of_no_login(file):
    logins.write_again()

    assert not file.exists()

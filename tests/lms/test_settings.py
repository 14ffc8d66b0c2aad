"""What is read from the environment."""

import os
import subprocess
import sys

import pytest

from tests.schema import ROOT


@pytest.mark.parametrize(
    ("address", "engine"),
    [
        ({}, "django.db.backends.sqlite3"),
        ({"DATABASE_URL": ""}, "django.db.backends.sqlite3"),
        ({"DATABASE_URL": "postgres://xinglin@localhost/xinglin"}, "django.db.backends.postgresql"),
    ],
)
def test_an_empty_address_of_the_database_is_none(address, engine, tmp_path):
    """A file of settings may name the variable and give it nothing."""
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment = {**kept, "DATA_DIR": str(tmp_path), "DEBUG": "1", **address}
    words = [sys.executable, "-c", "from lms.settings.data import DATABASES; print(DATABASES['default']['ENGINE'])"]
    told = subprocess.run(words, cwd=ROOT, env=environment, check=True, capture_output=True, text=True)
    assert told.stdout.strip() == engine

"""What an older database held is there afterwards, and what nobody asks for is gone."""

from importlib import import_module
from pkgutil import iter_modules
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection

from lms.coverage import migrations
from lms.coverage.models import Programme

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def step(called):
    """Return the migration of this name, whatever its number."""
    [name] = [each.name for each in iter_modules(migrations.__path__) if each.name.endswith(called)]
    return import_module(f"{migrations.__name__}.{name}")


def test_the_permission_that_nothing_asks_for_is_forgotten():
    kind = ContentType.objects.get_for_model(Programme)
    Permission.objects.create(content_type=kind, codename="keep_programme", name="May set up coverage programmes")

    step("_no_keeping_of_programmes").forget(apps, SimpleNamespace(connection=connection))

    held = Permission.objects.filter(content_type=kind).values_list("codename", flat=True)
    assert set(held) == {f"{verb}_programme" for verb in ("add", "change", "delete", "view")}

"""The OpenAPI document, judged by tools we did not write, and the interface held to it."""

import json

import pytest
import schemathesis
from django.test import Client
from hypothesis import HealthCheck, Phase, settings
from openapi_spec_validator import validate

from lms.api.service import document
from lms.wsgi import application
from tests.factories.outward import token_for
from tests.factories.people import PersonFactory

EXAMPLES = 3


def test_the_document_is_sound(db):
    answer = Client().get("/api/v1/openapi.json")
    said = json.loads(answer.content)
    validate(said)
    assert said["openapi"].startswith("3.")
    assert len(said["paths"]) == 14
    assert {method for path in said["paths"].values() for method in path} == {"get"}
    for path in said["paths"].values():
        assert path["get"]["security"] == [{"Bearer": []}]
        assert {"200", "401", "403", "404", "422", "429"} == set(path["get"]["responses"])


def test_people_can_read_it_too(db):
    page = Client().get("/api/v1/").content.decode()
    assert "/api/v1/records/{record_id}" in page
    assert "<script>" not in page


SCHEMA = schemathesis.openapi.from_dict(document())


@SCHEMA.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@pytest.mark.django_db
def test_whatever_is_asked_the_answer_is_one_the_document_knows(case):
    case.headers["Authorization"] = f"Bearer {_token()}"
    assert case.call_and_validate(app=application).status_code in (200, 404, 422)


def _token():
    person = PersonFactory(is_superuser=True)
    return token_for(person)

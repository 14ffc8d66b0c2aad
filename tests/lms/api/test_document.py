"""The OpenAPI document, judged by tools we did not write, and the interface held to it."""

import json
import subprocess
import sys
from io import BytesIO

import pytest
import requests
import schemathesis
from django.test import Client
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks
from urllib3 import HTTPResponse

from lms.api.service import document
from tests.factories.outward import token_for
from tests.factories.people import PersonFactory

EXAMPLES = 3
HELD_TO = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
]


def test_the_document_is_sound(db, tmp_path):
    answer = Client().get("/api/v1/openapi.json")
    said = json.loads(answer.content)
    (tmp_path / "openapi.json").write_bytes(answer.content)
    # In a process of its own: the judge reads its own schema with a parser that does not bear being traced.
    judged = subprocess.run(
        [sys.executable, "-m", "openapi_spec_validator", str(tmp_path / "openapi.json")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert judged.returncode == 0, judged.stdout + judged.stderr
    assert said["openapi"].startswith("3.")
    assert len(said["paths"]) == 16
    assert {method for path in said["paths"].values() for method in path} == {"get"}
    for path in said["paths"].values():
        assert path["get"]["security"] == [{"Bearer": []}]
        own = {"409"} if path["get"]["operationId"] == "programme" else set()
        assert {"200", "401", "403", "404", "422", "429"} | own == set(path["get"]["responses"])


def test_people_can_read_it_too(db):
    page = Client().get("/api/v1/").content.decode()
    assert "/api/v1/records/{record_id}" in page
    assert "<script>" not in page


SCHEMA = schemathesis.openapi.from_dict(document())
SCHEMA.config.update(base_url="http://testserver")


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
    asked = requests.Request(**case.as_transport_kwargs(base_url="http://testserver")).prepare()
    token = token_for(PersonFactory(is_superuser=True))
    answer = Client().get(asked.path_url, headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code in (200, 404, 422), answer.content.decode()
    case.validate_response(as_requests(asked, answer), checks=HELD_TO)


def as_requests(asked, answer):
    """Return an answer of Django's in the shape the judge reads."""
    said = requests.Response()
    said.status_code, said._content, said.request = answer.status_code, answer.content, asked
    said.headers.update(answer.headers)
    said.raw = HTTPResponse(BytesIO(answer.content), headers=dict(answer.headers), status=answer.status_code)
    return said

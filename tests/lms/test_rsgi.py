"""What stands before Django, and that everything else reaches it."""

import asyncio
import json

import pytest

from lms.rsgi import application
from tests import rsgi


def ask(path):
    protocol = rsgi.Protocol()
    asyncio.run(application.__rsgi__(rsgi.scope(path, ("host", "testserver")), protocol))
    return protocol


def test_saves_of_exams_are_answered_before_django():
    said = ask("/exams/sync/")

    assert said.status == 405
    assert json.loads(said.body)["refusal"]["code"] == "not_this_way"
    assert "Content-Security-Policy" not in said.headers


@pytest.mark.parametrize("path", ["/exams/", "/exams/sync", "/me/"])
def test_everything_else_is_answered_by_django(path):
    said = ask(path)

    assert said.status in {301, 302, 404}
    assert said.headers["X-Content-Type-Options"] == "nosniff"

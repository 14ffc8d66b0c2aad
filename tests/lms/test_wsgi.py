"""What stands before Django, and that everything else reaches it."""

import json

import pytest
from django.test import RequestFactory

from lms.demo.management.commands.serve import WAITING_THREADS
from lms.wsgi import application


def ask(path):
    said = []
    body = application(RequestFactory().get(path).environ, lambda status, headers: said.append((status, dict(headers))))
    return (*said[0], b"".join(body))


def test_saves_of_exams_are_answered_before_django():
    status, headers, body = ask("/exams/sync/")

    assert status == "405 Method Not Allowed"
    assert json.loads(body)["refusal"]["code"] == "not_this_way"
    assert "Content-Security-Policy" not in headers


@pytest.mark.parametrize("path", ["/exams/", "/exams/sync", "/me/"])
def test_everything_else_is_answered_by_django(path):
    status, headers, _body = ask(path)

    assert status.startswith(("301", "302", "404"))
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_more_threads_than_may_wait_for_the_writer():
    from courses.exams.actions.saving.writer import MOST_WAITING

    assert MOST_WAITING < WAITING_THREADS

import json

import pytest

from tests.coverage_floor import gaps, is_whole, main


def report(path, *, lines=(), branches=(), percent=99):
    file = {"missing_lines": list(lines), "missing_branches": list(branches), "summary": {"percent_covered": percent}}
    return {"files": {path: file}, "totals": {"percent_covered": percent}}


@pytest.mark.parametrize(
    ("path", "whole"),
    [
        ("courses/live/actions/seating.py", True),
        ("certificates/register/actions.py", True),
        ("lms/people/rules.py", True),
        ("lms/people/views.py", False),
    ],
)
def test_actions_and_rules_are_promised_whole(path, whole):
    assert is_whole(path) is whole


@pytest.mark.parametrize(
    ("found", "broken"),
    [
        (report("lms/people/rules.py"), 0),
        (report("lms/people/rules.py", lines=[7]), 1),
        (report("lms/people/rules.py", branches=[[7, -1]]), 1),
        (report("lms/people/views.py", lines=[7]), 0),
        (report("lms/people/views.py", percent=94.9), 1),
    ],
)
def test_a_broken_promise_is_said(found, broken):
    assert len(list(gaps(found))) == broken


@pytest.mark.parametrize(("words", "code"), [([], 0), (["--wall"], 1)])
def test_only_the_wall_fails(tmp_path, capsys, words, code):
    path = tmp_path / "coverage.json"
    path.write_text(json.dumps(report("lms/people/rules.py", lines=[7])))

    assert main([*words, str(path)]) == code
    assert "lms/people/rules.py: lines [7]" in capsys.readouterr().out

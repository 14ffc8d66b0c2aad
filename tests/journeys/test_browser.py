"""Which browser the journeys take."""

import pytest

from tests.journeys.browser import NAMES, browser_path, runs

UBUNTU = "#!/bin/sh\nif ! [ -x /snap/bin/chromium ]; then exit 1; fi\nexec /snap/bin/chromium\n"


@pytest.fixture
def install(tmp_path, monkeypatch):
    """Put a browser called ``name`` on a path that has no other."""
    monkeypatch.setenv("PATH", str(tmp_path))

    def put(name, script):
        program = tmp_path / name
        program.write_text(script)
        program.chmod(0o755)
        return str(program)

    return put


@pytest.mark.parametrize(
    ("script", "counts"),
    [
        pytest.param("#!/bin/sh\nexit 0\n", True, id="runs"),
        pytest.param("#!/bin/sh\nexit 1\n", False, id="fails"),
        pytest.param("not a program", False, id="no-program"),
        pytest.param(UBUNTU, False, id="asks-for-a-snap"),
    ],
)
def test_a_browser_counts_if_it_runs_and_is_no_snap(install, script, counts):
    assert runs(install("chromium", script)) is counts


@pytest.mark.parametrize("name", NAMES)
def test_any_of_the_names_will_do_and_those_that_do_not_run_are_passed_over(install, name):
    for other in NAMES:
        install(other, UBUNTU)
    good = install(name, "#!/bin/sh\nexit 0\n")

    assert browser_path() == good

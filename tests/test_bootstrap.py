"""What the set-up asks of apt, with an apt that only writes down what it is asked."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
VENV = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
PROGRAMS = {
    "dpkg-query": "exit 1",
    "sudo": '[ "$1" = -v ] || exec "$@"',
    "apt-get": 'echo "$*" >>"$ASKED"; [ "$1" = update ]',
    "apt-cache": """
case $2 in
  libharfbuzz-subset0) ;;
  qpdf) echo "  Candidate: (none)" ;;
  poppler-utils) echo "  Candidate: 2:1snap1-0ubuntu2" ;;
  *) echo "  Candidate: 1.0" ;;
esac""",
    # Debian's Python without python3-venv.
    "python3": 'case "$*" in *ensurepip*) exit 1 ;; esac; exec "$REAL_PYTHON" "$@"',
}


@pytest.fixture
def bootstrap(tmp_path):
    """Run the set-up on a machine that has nothing, up to its first installation; return what apt was asked."""
    (tmp_path / "project/.ci").mkdir(parents=True)
    (tmp_path / "bin").mkdir()
    shutil.copy(ROOT / ".ci/bootstrap", tmp_path / "project/.ci/bootstrap")
    for name, body in PROGRAMS.items():
        program = tmp_path / "bin" / name
        program.write_text(f"#!/bin/bash\n{body}\n")
        program.chmod(0o755)

    def run(purpose):
        asked = tmp_path / "asked"
        asked.write_text("")
        environment = {
            "PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}",
            "REAL_PYTHON": sys.executable,
            "ASKED": str(asked),
        }
        words = ["bash", tmp_path / "project/.ci/bootstrap", purpose]
        subprocess.run(words, check=False, env=environment, capture_output=True)
        return asked.read_text().splitlines()

    return run


def test_it_installs_what_the_release_has_and_the_venv_of_its_python(bootstrap):
    update, install = bootstrap("run")

    assert update == "update -qq"
    assert install.split()[4:] == ["libpango-1.0-0", "libpangoft2-1.0-0", "fonts-noto-cjk", "gettext", VENV]


def test_a_package_without_candidate_or_made_of_a_snap_is_left_out(bootstrap):
    install = bootstrap("test")[1]

    assert {"postgresql", "qpdf", "poppler-utils"} & set(install.split()) == {"postgresql"}


def test_what_the_release_lacks_is_not_looked_for_again(bootstrap, tmp_path):
    bootstrap("run")

    assert (tmp_path / "project/.tools/not-in-this-release").read_text().split() == ["libharfbuzz-subset0"]
    bootstrap("run")
    assert (tmp_path / "project/.tools/not-in-this-release").read_text().split() == ["libharfbuzz-subset0"]

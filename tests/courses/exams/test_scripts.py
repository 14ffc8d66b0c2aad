"""What the page of a sitting works out, run by Node."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
NODE = Path(sys.executable).with_name("node")


@pytest.mark.parametrize("script", sorted((Path(__file__).parent / "scripts").glob("*.test.mjs")), ids=lambda p: p.name)
def test_scripts(script):
    done = subprocess.run([NODE, "--test", script], cwd=ROOT, check=False, capture_output=True, text=True, timeout=120)

    assert done.returncode == 0, done.stdout + done.stderr

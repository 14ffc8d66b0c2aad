"""``python -m tests.catalogue``: every message of the source stands translated in the catalogue, and it is compiled."""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = Path("lms/locale/zh_Hans/LC_MESSAGES/django.po")
SKIPPED = (".venv/*", "node_modules/*", "var/*", "tests/*", ".tools/*")


def entries(text: str) -> dict[str, str]:
    """Return the translations of a catalogue by message, in the file's own quoting, header left out."""
    found = {}
    for block in re.split(r"\n\s*\n", text):
        source = re.search(r'^msgid ((?:".*"\n?)+)', block, re.MULTILINE)
        plural = re.search(r'^msgstr\[0\] ((?:".*"\n?)+)', block, re.MULTILINE)
        single = re.search(r'^msgstr ((?:".*"\n?)+)', block, re.MULTILINE)
        target = plural or single
        if source and target and not block.startswith("#~"):
            found[_joined(source.group(1))] = "" if "#, fuzzy" in block else _joined(target.group(1))
    found.pop("", None)
    return found


def _joined(quoted: str) -> str:
    return "".join(line.strip()[1:-1] for line in quoted.splitlines())


def main() -> int:
    """Extract afresh into a copy, compare, and say what is missing."""
    committed = (ROOT / CATALOGUE).read_text()
    try:
        command = [
            sys.executable,
            "manage.py",
            "makemessages",
            "-l",
            "zh_Hans",
            "--no-wrap",
            "--no-location",
            "-v",
            "0",
        ]
        ignored = [word for pattern in SKIPPED for word in ("-i", pattern)]
        subprocess.run([*command, "--no-obsolete", *ignored], cwd=ROOT, check=True)
        fresh = entries((ROOT / CATALOGUE).read_text())
    finally:
        (ROOT / CATALOGUE).write_text(committed)
    missing = sorted(message for message, translation in fresh.items() if not translation)
    for message in missing:
        print(f"not translated: {message}")
    with tempfile.TemporaryDirectory() as folder:
        compiled = Path(folder) / "django.mo"
        subprocess.run(["msgfmt", "--check-format", "-o", compiled, ROOT / CATALOGUE], check=True)
        stale = compiled.read_bytes() != (ROOT / CATALOGUE).with_suffix(".mo").read_bytes()
    if stale:
        print("the compiled catalogue is out of date: run `make messages`")
    return 1 if missing or stale else 0


if __name__ == "__main__":
    sys.exit(main())

"""``python -m tests.coverage_floor [--wall] [REPORT]``: what the tests do not reach, against what we promise.

The promise of docs/house.md: branch coverage of 95 % over all, 100 % of every file of actions and rules. The report is
the JSON of coverage.py. With ``--wall`` a broken promise is a failure; without it is only said.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

LEAST_PERCENT = 95
WHOLE = {"actions", "rules"}
REPORT = "build/coverage.json"


def is_whole(path: str) -> bool:
    """Return whether a file is promised whole: ``actions.py``, ``actions/…`` or ``rules.py`` of an app."""
    return bool(WHOLE & set(Path(path).with_suffix("").parts[2:]))


def gaps(report: dict[str, Any]) -> Iterator[str]:
    """Yield each broken promise in a line, with the lines and branches to test."""
    for path, file in sorted(report["files"].items()):
        if is_whole(path) and (file["missing_lines"] or file["missing_branches"]):
            branches = [f"{start}->{'exit' if end < 0 else end}" for start, end in file["missing_branches"]]
            yield f"{path}: lines {file['missing_lines']}, branches {branches} are not reached by any test"
    percent = report["totals"]["percent_covered"]
    if percent < LEAST_PERCENT:
        least = sorted((file["summary"]["percent_covered"], path) for path, file in report["files"].items())[:10]
        yield f"{percent:.1f} % covered, {LEAST_PERCENT} % promised; the least: {least}"


def main(words: list[str]) -> int:
    """Say what is missing; with ``--wall``, fail for it."""
    wall = "--wall" in words
    path = next((word for word in words if not word.startswith("--")), REPORT)
    report = json.loads(Path(path).read_text())
    found = list(gaps(report))
    for gap in found:
        print(gap)
    print(f"coverage: {report['totals']['percent_covered']:.1f} %, {len(found)} promises broken")
    return 1 if wall and found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""200 sittings save while a web worker, the database and the Celery workers are killed in turn; nothing may be lost.

Three more sit in real browsers whose network is cut and restored.

Each line is what went wrong beside how much could have.
"""

import sys
from typing import Any

from tests.faults.run import Plan, fault_run

# What each line counts, and among how much.
LINES = {
    "lost": (("lost", "not_held", "called_in_time_and_late"), "acknowledged", "acknowledged answers lost"),
    "doubled": (("doubled_sittings", "doubled_entries"), "acknowledged", "sittings or entries doubled"),
    "receipts": (("false_receipts",), "submitted", "receipts that are not true"),
    "screens": (("screens_wrong",), "called_saved", "answers that a browser's screen called saved and are not"),
    "closing": (("open", "false_records", "faults_seen"), "sittings", "sittings open, or with a false record"),
}


def measure() -> list[dict[str, Any]]:
    """Return the lines of a run on each database."""
    lines = []
    for name, on_postgresql in (("postgresql", True), ("sqlite", False)):
        found = fault_run(Plan(on_postgresql=on_postgresql, browsers=3))
        print(f"fault-run/{name}: {found}", file=sys.stderr)
        blows = sum(found["killed"].values())
        for line, (faults, among, unit) in LINES.items():
            wrong = sum(found[fault] for fault in faults)
            lines.append(
                {
                    "name": f"fault-run-{line}/{name}",
                    "value": wrong,
                    "unit": f"{unit}, {blows} processes killed",
                    "baseline": found[among],
                    "ratio": round(wrong / max(found[among], 1), 6),
                    "goal": 0,
                }
            )
    return lines

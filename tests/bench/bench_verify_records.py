"""``verify_records`` over millions of records, beside reading the same rows and hashing their canonical bytes in bulk.

The records were sealed in bulk, and then every hour for a month; an older head is brought along.

``SEAL_RECORDS=200000`` measures so many of them.
"""

from typing import Any

from tests.bench import sealing
from tests.bench.databases import on

GOAL, HOURS = 3, 700


def measure() -> list[dict[str, Any]]:
    """Return the figure on both databases."""
    lines = []
    for database in ("sqlite", "postgresql"):
        found = on(database, "tests.bench.bench_verify_records", "run")
        name, unit = f"verify-records/{database}", f"s for {found['records']} records"
        lines.append(sealing.line(name, unit, GOAL, *found["verify"]))
    return lines


def run() -> dict[str, Any]:
    """Seal, then verify, on the database of this process."""
    from lms.records.actions import seal
    from lms.records.queries import Verification
    from lms.records.queries.rows import BEFORE_ALL

    people = sealing.prepare(sealing.RECORDS)
    late = min(HOURS, len(people) // 2)
    sealing.fill(people[:-late])
    old = seal(at=sealing.NOW).note
    for person in people[-late:]:
        sealing.fill([person])
        seal(at=sealing.NOW)
    verification = Verification([old])
    baseline = sealing.timed(lambda: sealing.read_and_hash(BEFORE_ALL))
    took = sealing.timed(lambda: reports.append(verification.run()))
    baseline = min(baseline, sealing.timed(lambda: sealing.read_and_hash(BEFORE_ALL)))
    (report,) = reports
    if report.fault or report.records != len(people) * sealing.EACH:
        raise RuntimeError(report)
    return {"records": report.records, "verify": (took, baseline)}


reports: list[Any] = []

"""Sealing millions of records, beside reading the same rows and hashing their canonical bytes in bulk.

And one proof with a check of it, in milliseconds, beside the same among a tenth of the records.

``SEAL_RECORDS=200000`` measures so many of them.
"""

from typing import Any

from tests.bench import sealing
from tests.bench.databases import on

GOAL, PROOF_GOAL = 3, 1.5


def measure() -> list[dict[str, Any]]:
    """Return the figures on both databases."""
    lines = []
    for database in ("sqlite", "postgresql"):
        found = on(database, "tests.bench.bench_seal", "run")
        lines.append(sealing.line(f"seal/{database}", f"s for {found['records']} records", GOAL, *found["seal"]))
        lines.append(sealing.line(f"seal-proof/{database}", "ms", PROOF_GOAL, *found["proof"]))
    return lines


def run() -> dict[str, Any]:
    """Seal a tenth, then the rest, on the database of this process."""
    from lms.records.actions import seal
    from lms.records.queries import edge

    people = sealing.prepare(sealing.RECORDS)
    few = people[: len(people) // 10]
    sealing.fill(few)
    seal(at=sealing.NOW)
    small = sealing.proof_seconds()
    sealing.fill(people[len(few) :])
    _edge, after = edge.load()
    before = sealing.timed(lambda: sealing.read_and_hash(after))
    took = sealing.timed(lambda: seal(at=sealing.NOW))
    # Once more afterwards: the baseline must not have paid for what the first reading found cold.
    baseline = min(before, sealing.timed(lambda: sealing.read_and_hash(after)))
    return {
        "records": (len(people) - len(few)) * sealing.EACH,
        "seal": (took, baseline),
        "proof": (sealing.proof_seconds() * 1000, small * 1000),
    }

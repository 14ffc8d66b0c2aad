"""Memory of a process that issues 5,000 signed certificates: the last thousand beside the second."""

from pathlib import Path

from tests.bench.signed import issue, own_key

THOUSAND = 1000
EVERY = 50  # certificates between two looks


def measure() -> dict[str, object]:
    """Return the most memory held during the fifth thousand, in MB, beside the second."""
    key = own_key()
    most = [_thousand(start, key) for start in range(0, 5 * THOUSAND, THOUSAND)]
    return {
        "name": "certificates-memory",
        "value": round(most[4], 1),
        "unit": "MB",
        "baseline": round(most[1], 1),
        "ratio": round(most[4] / most[1], 3),
        "goal": 1.1,
    }


def _thousand(start: int, key) -> float:
    most = 0.0
    for number in range(start, start + THOUSAND):
        issue(number, key)
        if number % EVERY == 0:
            most = max(most, _megabytes())
    return most


def _megabytes() -> float:
    """Return the resident memory of this process."""
    line = next(each for each in Path("/proc/self/status").read_text().splitlines() if each.startswith("VmRSS"))
    return int(line.split()[1]) / 1024

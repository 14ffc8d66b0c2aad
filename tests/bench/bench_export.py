"""The workbook of a city of 47,000 people, beside the writer library alone writing the same cells; and its memory.

Whole: the job from its start to its kept file, with the figures, the names with masked numbers, their state and the
sources. Time and memory are measured in processes of their own, so the one that writes holds nothing else.
"""

import json
import os
import subprocess
import sys
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from tests.bench.databases import on

PEOPLE = int(os.environ.get("BENCH_EXPORT_PEOPLE", "47000"))
INSTITUTIONS, ROUNDS = 5_400, 3
MOST_MEGABYTES, GOAL = 200, 2
AS_OF, NOON = date(2026, 11, 19), datetime(2026, 11, 10, 4, tzinfo=UTC)


def measure() -> list[dict[str, Any]]:
    """Return time and memory on both databases."""
    return [line for database in ("sqlite", "postgresql") for line in _measured(database)]


def _measured(database: str) -> list[dict[str, Any]]:
    found = on(database, "tests.bench.bench_export", "run")
    whole, alone, megabytes = found["whole"], found["alone"], found["megabytes"]
    return [
        {
            "name": f"export/{database}",
            "value": round(whole, 2),
            "unit": "s",
            "baseline": round(alone, 2),
            "ratio": round(whole / alone, 2),
            "goal": GOAL,
        },
        {
            "name": f"export-memory/{database}",
            "value": megabytes,
            "unit": "MB",
            "baseline": MOST_MEGABYTES,
            "ratio": round(megabytes / MOST_MEGABYTES, 2),
            "goal": 1,
        },
    ]


def run() -> dict[str, float]:
    """Make the city, then measure in fresh processes; called once for each database."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    asked = populate()
    rounds = [_apart("export_once", asked) for _ in range(ROUNDS)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "whole.xlsx"
        path.write_bytes(bytes.fromhex(_apart("content", asked)["content"]))
        alone = [_apart("write_alone", {"path": str(path)})["seconds"] for _ in range(ROUNDS)]
    return {
        "whole": median(each["seconds"] for each in rounds),
        "alone": median(alone),
        "megabytes": max(each["megabytes"] for each in rounds),
    }


def populate() -> dict[str, Any]:
    """Make a city with a class of everybody, two thirds of whom have completed it; return what to ask for."""
    from certificates.schemes.models import Traineeship
    from lms.people.models import Organisation, Person, RosterEntry
    from tests.factories.coverage import make_city, make_county, make_town
    from tests.factories.exchange import id_number
    from tests.factories.people import OrganisationFactory, PersonFactory, RosterEntryFactory, RosterFactory
    from tests.factories.schemes import CohortFactory, TraineeshipFactory

    city = make_city()
    counties = [make_county(city, f"{n}县") for n in range(12)]
    towns = [make_town(county, f"{n}镇") for county in counties for n in range(9)]
    made = [OrganisationFactory.build(code=f"WF{n:06d}", name=f"第{n}卫生室") for n in range(INSTITUTIONS)]
    for n, each in enumerate(made):
        each.division = towns[n * len(towns) // INSTITUTIONS]
    places = Organisation.objects.bulk_create(made, batch_size=1000)
    # Not by the factory, which hashes a password for each.
    people = [Person(name=f"王秀兰{n % 997}", phone=str(13800000000 + n), password="!") for n in range(PEOPLE)]
    for n, person in enumerate(people):
        person.set_id_number(id_number(n % 1000, f"19{60 + n % 40}0{1 + n % 9}1{n % 9}", str(370700 + n // 1000)))
    Person.objects.bulk_create(people, batch_size=1000)
    roster = RosterFactory(keeper=places[0])
    cohort = CohortFactory(roster=roster, scheme__organiser=places[0])
    entries = [
        RosterEntryFactory.build(roster=roster, person=person, workplace=places[n * len(places) // PEOPLE])
        for n, person in enumerate(people)
    ]
    RosterEntry.objects.bulk_create(entries, batch_size=1000)
    trained = [
        TraineeshipFactory.build(cohort=cohort, person=person, state="completed", completed_at=NOON)
        for n, person in enumerate(people)
        if n % 3
    ]
    Traineeship.objects.bulk_create(trained, batch_size=1000)
    viewer = PersonFactory(is_superuser=True)
    return {"scheme_id": cohort.scheme_id, "roster_id": roster.pk, "viewer_id": viewer.pk}


def export_once(*, viewer_id: int, **asked: int) -> dict[str, float]:
    """Run the job, and return its seconds and the most memory this process ever held."""
    job, seconds = _job(viewer_id, asked)
    status = Path("/proc/self/status").read_text().splitlines()
    peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
    if job.result is None or not job.file:
        raise RuntimeError(job.message)
    return {"seconds": seconds, "megabytes": peak // 1024}


def content(*, viewer_id: int, **asked: int) -> dict[str, str]:
    """Return the workbook itself, for the cells that the library alone is to write."""
    job, _seconds = _job(viewer_id, asked)
    return {"content": job.file.read().hex()}


def _job(viewer_id: int, asked: dict[str, int]) -> tuple[Any, float]:
    from django.utils import timezone

    from lms.coverage.actions import EXPORT
    from lms.jobs.actions import run as run_job
    from lms.jobs.models import Job
    from lms.people.models import Person

    arguments = {**asked, "as_of": AS_OF.isoformat(), "place": "all"}
    job = Job.objects.create(
        kind=EXPORT,
        title="x",
        owner=Person.objects.get(pk=viewer_id),
        arguments=arguments,
        created_at=timezone.now(),
    )
    begun = perf_counter()
    run_job(job.pk, at=timezone.now())
    seconds = perf_counter() - begun
    job.refresh_from_db()
    return job, seconds


def write_alone(*, path: str) -> dict[str, float]:
    """Return the seconds in which XlsxWriter alone writes the cells of the workbook at ``path`` to a file."""
    import xlsxwriter
    from openpyxl import load_workbook

    sheets = [list(sheet.values) for sheet in load_workbook(path, read_only=True)]
    target = Path(path).with_name("alone.xlsx")
    begun = perf_counter()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        for rows in sheets:
            page = book.add_worksheet()
            for number, row in enumerate(rows):
                for column, value in enumerate(row):
                    if isinstance(value, str):
                        page.write_string(number, column, value)
                    elif value is not None:
                        page.write_number(number, column, value)
    return {"seconds": perf_counter() - begun}


def _apart(function: str, values: dict[str, Any]) -> dict[str, Any]:
    """Call one of the functions above in a process of its own."""
    command = [sys.executable, "-m", "tests.bench.bench_export", function, json.dumps(values)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(globals()[sys.argv[1]](**json.loads(sys.argv[2]))))

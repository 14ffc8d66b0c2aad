"""A first import of 47,000 people, whole, beside the time the fastest parser alone needs for the same file.

Whole: the file kept sealed, looked over, read, cleaned, checked, matched, reported and written, ID numbers encrypted,
in the transaction and the durability that production has.
"""

import contextlib
import io
import json
import os
import resource
import subprocess
import sys
from datetime import date, timedelta
from statistics import median
from time import perf_counter
from typing import Any

ROWS, INSTITUTIONS, ROUNDS = 47_000, 5_400, 5
GOALS = {"sqlite": 4, "postgresql": 6}
MOST_MEGABYTES = 500
SURNAMES, GIVEN = "王李张刘陈杨赵黄周吴徐孙胡朱高林", "秀兰桂英建国玉梅志强海燕永红明霞伟芳敏静"
# Emptied between rounds; the audit log only grows.
TABLES = ["question", "change", "fault", "upload"], ["rosterentry", "roster", "licence", "post"]


def measure() -> list[dict[str, Any]]:
    """Return time and memory on both databases, each measured in a process of its own."""
    from tests.postgres import private_postgres

    with private_postgres() as url:
        return [*_in_own_process("sqlite", {}), *_in_own_process("postgresql", {"DATABASE_URL": url})]


def _in_own_process(database: str, environment: dict[str, str]) -> list[dict[str, Any]]:
    command = [sys.executable, "-m", "tests.bench.bench_roster_import"]
    done = subprocess.run(command, env={**os.environ, **environment}, stdout=subprocess.PIPE, check=True)
    found = json.loads(done.stdout.splitlines()[-1])
    time = {"name": f"roster-import/{database}", "unit": "s", "goal": GOALS[database]}
    memory = {"name": f"roster-import-memory/{database}", "unit": "MB", "baseline": MOST_MEGABYTES, "goal": 1}
    megabytes = found["megabytes"]
    return [
        {
            **time,
            "value": round(found["whole"], 2),
            "baseline": round(found["parser"], 2),
            "ratio": round(found["whole"] / found["parser"], 2),
        },
        {**memory, "value": megabytes, "ratio": round(megabytes / MOST_MEGABYTES, 2)},
    ]


def rows(count: int, places: list[tuple[str, str, str]]) -> list[list[Any]]:
    """Return as many invented people, each at one of ``places`` (code, name, division code)."""
    from tests.factories.exchange import id_number

    made = []
    for n in range(count):
        # Institution by institution, as rosters are kept.
        code, name, division = places[n * len(places) // count]
        born = date(1962, 1, 1) + timedelta(days=n * 7919 % 11_000)
        person = SURNAMES[n % 16] + GIVEN[n // 16 % 20] + GIVEN[n // 320 % 20]
        sex = "男" if n % 2 else "女"
        phone, number = str(13800000000 + n), id_number(n % 1000, f"{born:%Y%m%d}", str(370700 + n // 1000))
        post = ["乡村医生", "医师", "内科", "大专", "乡村医生执业证书", f"37{n:013d}", "2020-01-01"]
        made.append([person, number, phone, sex, f"{born}", name, code, division, *post])
    return made


def _run() -> dict[str, float]:
    """Return medians of interleaved rounds on the database of this process."""
    from django.core.management import call_command
    from python_calamine import CalamineWorkbook

    from tests.factories.exchange import workbook

    call_command("migrate", verbosity=0)
    target, by, places = _ground()
    data = workbook(rows(ROWS, places))
    parser, whole = [], []
    for _ in range(ROUNDS):
        begun = perf_counter()
        CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
        parser.append(perf_counter() - begun)
        whole.append(_import(data, target, by))
        _empty(by.pk)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return {"parser": median(parser), "whole": median(whole), "megabytes": peak}


def _ground() -> tuple[Any, Any, list[tuple[str, str, str]]]:
    """Make the institutions, an importer who may name them all, and return what an import needs."""
    from lms.exchange.actions import Target
    from lms.people.models import Organisation
    from tests.factories.people import DivisionFactory, OrganisationFactory, PersonFactory

    towns = [DivisionFactory(code=f"3707020{n:02d}000", level="town") for n in range(1, 100)]
    Organisation.objects.bulk_create(
        OrganisationFactory.build(code=f"WF{n:06d}", name=f"第{n}卫生室", division=towns[n % 99])
        for n in range(INSTITUTIONS)
    )
    places = list(Organisation.objects.order_by("pk").values_list("code", "name", "division__code"))
    keeper = Organisation.objects.order_by("pk").first()
    return (
        Target(keeper=keeper, name="乡村医生名册", as_of=date(2026, 11, 19)),
        PersonFactory(is_superuser=True),
        places,
    )


def _import(data: bytes, target: Any, by: Any) -> float:
    from django.utils import timezone

    from lms.exchange.actions import import_roster

    begun = perf_counter()
    upload = import_roster(data=data, file_name="名册.xlsx", target=target, by=by, at=timezone.now())
    took = perf_counter() - begun
    if upload.counts["new"] != ROWS or upload.state != "applied":
        raise RuntimeError(f"{upload.state}: {upload.counts}")
    return took


def _empty(importer: int) -> None:
    from django.db import connection

    # Nothing refers to what goes; looking that up for each of 47,000 people would take minutes.
    off, on = {
        "postgresql": ("SET session_replication_role = replica", "SET session_replication_role = DEFAULT"),
        "sqlite": ("PRAGMA foreign_keys = OFF", "PRAGMA foreign_keys = ON"),
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(off)
        for app, names in zip(("exchange", "people"), TABLES, strict=True):
            for name in names:
                cursor.execute(f"DELETE FROM {app}_{name}")
        cursor.execute("DELETE FROM people_person WHERE id <> %s", [importer])
        cursor.execute(on)
        # A first import finds compact tables, not the holes of the round before.
        cursor.execute("VACUUM (FULL, ANALYZE)" if connection.vendor == "postgresql" else "VACUUM")


if __name__ == "__main__":
    import django

    with contextlib.redirect_stdout(sys.stderr):
        django.setup()
        result = _run()
    print(json.dumps(result))

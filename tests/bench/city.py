"""A generated city for measuring: 12 counties of 15 towns, 5,400 institutions, 47,000 people, 5.2 million records.

Made by statements over a table of numbers, so that it takes minutes. ``CITY_SCALE=0.1`` makes a tenth of the people,
institutions and records; the divisions stay.
"""

import contextlib
import os
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

SCALE = float(os.environ.get("CITY_SCALE", "1"))
PEOPLE, INSTITUTIONS, RECORDS = int(47_000 * SCALE), int(5_400 * SCALE), int(5_200_000 * SCALE)
COUNTIES, TOWNS, ACTIVITIES = 12, 15, 400
# So many cities in the end, by ``CITY_COUNT``. The others have places and people only, unless ``CITY_RECORDS=all``:
# that takes a minute (on SQLite several) and 2 GB a city.
CITIES, RECORDS_OF_ALL = int(os.environ.get("CITY_COUNT", "4")), os.environ.get("CITY_RECORDS") == "all"
EACH = RECORDS // PEOPLE
NOW = datetime(2026, 12, 1, 4, tzinfo=UTC)
TODAY = date(2026, 12, 1)
OVER = date(2026, 8, 3)
# About what somebody learns in three years, so that about half are covered.
TARGET = EACH * 47
PEOPLE_IN_A_BATCH = 5_000

_INSTITUTIONS = """
INSERT INTO people_organisation (code, name, kind, grade, division_id)
SELECT 'C{city}-' || k.n, '卫生机构' || k.n, CASE WHEN k.n %% 30 = 0 THEN 'township' ELSE 'village_clinic' END, '',
    %(first_town)s + (k.n - 1) %% {towns}
FROM bench_numbers k WHERE k.n <= {institutions} ORDER BY k.n
"""
_PEOPLE = """
INSERT INTO people_person (uid, password, is_superuser, name, born_on, sex, education, email, is_active, joined_at)
SELECT {uid}, '!', {false}, '医生' || k.n, {born}, CASE WHEN k.n %% 3 = 0 THEN 'F' ELSE 'M' END, '', '', {true}, {now}
FROM bench_numbers k WHERE k.n <= {people} ORDER BY k.n
"""
_POSTS = """
INSERT INTO people_post (person_id, workplace_id, employer_id, kind, title, department, starts_on)
SELECT %(first_person)s + k.n - 1, o.id, o.id,
    CASE WHEN o.kind = 'township' THEN 'township_doctor' ELSE 'village_doctor' END,
    CASE k.n %% 4 WHEN 0 THEN '主治医师' WHEN 1 THEN '医师' ELSE '' END, '', '2015-01-01'
FROM bench_numbers k JOIN people_organisation o ON o.id = %(first_institution)s + (k.n - 1) %% {institutions}
WHERE k.n <= {people} ORDER BY k.n
"""
_RECORDS = """
INSERT INTO records_learningrecord (person_id, activity_id, role, outcome, mode, minutes, happened_at, recorded_at,
    workplace_id, post_kind, post_title, evidence, source_key)
SELECT t.person_id, %(first_activity)s + (t.person_id * 31 + k.n * 17) %% {activities}, 'learner',
    CASE WHEN (t.person_id + k.n) %% 25 = 0 THEN 'failed' ELSE 'attended' END, 'online',
    20 + (k.n * 7 + t.person_id) %% 60, {moment}, {now}, t.workplace_id, t.kind, t.title, '{{}}',
    'city:' || t.person_id || ':' || k.n
FROM people_post t JOIN bench_numbers k ON k.n <= {each}
WHERE t.person_id > %(after)s AND t.person_id <= %(last)s ORDER BY t.person_id, k.n
"""
# One record in a thousand was taken back.
_REVERSALS = """
INSERT INTO records_learningrecord (person_id, activity_id, role, outcome, mode, minutes, happened_at, recorded_at,
    workplace_id, post_kind, post_title, evidence, source_key, reverses_id)
SELECT person_id, activity_id, role, 'reversed', mode, minutes, happened_at, recorded_at, workplace_id, '', '',
    '{{}}', 'reversal:' || id, id
FROM records_learningrecord WHERE id %% 1000 = 0 AND reverses_id IS NULL AND id > %(before)s
"""
_DIALECT = {
    "sqlite": {
        "uid": "lower(hex(randomblob(16)))",
        "born": "date('1960-01-01', '+' || (k.n * 37 %% 15000) || ' days')",
        "now": "'2026-12-01 04:00:00'",
        "moment": "datetime('2024-01-02', '+' || ((k.n * 9 + t.person_id) %% 1050) || ' days', '+' || (k.n %% 9)"
        " || ' hours')",
        "true": "1",
        "false": "0",
    },
    "postgresql": {
        "uid": "gen_random_uuid()",
        "born": "date '1960-01-01' + (k.n * 37 %% 15000)",
        "now": "timestamptz '2026-12-01 04:00Z'",
        "moment": "timestamptz '2024-01-02Z' + ((k.n * 9 + t.person_id) %% 1050 * 24 + k.n %% 9) * interval '1 hour'",
        "true": "true",
        "false": "false",
    },
}


class City:
    """One or several cities of a province, and a programme for all of it: so many minutes in three years."""

    def __init__(self) -> None:
        """Make the schema, the numbers everything is made from, the province and the programme."""
        from django.core.management import call_command

        from lms.coverage.actions import ProgrammeLine, create_programme
        from lms.people.models import Division
        from lms.records.models import Activity
        from tests.factories.people import OrganisationFactory

        call_command("migrate", verbosity=0)
        run("CREATE TABLE bench_numbers (n integer PRIMARY KEY)")
        most = max(PEOPLE, INSTITUTIONS, EACH) + 1
        run(
            "INSERT INTO bench_numbers WITH RECURSIVE k(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM k WHERE n < %(n)s) "
            "SELECT n FROM k",
            n=most,
        )
        self.province = Division.objects.create(code="990000000000", name="测试省", level="province")
        keeper = OrganisationFactory(division=self.province, kind="commission")
        self.cities: list[Any] = []
        line = ProgrammeLine(
            code="bench",
            name="乡村医生三年全覆盖",
            keeper=keeper,
            division=self.province,
            starts_on=date(2024, 1, 1),
            ends_on=date(2026, 12, 31),
        )
        asked = {"covered_by": "minutes", "target_minutes": TARGET, "source_document": "测试"}
        self.programme = create_programme(line, asked, by=None, at=NOW)
        Activity.objects.bulk_create(
            Activity(kind="lesson", mode="online", title=f"活动{n}", source_key=f"city:{n}") for n in range(ACTIVITIES)
        )

    def grow(self, *, records: bool) -> None:
        """Add a city; with its records, or only with its places and people."""
        from django.db import connection
        from django.db.models import Max

        from lms.people.models import Division, Organisation, Person
        from lms.records.models import Activity, LearningRecord

        number = len(self.cities) + 1
        towns = self._divisions(number)
        words = _DIALECT[connection.vendor] | {
            "city": number,
            "towns": len(towns),
            "institutions": INSTITUTIONS,
            "people": PEOPLE,
            "activities": ACTIVITIES,
            "each": EACH,
        }
        run(_INSTITUTIONS.format(**words), first_town=towns[0])
        first_institution = Organisation.objects.get(code=f"C{number}-1").pk
        before = Person.objects.aggregate(last=Max("pk"))["last"] or 0
        run(_PEOPLE.format(**words))
        first = Person.objects.filter(pk__gt=before).order_by("pk").values_list("pk", flat=True)[0]
        run(_POSTS.format(**words), first_person=first, first_institution=first_institution)
        activity = Activity.objects.order_by("pk").values_list("pk", flat=True)[0]
        record = LearningRecord.objects.aggregate(last=Max("pk"))["last"] or 0
        for start in range(first - 1, first - 1 + PEOPLE, PEOPLE_IN_A_BATCH) if records else ():
            last = min(start + PEOPLE_IN_A_BATCH, first - 1 + PEOPLE)
            run(_RECORDS.format(**words), first_activity=activity, after=start, last=last)
        if records:
            run(_REVERSALS.format(**words), before=record)
        # What a database that has stood for a day knows of its tables, and where it need not look into them.
        run("VACUUM (ANALYZE)" if connection.vendor == "postgresql" else "ANALYZE")
        self.cities.append(Division.objects.get(code=f"99{number:02d}00000000"))

    def _divisions(self, number: int) -> list[int]:
        """Make the divisions of a city; return the ids of its towns, which follow one another."""
        from lms.people.models import Division

        code, above = f"99{number:02d}", {"province": self.province}
        city = Division.objects.create(
            code=f"{code}00000000", name=f"第{number}市", level="city", parent=self.province, **above
        )
        above["city"] = city
        counties = [
            Division.objects.create(code=f"{code}{n:02d}000000", name=f"第{n}县", level="county", parent=city, **above)
            for n in range(1, COUNTIES + 1)
        ]
        towns = [
            Division.objects.create(
                code=f"{county.code[:6]}{n:03d}000",
                name=f"第{n}镇",
                level="town",
                parent=county,
                county=county,
                **above,
            )
            for county in counties
            for n in range(1, TOWNS + 1)
        ]
        return [each.pk for each in towns]

    def county(self) -> Any:
        """Return one county of the first city."""
        from lms.people.models import Division

        return Division.objects.get(code=f"{self.cities[0].code[:4]}05000000")


@contextlib.contextmanager
def in_bulk() -> Iterator[None]:
    """Let PostgreSQL take many cities as a restore does: keys are not looked up, and indexes are made afterwards."""
    from django.db import connection

    if connection.vendor != "postgresql":
        yield
        return
    known = run(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'records_learningrecord' "
        "AND indexname NOT IN (SELECT conname FROM pg_constraint)"
    )
    run("SET session_replication_role = replica")
    for name, _definition in known:
        run(f'DROP INDEX "{name}"')
    yield
    run("SET session_replication_role = origin")
    for _name, definition in known:
        run(definition)
    run("VACUUM (ANALYZE)")


def run(statement: str, **values: Any) -> list[Any]:
    """Run a statement; return its rows, if it has any."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall()) if cursor.description else []

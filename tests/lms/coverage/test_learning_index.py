"""What was learned is added up from an index that holds it in the order of persons."""

import pytest
from django.db import connection

from lms.coverage.queries.reckoning import rule_of, standings_sql
from lms.records.models import LearningRecord
from tests.lms.coverage.realm import DAY, Realm

pytestmark = [pytest.mark.django_db, pytest.mark.database]
# Whatever other tests have left there, and whenever the server last looked.
_AS_IF_JUST_SWEPT = """
DELETE FROM pg_statistic WHERE starelid = 'records_learningrecord'::regclass;
UPDATE pg_class SET reltuples = -1, relpages = 0, relallvisible = 1000000 WHERE oid = 'records_learningrecord'::regclass
"""


def plan(people):
    """Return how the database finds where ``people`` stand."""
    realm = Realm()
    rule = rule_of(realm.programme, realm.version, DAY)
    on_postgresql = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        if on_postgresql:
            # Small tables it would rather read whole.
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
            cursor.execute(_AS_IF_JUST_SWEPT)
        explain = "EXPLAIN" if on_postgresql else "EXPLAIN QUERY PLAN"
        cursor.execute(f"{explain} {standings_sql(rule, people)}", rule.parameters)
        return " ".join(str(row) for row in cursor.fetchall())


@pytest.mark.parametrize("people", [None, range(5000)])
def test_what_many_have_learned_is_read_from_there(people):
    scan = "Index Only Scan using" if connection.vendor == "postgresql" else "USING INDEX"
    found = plan(people)
    assert f"{scan} record_of_learning" in found
    assert "record_taken_back" in found


@pytest.mark.parametrize("people", [[1, 2, 3], [], "SELECT id FROM people_person"])
def test_few_can_be_asked_for_in_every_way(people):
    """SQLite, which is told to use the index, would refuse a statement that it cannot be used for."""
    found = plan(people)
    assert "record_of_learning" in found or "record_by_person_and_time" in found


def test_no_index_of_records_says_what_another_says():
    with connection.cursor() as cursor:
        kept = connection.introspection.get_constraints(cursor, LearningRecord._meta.db_table).values()
    of_persons = sorted(each["columns"] for each in kept if each["index"] and each["columns"][0] == "person_id")
    assert of_persons == [
        ["person_id", "happened_at"],
        ["person_id", "happened_at", "minutes", "id"],
        ["person_id", "reverses_id"],
    ]

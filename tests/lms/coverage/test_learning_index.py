"""What was learned is added up from an index that holds it in the order of persons."""

import pytest
from django.db import connection

from lms.coverage.queries.reckoning import rule_of, standings_sql
from lms.records.models import LearningRecord
from tests.lms.coverage.realm import DAY, Realm

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def plan(people):
    """Return how the database finds where ``people`` stand; small tables it would rather read whole."""
    realm = Realm()
    rule = rule_of(realm.programme, realm.version, DAY)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
        explain = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
        cursor.execute(f"{explain} {standings_sql(rule, people)}", rule.parameters)
        return " ".join(str(row) for row in cursor.fetchall())


@pytest.mark.parametrize("people", [None, [1, 2, 3], [], range(5000), "SELECT id FROM people_person"])
def test_whoever_is_asked_for_it_is_read_from_there(people):
    found = plan(people)
    assert found.count("record_of_learning") >= 2
    if connection.vendor == "postgresql":
        assert "Index Only Scan using record_of_learning" in found


def test_no_index_of_records_says_what_another_says():
    with connection.cursor() as cursor:
        kept = connection.introspection.get_constraints(cursor, LearningRecord._meta.db_table).values()
    of_persons = sorted(each["columns"] for each in kept if each["index"] and each["columns"][0] == "person_id")
    assert of_persons == [["person_id", "happened_at"], ["person_id", "happened_at", "minutes", "id"]]

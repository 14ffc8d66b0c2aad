"""SQL for tables that only grow: the database itself refuses UPDATE and DELETE."""

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython

_SQLITE = """
CREATE TRIGGER {table}_no_{verb} BEFORE {VERB} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""
_SQLITE_INSERT = """
CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN {taken}
BEGIN SELECT RAISE(ABORT, '{table}: this row is already there'); END
"""
_POSTGRESQL = """
CREATE OR REPLACE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{table} is append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$
"""
_POSTGRESQL_EACH = """
CREATE TRIGGER {table}_no_{verb} BEFORE {VERB} ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {table}_append_only()
"""


def append_only(table: str) -> RunPython:
    """Return a migration step that makes ``table`` refuse UPDATE and DELETE (and TRUNCATE on PostgreSQL).

    The refusal reaches Python as :class:`django.db.IntegrityError` on both databases.
    """

    def forwards(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
        template, verbs = _SQLITE, ["update", "delete"]
        if editor.connection.vendor == "postgresql":
            editor.execute(_POSTGRESQL.format(table=table))
            template, verbs = _POSTGRESQL_EACH, [*verbs, "truncate"]
        for verb in verbs:
            editor.execute(template.format(table=table, verb=verb, VERB=verb.upper()))

    def backwards(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
        on_table = f" ON {table}" if editor.connection.vendor == "postgresql" else ""
        for verb in ("update", "delete", "truncate"):
            editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb}{on_table}")

    return RunPython(forwards, backwards, elidable=False)


def no_replace(table: str, *keys: str) -> RunPython:
    """Return a migration step that makes ``table`` refuse ``INSERT OR REPLACE``, with an :class:`IntegrityError`.

    SQLite deletes the row that stands in the way without asking the triggers on DELETE, unless the connection has
    switched ``recursive_triggers`` on. PostgreSQL knows no such statement, and nothing is done there.

    :param keys: for each unique key of ``table``, the condition on a row that stands in the way of ``NEW``.
    """

    def forwards(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
        if editor.connection.vendor == "sqlite":
            taken = " OR ".join(f"EXISTS (SELECT 1 FROM {table} WHERE {key})" for key in keys)  # noqa: S608
            editor.execute(_SQLITE_INSERT.format(table=table, taken=taken))

    def backwards(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
        if editor.connection.vendor == "sqlite":
            editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_replace")

    return RunPython(forwards, backwards, elidable=False)

"""SQL for tables that only grow: the database itself refuses UPDATE and DELETE."""

from collections.abc import Sequence
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython
from django.db.migrations.operations.base import Operation

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
_SQLITE_REFUSE = """
CREATE TRIGGER {name} BEFORE {VERB} ON {table} WHEN {condition} BEGIN SELECT RAISE(ABORT, '{table}: {message}'); END
"""
_POSTGRESQL_REFUSE = """
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  {first};
  IF {condition} THEN
    RAISE EXCEPTION '{table}: {message}' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN {row};
END $$;
CREATE TRIGGER {name} BEFORE {VERB} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()
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


def frozen_when(table: str, name: str, condition: str, columns: Sequence[str]) -> RunPython:
    """Return a migration step that makes ``table`` refuse changes to ``columns`` of rows for which ``condition`` holds.

    :param name: of the trigger, once a table.
    :param condition: SQL on ``OLD`` that both databases read, such as ``OLD.approved_at IS NOT NULL``.
    """

    def forwards(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
        on_postgresql = editor.connection.vendor == "postgresql"
        differs = "IS DISTINCT FROM" if on_postgresql else "IS NOT"
        changed = " OR ".join(f"OLD.{column} {differs} NEW.{column}" for column in columns)
        if on_postgresql:
            editor.execute(_POSTGRESQL.format(table=table))
            body = f"EXECUTE FUNCTION {table}_append_only()"
            editor.execute(
                f"CREATE TRIGGER {table}_{name} BEFORE UPDATE ON {table} FOR EACH ROW "
                f"WHEN ({condition} AND ({changed})) {body}"
            )
        else:
            editor.execute(
                f"CREATE TRIGGER {table}_{name} BEFORE UPDATE ON {table} WHEN {condition} AND ({changed}) "
                f"BEGIN SELECT RAISE(ABORT, '{table}: this is frozen'); END"
            )

    def backwards(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
        on_table = f" ON {table}" if editor.connection.vendor == "postgresql" else ""
        editor.execute(f"DROP TRIGGER IF EXISTS {table}_{name}{on_table}")

    return RunPython(forwards, backwards, elidable=False)


def triggers_kept(table: str, operations: Sequence[Operation]) -> list[Operation]:
    """Return ``operations`` on ``table`` between two steps that bring its triggers over.

    SQLite changes a table by making it anew, and its triggers go with the old one. PostgreSQL keeps them.
    """
    kept: list[str] = []

    def remember(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
        kept.clear()
        if editor.connection.vendor == "sqlite":
            with editor.connection.cursor() as cursor:
                cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table])
                kept.extend(sql for (sql,) in cursor.fetchall())

    def restore(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
        if editor.connection.vendor != "sqlite":
            return
        with editor.connection.cursor() as cursor:
            cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table])
            there = {sql for (sql,) in cursor.fetchall()}
        for sql in kept:
            if sql not in there:
                editor.execute(sql)

    # Backwards the same two, in the other order.
    before, after = RunPython(remember, restore), RunPython(restore, remember)
    return [before, *operations, after]


def refuse(table: str, name: str, verb: str, condition: str, message: str, *, first: str = "NULL") -> RunPython:
    """Return a migration step that makes ``table`` refuse ``verb`` on rows that meet ``condition``.

    :param verb: ``"insert"``, ``"update"`` or ``"delete"``.
    :param condition: SQL that both databases know, over ``NEW`` and ``OLD``.
    :param message: said to whoever wrote past the actions; the refusal is an :class:`django.db.IntegrityError`.
    :param first: a statement of PL/pgSQL to run before the look, such as one that takes a lock. SQLite has one
        writer at a time and needs none.
    """
    full = f"{table}_{name}_no_{verb}"
    words = {"name": full, "table": table, "VERB": verb.upper(), "condition": condition, "message": message}

    def forwards(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
        if editor.connection.vendor == "postgresql":
            row = "OLD" if verb == "delete" else "NEW"
            editor.execute(_POSTGRESQL_REFUSE.format(**words, first=first, row=row))
        else:
            editor.execute(_SQLITE_REFUSE.format(**words))

    def backwards(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
        if editor.connection.vendor == "postgresql":
            editor.execute(f"DROP TRIGGER IF EXISTS {full} ON {table}; DROP FUNCTION IF EXISTS {full}()")
        else:
            editor.execute(f"DROP TRIGGER IF EXISTS {full}")

    return RunPython(forwards, backwards, elidable=False)

"""Writing many rows at once, column by column: COPY on PostgreSQL, many rows a statement on SQLite.

Call it inside a transaction: a fault leaves some rows written, and the transaction can then only be rolled back.

Values are in their plain form: ``str``, ``int``, ``bool``, ``bytes``, ``None``; a date as ``YYYY-MM-DD``, a UUID as
32 hexadecimal digits. Nothing is validated but by the database; signals are not sent.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice, repeat
from typing import Any

from django.db import connection, models, transaction

Columns = Mapping[str, Sequence[Any]]
_ROWS_A_BLOCK = 20_000
# SQLite's default limit since 3.32 is 32,766.
_MOST_PARAMETERS = 30_000


def reserve_ids(model: type[models.Model], count: int) -> list[int]:
    """Return ``count`` primary keys nobody else will get. Call it inside the transaction that uses them."""
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            drawn = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"
            cursor.execute(drawn, [table, count])
            return [each for (each,) in cursor.fetchall()]
        # SQLite has one writer at a time, and this transaction is it.
        cursor.execute(f"SELECT coalesce(max(id), 0) FROM {table}")  # noqa: S608 - a name from the model
        first = cursor.fetchone()[0] + 1
        return list(range(first, first + count))


def insert(model: type[models.Model], columns: Columns, **same: Any) -> int:
    """Insert one row for each position of ``columns``; ``same`` are columns with one value in every row.

    :param columns: database columns (``workplace_id``, not ``workplace``) and their values, all of one length.
    :return: how many rows.
    """
    count = len(next(iter(columns.values())))
    if not count:
        return 0
    fixed = {name: _prepared(model, name, value) for name, value in same.items()}
    table = connection.ops.quote_name(model._meta.db_table)
    names = ", ".join(map(connection.ops.quote_name, [*columns, *fixed]))
    if connection.vendor == "postgresql":
        _copy(f"COPY {table} ({names}) FROM STDIN", columns, fixed)
    else:
        # A statement of many rows that stops at a fault, instead of undoing its own rows, need not keep a copy of every
        # page it touches: twice as fast. The transaction undoes them.
        rows = zip(*columns.values(), *(repeat(value, count) for value in fixed.values()), strict=True)
        with transaction.mark_for_rollback_on_error(connection.alias):
            _insert_many(f"INSERT OR FAIL INTO {table} ({names}) VALUES ", rows, len(columns) + len(fixed))  # noqa: S608
    return count


def create(objects: Sequence[models.Model]) -> None:
    """Insert unsaved ``objects`` of one model, and give them their primary keys."""
    if not objects:
        return
    model, ids = type(objects[0]), reserve_ids(type(objects[0]), len(objects))
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    insert(model, {"id": ids} | {str(field.column): _plain(field, objects) for field in fields})
    for each, pk in zip(objects, ids, strict=True):
        each.pk, each._state.adding, each._state.db = pk, False, connection.alias


def _plain(field: Any, objects: Sequence[models.Model]) -> list[Any]:
    """Return what ``objects`` have in ``field``, in plain form."""
    values = [getattr(each, field.attname) for each in objects]
    if isinstance(field, models.JSONField):
        return [json.dumps(value, cls=field.encoder) for value in values]
    if isinstance(field, models.CharField | models.TextField):
        # A choice is a kind of text of its own.
        return [value if value is None else str(value) for value in values]
    if isinstance(field, models.DateTimeField):
        return [connection.ops.adapt_datetimefield_value(value) for value in values]
    return values


def _insert_many(statement: str, rows: Iterator[tuple[Any, ...]], width: int) -> None:
    one, most = f"({', '.join('?' * width)})", _MOST_PARAMETERS // width
    connection.ensure_connection()
    with connection.wrap_database_errors:
        values = chain.from_iterable(rows)
        while block := list(islice(values, most * width)):
            # Past Django's cursor, which would look at each of the marks.
            connection.connection.execute(statement + ", ".join([one] * (len(block) // width)), block)


def update(model: type[models.Model], ids: Sequence[int], columns: Columns) -> None:
    """Set ``columns`` of the rows ``ids``, position by position."""
    if not ids:
        return
    table, quote = connection.ops.quote_name(model._meta.db_table), connection.ops.quote_name
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            sets = ", ".join(f"{quote(name)} = %s" for name in columns)
            rows = list(zip(*columns.values(), ids, strict=True))
            cursor.executemany(f"UPDATE {table} SET {sets} WHERE id = %s", rows)  # noqa: S608
            return
        kinds = {name: _field(model, name).db_type(connection) for name in columns}
        sets = ", ".join(f"{quote(name)} = given.{quote(name)}" for name in columns)
        given = ", ".join(f"%s::{kind}[]" for kind in ["bigint", *kinds.values()])
        names = ", ".join(map(quote, ["id", *columns]))
        cursor.execute(
            f"UPDATE {table} SET {sets} FROM unnest({given}) AS given ({names}) WHERE {table}.id = given.id",  # noqa: S608
            [list(ids), *map(list, columns.values())],
        )


def _field(model: type[models.Model], column: str) -> Any:
    return next(field for field in model._meta.concrete_fields if field.column == column)


def _prepared(model: type[models.Model], column: str, value: Any) -> Any:
    return _field(model, column).get_db_prep_save(value, connection)


def _copy(statement: str, columns: Columns, fixed: Mapping[str, Any]) -> None:
    texts = [_as_text(values) for values in columns.values()]
    tail = "".join(f"\t{text}" for value in fixed.values() for text in _as_text([value])) + "\n"
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.cursor.copy(statement) as copy:
        for block in _blocks(texts):
            copy.write(tail.join([*map("\t".join, zip(*block, strict=True)), ""]))


def _blocks(texts: list[list[str]]) -> Iterator[list[list[str]]]:
    for start in range(0, len(texts[0]), _ROWS_A_BLOCK):
        yield [column[start : start + _ROWS_A_BLOCK] for column in texts]


def _as_text(values: Sequence[Any]) -> list[str]:
    """Return values as COPY's text format wants them. The whole column is looked at before any single value is."""
    kinds = set(map(type, values))
    if kinds <= {str}:
        whole = "".join(values)
        return list(values) if not any(mark in whole for mark in "\\\t\n\r") else [_escaped(each) for each in values]
    if kinds <= {int}:
        return list(map(str, values))
    if kinds <= {bytes}:
        return ["\\\\x" + each.hex() for each in values]
    return [_mixed(each) for each in values]


def _mixed(value: Any) -> str:
    if value is None:
        return "\\N"
    return _as_text([value])[0] if isinstance(value, str | bytes) else str(value)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")

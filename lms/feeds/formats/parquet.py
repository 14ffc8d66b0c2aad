"""Parquet: columns with their types, for statistics programs."""

import hashlib
from collections.abc import Iterator, Sequence
from itertools import islice
from tempfile import TemporaryFile
from typing import IO, Any
from zipfile import ZIP_STORED, ZipFile

from lms.feeds.datasets.base import DAY, INSTANT, NUMBER, Dataset
from lms.feeds.formats import meaning

_ROWS_AT_ONCE = 5_000
_COPY = 1 << 16


def write(dataset: Dataset, file: IO[bytes]) -> int:
    """Write a ZIP with the Parquet file, what its columns mean, and its checksum."""
    name = f"{dataset.name}.parquet"
    with TemporaryFile() as found, ZipFile(file, "w", ZIP_STORED) as archive:
        count = _write(dataset, found)
        found.seek(0)
        checksum = hashlib.sha256()
        with archive.open(name, "w", force_zip64=True) as member:
            while part := found.read(_COPY):
                checksum.update(part)
                member.write(part)
        meaning.close(archive, dataset, {name: checksum.hexdigest()})
    return count


def _write(dataset: Dataset, file: IO[bytes]) -> int:
    # 150 MB of library that nothing else needs: only the worker that writes such a file loads it.
    import pyarrow  # noqa: PLC0415
    from pyarrow.parquet import ParquetWriter  # noqa: PLC0415

    kinds = {NUMBER: pyarrow.int64(), DAY: pyarrow.date32(), INSTANT: pyarrow.timestamp("ms", tz="UTC")}
    schema = pyarrow.schema([(each.name, kinds.get(each.kind, pyarrow.string())) for each in dataset.fields])
    count = 0
    with ParquetWriter(file, schema, compression="zstd") as writer:
        for rows in _portions(dataset):
            columns = [list(column) for column in zip(*rows, strict=True)]
            arrays = [pyarrow.array(values, field.type) for values, field in zip(columns, schema, strict=True)]
            writer.write_batch(pyarrow.record_batch(arrays, schema=schema))
            count += len(rows)
    return count


def _portions(dataset: Dataset) -> Iterator[list[Sequence[Any]]]:
    rows = iter(dataset.rows)
    while portion := list(islice(rows, _ROWS_AT_ONCE)):
        yield portion

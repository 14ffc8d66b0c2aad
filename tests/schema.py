"""The schema, migrated once: every database of a test, and of a product that is tested, begins with a copy of it.

``python -m tests.schema`` makes it for SQLite and PostgreSQL where it is missing. Whoever copies it migrates all the
same: a copy that is not quite new lacks nothing then.
"""

import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

from tests.postgres import private_postgres, programs

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / "build" / "schema"
WINGS = ("lms", "courses", "certificates")


def sqlite_file() -> Path:
    """Return a migrated SQLite database without a row of ours."""
    return _made(f"{_fingerprint()}.sqlite3", _make_sqlite)


def copy_sqlite(target: Path) -> None:
    """Let ``target`` be such a database."""
    shutil.copyfile(sqlite_file(), target)


def fill_memory(name: str) -> sqlite3.Connection:
    """Make the shared database in memory called ``name`` such a database; it lasts as long as the connection."""
    kept = sqlite3.connect(name, uri=True, check_same_thread=False)
    source = sqlite3.connect(sqlite_file())
    source.backup(kept)
    source.close()
    return kept


def postgres_file() -> Path:
    """Return the statements that make an empty PostgreSQL database a migrated one."""
    return _made(f"{_fingerprint()}.sql", _make_postgres)


def fill_postgres(url: str) -> None:
    """Make the empty database at ``url`` a migrated one."""
    words = ["--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", f"--file={postgres_file()}", url]
    subprocess.run([programs() / "psql", *words], check=True, stdout=subprocess.DEVNULL)


def postgres_template(url: str) -> str:
    """Return the name of a migrated database, to be copied, on the server of the database at ``url``."""
    file = postgres_file()
    name = f"schema_{file.stem}"
    with _alone(), psycopg.connect(url, autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            connection.execute(f"CREATE DATABASE {name}")
            fill_postgres(urlunsplit(urlsplit(url)._replace(path=f"/{name}")))
    return name


def _fingerprint() -> str:
    """Return a hash of what the schema comes from: migrations, ours and the packages', and what ours share."""
    digest = hashlib.sha256((ROOT / "requirements.lock").read_bytes())
    digest.update((ROOT / "lms/kit/triggers.py").read_bytes())
    for wing in WINGS:
        for file in sorted((ROOT / wing).glob("*/migrations/*.py")):
            digest.update(str(file.relative_to(ROOT)).encode() + file.read_bytes())
    return digest.hexdigest()[:16]


def _made(name: str, make: Callable[[Path], Path]) -> Path:
    """Return the file called ``name``, made where it is missing; others of its kind are of no more use."""
    file = KEPT / name
    with _alone(f"{file.suffix}.lock"):
        if not file.exists():
            for older in KEPT.glob(f"*{file.suffix}"):
                older.unlink()
            with tempfile.TemporaryDirectory(dir=KEPT) as folder:
                make(Path(folder)).rename(file)
    return file


@contextmanager
def _alone(name: str = "lock") -> Iterator[None]:
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / name).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _make_sqlite(folder: Path) -> Path:
    _migrate(folder, {})
    file = folder / "xinglin.sqlite3"
    # A write-ahead log beside it would have to be copied too.
    database = sqlite3.connect(file)
    database.execute("PRAGMA journal_mode = DELETE")
    database.close()
    return file


def _make_postgres(folder: Path) -> Path:
    file = folder / "schema.sql"
    with private_postgres(hasty=True) as url:
        _migrate(folder, {"DATABASE_URL": url})
        words = ["--no-owner", "--no-privileges", f"--file={file}", url]
        subprocess.run([programs() / "pg_dump", *words], check=True)
    return file


def _migrate(folder: Path, database: dict[str, str]) -> None:
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment = {**kept, **database, "DATA_DIR": str(folder), "DEBUG": "1", "LOG_LEVEL": "ERROR"}
    for words in (["migrate", "--verbosity=0", "--no-input"], ["createcachetable", "--verbosity=0"]):
        subprocess.run([sys.executable, "manage.py", *words], cwd=ROOT, env=environment, check=True)


def main() -> None:
    """Make both, at the same time."""
    with ThreadPoolExecutor() as both:
        for file in both.map(lambda make: make(), [sqlite_file, postgres_file]):
            print(file.relative_to(ROOT))


if __name__ == "__main__":
    main()

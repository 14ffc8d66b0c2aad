"""A private PostgreSQL for tests and benchmarks: its own data, a free port, gone when it is no longer needed.

``python -m tests.postgres COMMAND…`` runs COMMAND with DATABASE_URL naming such a server, which is hasty.
"""

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

# What dies with the test need not be on the disk. Nothing else differs, and nothing that is measured is hasty.
HASTY = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"
# Seconds that the shared memory of a killed server may take to be let go.
PATIENCE_SECONDS = 60


def programs() -> Path:
    """Return the folder of the newest installed server programs.

    :raises FileNotFoundError: PostgreSQL's server is not installed.
    """
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if folders:
        return folders[-1].parent
    if on_path := shutil.which("initdb"):
        return Path(on_path).parent
    raise FileNotFoundError("PostgreSQL's server programs are missing: run `.ci/bootstrap test`.")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _as_someone_else() -> list[str]:
    """Return the words that run a command unprivileged: the server refuses to run as root."""
    return ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"] if os.geteuid() == 0 else []


class Server:
    """A server of our own: its database URL, its sudden death, its start afterwards."""

    def __init__(self, home: Path, *, hasty: bool = False) -> None:
        """Make the data of an empty database in ``home`` and start nothing yet."""
        self._home, self._data, self._port = home, home / "data", _free_port()
        self._more = f"-c max_connections=200 {HASTY if hasty else ''}"
        self._programs, self._words = programs(), _as_someone_else()
        if self._words:
            nobody = pwd.getpwnam("nobody")
            os.chown(home, nobody.pw_uid, nobody.pw_gid)
        initdb = self._programs / "initdb"
        _quietly([*self._words, initdb, "-D", self._data, "-U", "xinglin", "-A", "trust", "-E", "UTF8"], home)

    @property
    def url(self) -> str:
        """The address of its database."""
        return f"postgres://xinglin@127.0.0.1:{self._port}/xinglin"

    def start(self) -> None:
        """Start it and wait until it answers; what a killed one left behind may need a moment to go.

        :raises RuntimeError: it does not start.
        """
        settings = f"-c listen_addresses=127.0.0.1 -c port={self._port} -c unix_socket_directories={self._home}"
        start = self._control("-w", "-l", self._home / "log", "-o", f"{settings} {self._more}", "start")
        for _attempt in range(PATIENCE_SECONDS):
            if subprocess.run(start, cwd=self._home, capture_output=True, check=False).returncode == 0:
                return
            time.sleep(1)
        raise RuntimeError("PostgreSQL does not start:\n" + (self._home / "log").read_text()[-2000:])

    def create_database(self) -> None:
        """Make the database that :attr:`url` names."""
        words = ["-h", "127.0.0.1", "-p", str(self._port), "-U", "xinglin", "xinglin"]
        _quietly([self._programs / "createdb", *words], self._home)

    def kill(self) -> int:
        """Kill it as the kernel does when memory is short, with no chance to say goodbye; return its process id."""
        pid = int((self._data / "postmaster.pid").read_text().split()[0])
        os.kill(pid, signal.SIGKILL)
        return pid

    def stop(self) -> None:
        """Stop it, waiting for nobody."""
        _quietly(self._control("-m", "immediate", "stop"), self._home)

    def _control(self, *words: str | Path) -> list[str | Path]:
        return [*self._words, self._programs / "pg_ctl", "-D", self._data, *words]


@contextlib.contextmanager
def private_server(*, hasty: bool = False) -> Iterator[Server]:
    """Start a server of our own; stop it and remove its data afterwards."""
    home = Path(tempfile.mkdtemp(prefix="xinglin-postgres-"))
    server = Server(home, hasty=hasty)
    server.start()
    try:
        server.create_database()
        yield server
    finally:
        server.stop()
        shutil.rmtree(home, ignore_errors=True)


@contextlib.contextmanager
def private_postgres(*, hasty: bool = False) -> Iterator[str]:
    """Start a server of our own and yield its database URL; stop it and remove its data afterwards."""
    with private_server(hasty=hasty) as server:
        yield server.url


def _quietly(command: list[str | Path], folder: Path) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=folder)


def main() -> int:
    """Run the command on the command line with a server of its own."""
    with private_postgres(hasty=True) as url:
        return subprocess.run(sys.argv[1:], env={**os.environ, "DATABASE_URL": url}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())

"""A private PostgreSQL for tests and benchmarks: its own data, a free port, gone when it is no longer needed.

``python -m tests.postgres COMMAND…`` runs COMMAND with DATABASE_URL naming such a server.
"""

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path


def _programs() -> Path:
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


@contextlib.contextmanager
def private_postgres() -> Iterator[str]:
    """Start a server of our own and yield its database URL; stop it and remove its data afterwards."""
    programs, port, words = _programs(), _free_port(), _as_someone_else()
    home = Path(tempfile.mkdtemp(prefix="xinglin-postgres-"))
    if words:
        nobody = pwd.getpwnam("nobody")
        os.chown(home, nobody.pw_uid, nobody.pw_gid)
    data = home / "data"
    _quietly([*words, programs / "initdb", "-D", data, "-U", "xinglin", "-A", "trust", "-E", "UTF8"], home)
    settings = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={home} -c max_connections=200"
    control = [*words, programs / "pg_ctl", "-D", data]
    _quietly([*control, "-w", "-l", home / "log", "-o", settings, "start"], home)
    try:
        _quietly([programs / "createdb", "-h", "127.0.0.1", "-p", str(port), "-U", "xinglin", "xinglin"], home)
        yield f"postgres://xinglin@127.0.0.1:{port}/xinglin"
    finally:
        _quietly([*control, "-m", "immediate", "stop"], home)
        shutil.rmtree(home, ignore_errors=True)


def _quietly(command: list[str | Path], folder: Path) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=folder)


def main() -> int:
    """Run the command on the command line with a server of its own."""
    with private_postgres() as url:
        return subprocess.run(sys.argv[1:], env={**os.environ, "DATABASE_URL": url}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())

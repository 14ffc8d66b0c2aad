"""The processes of one running product, found by the folder of data they work on, and their sudden death."""

import contextlib
import os
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Process:
    """One process as the kernel shows it."""

    pid: int
    parent: int
    command: str


def processes_on(data: Path) -> Iterator[Process]:
    """Yield the processes whose environment names ``data`` as the folder of their data."""
    mark = f"DATA_DIR={data}".encode()
    for folder in Path("/proc").glob("[0-9]*"):
        # One that ends meanwhile, or belongs to somebody else, cannot be read.
        with contextlib.suppress(OSError, IndexError):
            if mark not in (folder / "environ").read_bytes().split(b"\0"):
                continue
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            command = (folder / "cmdline").read_text().replace("\0", " ")
            yield Process(int(folder.name), parent, command)


def web_workers(data: Path) -> list[int]:
    """Return the processes that answer requests: the children of granian's own."""
    found = list(processes_on(data))
    servers = {each.pid for each in found if "granian" in each.command and "--interface" in each.command}
    firsts = {each.pid for each in found if each.pid in servers and each.parent not in servers}
    return [each.pid for each in found if each.parent in firsts and "tracker" not in each.command]


def celery_workers(data: Path) -> list[int]:
    """Return the processes that do the work in the background."""
    return [each.pid for each in processes_on(data) if "celery" in each.command and " worker " in each.command]


def kill(pids: list[int]) -> list[int]:
    """Kill as the kernel does when memory is short, with no chance to say goodbye; return who was there."""
    gone = []
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
            gone.append(pid)
    return gone

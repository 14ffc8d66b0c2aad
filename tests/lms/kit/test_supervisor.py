"""Processes that serve together."""

import contextlib
import fcntl
import os
import pty
import signal
import subprocess
import sys
import termios
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
NOTE_PID = "import os,signal,subprocess,sys,time; open(sys.argv[1], 'w').write(str(os.getpid())); "
STAY, HAVE_A_CHILD = "time.sleep(60)", "subprocess.run(['sleep', '60'])"
# Two processes under a supervisor, which go on as the arguments say; their pids are in files.
PROGRAM = """
import os, sys
from lms.kit import supervisor
note_pid, one, two = sys.argv[1:]
supervisor.GRACE_SECONDS = 1
supervisor.FIRST, supervisor.LATER_SECONDS = int(os.environ.get("FIRST", "2")), 1
commands = {
    "one": [sys.executable, "-c", note_pid + one, "one.pid"],
    "two": [sys.executable, "-c", note_pid + two, "two.pid"],
}
say = lambda words: print(words, flush=True)
sys.exit(supervisor.Supervisor(commands, environment=dict(os.environ), say=say).run())
"""


@pytest.fixture
def supervise(tmp_path):
    """Start a supervisor; its second process goes on as ``two`` says. End it with whatever it leaves."""
    started = []

    def start(two=STAY, within=(), **options):
        started.append(
            subprocess.Popen(
                [*within, sys.executable, "-c", PROGRAM, NOTE_PID, STAY, two],
                cwd=tmp_path,
                env={**os.environ, "PYTHONPATH": str(ROOT)},
                stdout=subprocess.PIPE,
                text=True,
                start_new_session=True,
                **options,
            )
        )
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()
        process.stdout.close()
    for file in tmp_path.glob("*.pid"):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(int(file.read_text()), signal.SIGKILL)


def pid_in(file: Path, *, other_than: int = 0) -> int:
    """Wait for a pid in ``file``."""
    for _attempt in range(200):
        if file.exists() and (text := file.read_text()) and int(text) != other_than:
            return int(text)
        time.sleep(0.05)
    raise AssertionError(f"no process wrote {file.name}")


def living(sessions: set[int]) -> list[str]:
    """Return the processes of ``sessions`` that are alive, each by its line in /proc."""
    lines = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            line = stat.read_text()
        except OSError:
            continue
        state, _parent, _group, session = line.rpartition(")")[2].split()[:4]
        if int(session) in sessions and state != "Z":
            lines.append(line)
    return lines


def wait_until_none_lives(sessions: set[int]) -> list[str]:
    for _attempt in range(100):
        if not (alive := living(sessions)):
            break
        time.sleep(0.05)
    return alive


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_nothing_outlives_a_supervisor_told_to_end(supervise, tmp_path, number):
    supervisor = supervise(two=HAVE_A_CHILD)
    sessions = {pid_in(tmp_path / "one.pid"), pid_in(tmp_path / "two.pid")}

    # As a terminal does: to the whole group of processes in front.
    os.killpg(supervisor.pid, number)

    assert supervisor.wait(10) == 0
    assert living(sessions) == []


def test_nothing_outlives_a_supervisor_that_is_killed(supervise, tmp_path):
    supervisor = supervise()
    sessions = {pid_in(tmp_path / "one.pid"), pid_in(tmp_path / "two.pid")}

    supervisor.kill()

    assert wait_until_none_lives(sessions) == []


def test_nothing_outlives_a_terminal_that_only_its_first_process_hears_of(supervise, tmp_path):
    ours, theirs = pty.openpty()
    # As `make` does, the first process goes on waiting for those it has started.
    supervise(
        within=["bash", "-c", 'trap : HUP; "$0" "$@"; exit'],
        stdin=theirs,
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
    )
    sessions = {pid_in(tmp_path / "one.pid"), pid_in(tmp_path / "two.pid")}
    time.sleep(0.5)
    os.close(theirs)

    os.close(ours)

    assert wait_until_none_lives(sessions) == []


def test_a_process_that_dies_is_started_again_and_leaves_no_children(supervise, tmp_path):
    supervise(two=HAVE_A_CHILD)
    first = pid_in(tmp_path / "two.pid")
    other = pid_in(tmp_path / "one.pid")

    os.kill(first, signal.SIGKILL)

    assert pid_in(tmp_path / "two.pid", other_than=first) != first
    assert wait_until_none_lives({first}) == []
    assert pid_in(tmp_path / "one.pid") == other


def test_a_process_that_cannot_be_kept_running_ends_all(supervise, tmp_path):
    supervisor = supervise(two="sys.exit(3)")
    sessions = {pid_in(tmp_path / "one.pid")}

    said, _nothing = supervisor.communicate(timeout=10)

    assert supervisor.returncode == 1
    assert said.splitlines() == [
        "two has ended (exit code 3) and is started again.",
        "two has ended (exit code 3) and is started again.",
        "two ends as soon as it is started (exit code 3): giving up.",
    ]
    assert wait_until_none_lives(sessions) == []


def test_who_is_started_with_nohup_outlives_the_terminal(supervise, tmp_path):
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        supervisor = supervise()
    finally:
        signal.signal(signal.SIGHUP, before)
    pid_in(tmp_path / "one.pid")

    os.killpg(supervisor.pid, signal.SIGHUP)

    with pytest.raises(subprocess.TimeoutExpired):
        supervisor.wait(0.6)


def test_who_does_not_end_when_asked_is_killed(supervise, tmp_path):
    stubborn = "signal.signal(signal.SIGTERM, signal.SIG_IGN); print('here', flush=True); time.sleep(60)"
    supervisor = supervise(two=stubborn)
    sessions = {pid_in(tmp_path / "one.pid"), pid_in(tmp_path / "two.pid")}
    assert supervisor.stdout.readline() == "here\n"

    os.killpg(supervisor.pid, signal.SIGINT)

    assert supervisor.wait(10) == 0
    assert living(sessions) == []


def test_those_beyond_the_first_come_when_the_first_have_had_time_to_load(supervise, tmp_path, monkeypatch):
    monkeypatch.setenv("FIRST", "1")

    supervise()
    pid_in(tmp_path / "one.pid")
    came_at_once = (tmp_path / "two.pid").exists()

    assert not came_at_once
    assert pid_in(tmp_path / "two.pid")

"""Processes that serve together: started together, started again when one dies, ended together."""

import contextlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import FrameType

# What ends us: Ctrl-C, and the operator or systemd. So does a closed terminal, see below.
ENDING = (signal.SIGINT, signal.SIGTERM)
# A worker may finish the task it is at; what still runs afterwards is killed, and its task is delivered again.
GRACE_SECONDS = 20
# Who dies this soon, and this often in a row, does so because of what it finds: starting it again is of no use.
SOON_SECONDS, MOST_SOON = 10, 3
# Loading takes a process seconds of a core. The first of them are what people wait for, so the others come later.
FIRST, LATER_SECONDS = 3, 6


class Child:
    """One process, with a session of its own: Ctrl-C reaches only us, and we end it with all that it started."""

    def __init__(self, name: str, command: Sequence[str], environment: Mapping[str, str]) -> None:
        """Start it."""
        self.name, self._command, self._environment = name, command, environment
        self.died_soon = 0
        self.start()

    def start(self) -> None:
        """Start it, for the first time or again."""
        # The kernel ends it when we are killed and cannot.
        bound = ["setpriv", "--pdeathsig", "TERM"] if shutil.which("setpriv") else []
        self._started = time.monotonic()
        self.process = subprocess.Popen(  # noqa: S603 - our own commands
            [*bound, *self._command], env=self._environment, start_new_session=True
        )

    def bury(self) -> None:
        """Kill whatever it left behind, and count how often it died soon after its start."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        soon = time.monotonic() - self._started < SOON_SECONDS
        self.died_soon = self.died_soon + 1 if soon else 0


class Terminal:
    """The terminal we were started in, if any. Who starts us with `nohup` wants us to outlive it."""

    def __init__(self, ask_to_end: Callable[[int, FrameType | None], None]) -> None:
        """Have ``ask_to_end`` called when it is closed, as far as we are told."""
        self._is_ours = signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN
        if self._is_ours:
            signal.signal(signal.SIGHUP, ask_to_end)
        self._was_in_front = False

    def is_closed(self) -> bool:
        """Whether it has gone while its keys reached us. The kernel may tell only `make`, which keeps it to itself."""
        try:
            with Path("/dev/tty").open() as terminal:
                self._was_in_front = os.tcgetpgrp(terminal.fileno()) == os.getpgrp()
        except OSError:
            return self._is_ours and self._was_in_front
        return False


class Supervisor:
    """Keeps ``commands`` (words, by the name of the process) running until it is told to end."""

    def __init__(
        self, commands: Mapping[str, Sequence[str]], *, environment: Mapping[str, str], say: Callable[[str], None]
    ) -> None:
        """Start nothing yet."""
        self._commands, self._environment, self._say = commands, environment, say
        self._asked_to_end = False

    def run(self) -> int:
        """Run all until a signal comes, or one cannot be kept running; return the exit code."""
        for number in ENDING:
            signal.signal(number, self._ask_to_end)
        terminal = Terminal(self._ask_to_end)
        children: list[Child] = []
        try:
            waiting, begun = list(self._commands.items()), time.monotonic()
            while not (self._asked_to_end or terminal.is_closed()):
                while waiting and (len(children) < FIRST or time.monotonic() - begun > LATER_SECONDS):
                    children.append(Child(*waiting.pop(0), self._environment))
                time.sleep(0.2)
                if not self._tend(children):
                    return 1
            return 0
        finally:
            _end(children)

    def _ask_to_end(self, _number: int, _frame: FrameType | None) -> None:
        self._asked_to_end = True

    def _tend(self, children: list[Child]) -> bool:
        """Start again what has died; return whether that makes sense."""
        for child in children:
            code = child.process.poll()
            if code is None or self._asked_to_end:
                continue
            child.bury()
            if child.died_soon >= MOST_SOON:
                self._say(f"{child.name} ends as soon as it is started (exit code {code}): giving up.")
                return False
            self._say(f"{child.name} has ended (exit code {code}) and is started again.")
            child.start()
        return True


def _end(children: list[Child]) -> None:
    """Ask every process once to end, wait for it, and kill what does not."""
    for child in children:
        child.process.terminate()
    last = time.monotonic() + GRACE_SECONDS
    for child in children:
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.process.wait(max(0, last - time.monotonic()))
        child.bury()

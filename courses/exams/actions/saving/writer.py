"""The one thread of a process that writes what phones hand over: everything that waits, in one transaction.

A commit waits for the disk, and the disk takes as long for one answer as for sixty.
"""

import asyncio
import contextlib
import logging
import threading
from collections.abc import Sequence
from datetime import timedelta
from queue import Empty, SimpleQueue

from django.db import connection
from django.utils import timezone

from courses.exams.actions.saving.alone import AWAY, keep_alone
from courses.exams.actions.saving.batch import Answer, keep
from courses.exams.actions.saving.draft import Save

log = logging.getLogger(__name__)

# Written in one transaction at the most.
MOST_AT_ONCE = 128
# More than wait at once is refused, and the phone comes again: half a second's work.
MOST_WAITING = 2048
# How long somebody waits for the answer: much longer than a commit takes, shorter than a phone's patience.
PATIENCE_SECONDS = 15.0
# How often, and for how long, one asks again for a sitting that somebody is closing.
AGAIN_SECONDS = 0.01
LOCKED_AT_MOST = timedelta(seconds=5)


class NotNow(Exception):
    """Nothing is promised: too many wait, or the database is away. Come again after ``seconds``."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class _Waiter:
    """Somebody who waits on the thread of a loop. While ``answer`` is ``None`` there is none."""

    __slots__ = ("answer", "loop", "save", "since", "told")

    def __init__(self, save: Save, loop: asyncio.AbstractEventLoop) -> None:
        self.save, self.since = save, timezone.now()
        self.answer: Answer = None
        self.loop, self.told = loop, loop.create_future()


class Writer:
    """Takes hand-overs and answers each once it is on the disk."""

    def __init__(self) -> None:
        """Start nothing: the first hand-over does, in whatever process it comes."""
        self._queue: SimpleQueue[_Waiter] = SimpleQueue()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None
        self._inside = 0

    async def hand_over(self, save: Save) -> Answer:
        """Wait until ``save`` is kept, and return what is answered.

        :raises NotNow: nothing is promised. It may be kept all the same; to send it again does no harm.
        """
        if self._inside >= MOST_WAITING:
            raise NotNow(1)
        waiter = _Waiter(save, asyncio.get_running_loop())
        self._inside += 1
        try:
            if self._thread is None or not self._thread.is_alive():
                self._start()
            self._queue.put(waiter)
            async with asyncio.timeout(PATIENCE_SECONDS):
                await waiter.told
        except TimeoutError:
            raise NotNow(2) from None
        finally:
            self._inside -= 1
        if waiter.answer is None:
            raise NotNow(2)
        return waiter.answer

    def _start(self) -> None:
        with self._starting:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="exam-writer", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        postponed: list[_Waiter] = []
        while True:
            waiters = [*postponed, *self._waiting(AGAIN_SECONDS if postponed else None)]
            try:
                _serve(waiters)
            except Exception as fault:
                # None of these is promised anything, and those that come are to be served.
                log.error(
                    "%s hand-overs could not be kept: %s", len(waiters), fault, exc_info=not isinstance(fault, AWAY)
                )
                connection.close()
                postponed = []
            else:
                patient = timezone.now() - LOCKED_AT_MOST
                postponed = [each for each in waiters if each.answer is None and each.since > patient]
            _tell([waiter for waiter in waiters if waiter not in postponed])

    def _waiting(self, seconds: float | None) -> list[_Waiter]:
        """Return all that wait; if nobody does, wait for the first, for ``seconds`` at the most."""
        waiters = []
        try:
            waiters.append(self._queue.get(timeout=seconds))
            while len(waiters) < MOST_AT_ONCE:
                waiters.append(self._queue.get_nowait())
        except Empty:
            pass
        return waiters


def _tell(waiters: Sequence[_Waiter]) -> None:
    """Wake those who wait, all of a loop at once."""
    for loop in {waiter.loop for waiter in waiters}:
        # A loop that is closed has nobody who waits any more.
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(_wake, [waiter.told for waiter in waiters if waiter.loop is loop])


def _wake(told: Sequence[asyncio.Future[None]]) -> None:
    for each in told:
        if not each.done():
            each.set_result(None)


def _serve(waiters: Sequence[_Waiter]) -> None:
    """Answer those whose sitting is not being closed.

    :raises OperationalError: the database is away.
    """
    saves = [waiter.save for waiter in waiters]
    try:
        answers = _together(saves)
    except AWAY as fault:
        # The server may have been started anew meanwhile: then a new connection finds it.
        log.warning("the database is away: %s", str(fault).strip())
        connection.close()
        answers = _together(saves)
    for waiter, answer in zip(waiters, answers, strict=True):
        waiter.answer = answer


def _together(saves: Sequence[Save]) -> list[Answer]:
    """Keep all of ``saves`` at once, or, if one of them harms the others, each by itself."""
    try:
        return keep(saves, wait=False)
    except AWAY:
        raise
    except Exception:
        log.exception("%s hand-overs could not be kept together", len(saves))
        return [keep_alone(save, wait=False) for save in saves]

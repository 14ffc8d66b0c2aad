"""How often the code of an exam may be tried, counted in the cache that all processes share."""

import hashlib
import time

from django.core.cache import cache

WRONG_CODES, WITHIN_MINUTES = 5, 10


def may_try_code(exam_id: int, person_id: int) -> bool:
    """Count one try of the exam's code by a person; return whether it is still within the limit."""
    key = _key(exam_id, person_id)
    cache.add(key, 0, timeout=WITHIN_MINUTES * 60)
    try:
        return int(cache.incr(key)) <= WRONG_CODES
    except ValueError:
        # The window ended between the two lines.
        return True


def forget_tries(exam_id: int, person_id: int) -> None:
    """Begin counting anew: the code was right."""
    cache.delete(_key(exam_id, person_id))


def _key(exam_id: int, person_id: int) -> str:
    # The window is part of the name: some caches begin its time anew with each count.
    window = int(time.time() // (WITHIN_MINUTES * 60))
    return f"exams.code.{window}." + hashlib.sha256(f"{exam_id}:{person_id}".encode()).hexdigest()[:32]

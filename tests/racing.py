"""Deeds done at the same moment."""

import threading

from django.db import connection

from lms.kit.errors import Refusal


def at_once(count, deed):
    """Do ``deed(n)`` in ``count`` threads that start together; return what each returned or was refused with."""
    gate, results = threading.Barrier(count), [None] * count

    def run(n):
        gate.wait()
        try:
            results[n] = deed(n)
        except Refusal as said_no:
            results[n] = said_no
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[n]) for n in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results

"""The WSGI door; see ``docs/operate.md`` for the server in front of it."""

import gc
import os
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from lms.kit.threads import OnFewThreads

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings")

# Python looks for garbage after 700 new objects, fewer than some hundred answers being saved are: it would look all the
# time, and find nothing.
NEW_OBJECTS = 20_000

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def compose() -> Application:
    """Return what answers a request: saves of exams by their own short way, all else by Django on a few threads."""
    django = get_wsgi_application()
    # Models are there only once Django is set up.
    from courses.exams import door  # noqa: PLC0415
    from courses.exams.actions import hand_in  # noqa: PLC0415
    from courses.exams.actions.saving.writer import Writer  # noqa: PLC0415

    site = OnFewThreads(django, settings.WEB_THREADS)
    saves = door.Door(Writer().hand_over, partial(site.call, hand_in))

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        chosen: Application = saves if environ["PATH_INFO"] == door.ADDRESS else site
        return chosen(environ, start_response)

    # What is loaded by now stays: looking through it for garbage, again and again, would make people wait.
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS)
    return answer


application = compose()

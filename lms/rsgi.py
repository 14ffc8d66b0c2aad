"""The door of the web server; see ``docs/operate.md`` for the server in front of it."""

import gc
import os
from functools import partial
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from lms.kit.rsgi import OnFewThreads

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings")

# Python looks for garbage after 700 new objects, fewer than some hundred answers being saved are: it would look all the
# time, and find nothing.
NEW_OBJECTS = 20_000


class Application:
    """Answers a request: saves of exams by their own short way, all else by Django on a few threads."""

    def __init__(self) -> None:
        """Set up Django and load what serves."""
        self.site = OnFewThreads(get_wsgi_application(), settings.WEB_THREADS)
        # Models are there only once Django is set up.
        from courses.exams import door  # noqa: PLC0415
        from courses.exams.actions import hand_in  # noqa: PLC0415
        from courses.exams.actions.saving.writer import Writer  # noqa: PLC0415

        self._at = door.ADDRESS
        self._saves = door.Door(Writer().hand_over, partial(self.site.call, hand_in))
        # What is loaded by now stays: looking through it for garbage, again and again, would make people wait.
        gc.collect()
        gc.freeze()
        gc.set_threshold(NEW_OBJECTS)

    async def __rsgi__(self, scope: Any, protocol: Any) -> None:
        """Answer one request."""
        await (self._saves if scope.path == self._at else self.site)(scope, protocol)


application = Application()

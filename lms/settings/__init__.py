"""Every setting once, typed, from the environment.

Without any environment the product runs on one machine with SQLite, files on disk and a broker that needs no
server. ``DATABASE_URL``, ``BROKER_URL`` and ``CACHE_URL`` move it to PostgreSQL and Redis; see ``docs/operate.md``.
"""

from lms.settings.application import *
from lms.settings.data import *
from lms.settings.outside import *
from lms.settings.pages import *
from lms.settings.place import *
from lms.settings.security import *
from lms.settings.signin import *
from lms.settings.work import *

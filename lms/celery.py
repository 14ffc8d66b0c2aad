"""The Celery application. Work reaches it only through :mod:`lms.kit.queue`."""

import os
import warnings
from typing import Any

from celery import Celery
from celery.exceptions import SecurityWarning
from celery.signals import setup_logging

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings")

app = Celery("xinglin")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# It speaks of pickled messages, and ours are JSON only.
warnings.filterwarnings("ignore", category=SecurityWarning)


@setup_logging.connect
def keep_logging(**_kwargs: Any) -> None:
    """Leave logging as Django's settings have it: Celery sets up its own only where nobody answers."""

"""The product with the addresses of the benchmarks."""

import os

from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings")
settings.ROOT_URLCONF = "tests.bench.urls"

from lms.rsgi import application  # noqa: E402

__all__ = ["application"]

"""The ground floor everyone stands on, and the roof that looks down on everyone."""

from lms.celery import app as celery_app

__all__ = ["celery_app"]

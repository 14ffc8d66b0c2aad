"""Doors for the worker."""

from datetime import datetime

from celery import shared_task
from django.utils import timezone

from lms.notices import actions
from lms.notices.channels import DeliveryFailed


@shared_task(
    name="notices.send_code", acks_late=True, ignore_result=True,
    autoretry_for=(DeliveryFailed,), retry_backoff=2, max_retries=3,
)  # fmt: skip
def send_code(*, parcel: str, good_until: str, **_newer: object) -> None:
    """Door to :func:`actions.deliver_code`."""
    actions.deliver_code(parcel=parcel, good_until=datetime.fromisoformat(good_until), at=timezone.now())


@shared_task(
    name="notices.deliver", acks_late=True, ignore_result=True,
    autoretry_for=(DeliveryFailed,), retry_backoff=True, max_retries=5,
)  # fmt: skip
def deliver(*, notice_id: int, channel: str, **_newer: object) -> None:
    """Door to :func:`actions.deliver`."""
    actions.deliver(notice_id=notice_id, channel=channel)

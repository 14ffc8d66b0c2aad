"""Work in the background."""

from datetime import timedelta
from typing import Any

from celery.schedules import crontab

from lms.settings.place import DATA_DIR, env

BROKER_URL: str = env.str("BROKER_URL", "filesystem://")
CELERY_BROKER_URL = BROKER_URL
if BROKER_URL.startswith("filesystem://"):
    _broker = DATA_DIR / "broker"
    for _folder in ("queue", "processed", "control"):
        (_broker / _folder).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_broker / "queue"),
        "data_folder_out": str(_broker / "queue"),
        "control_folder": str(_broker / "control"),
        "processed_folder": str(_broker / "processed"),
    }
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "Asia/Shanghai"
CELERY_BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    "resend what was not acknowledged": {"task": "kit.sweep", "schedule": timedelta(seconds=20)},
    "empty the cache table of what is over": {"task": "kit.purge_cache", "schedule": timedelta(hours=1)},
    "settle lectures that have ended": {"task": "live.settle_due", "schedule": timedelta(minutes=1)},
    "close sittings whose time is over": {"task": "exams.close_due", "schedule": timedelta(seconds=30)},
    "bring mistakes books up to date": {"task": "exams.sweep_mistakes", "schedule": crontab(hour=4, minute=10)},
    "publish marks that are out": {"task": "exams.publish_due", "schedule": timedelta(minutes=1)},
    "put people into the groups of the roles they hold today": {
        "task": "people.sync_memberships",
        # On the hour: roles begin and end at midnight.
        "schedule": crontab(minute=0),
    },
    "remind mentees of teaching that waits for them": {
        "task": "mentoring.remind_waiting",
        "schedule": crontab(hour=9, minute=0),
    },
    "take away files of certificates that were never issued": {
        "task": "register.clear_strays",
        "schedule": crontab(hour=3, minute=20),
    },
    "question certificates that have lost what they rest on": {
        "task": "register.question_unfounded",
        "schedule": crontab(hour=3, minute=50),
    },
    "publish anew which badges were revoked": {
        "task": "register.publish_lists",
        "schedule": crontab(hour=3, minute=40),
    },
    "work out what would close the gaps of the year": {
        "task": "credits.sweep_outlooks",
        "schedule": crontab(hour=2, minute=40),
    },
    "look for what seems wrong in the records": {
        "task": "coverage.sweep_anomalies",
        "schedule": crontab(hour=4, minute=30),
    },
    "see whether there is something new to earn credit by": {
        "task": "credits.watch_offers",
        "schedule": timedelta(hours=1),
    },
    "tell auditors and administrators that a role ends": {
        "task": "signin.tell_of_ending",
        "schedule": crontab(hour=8, minute=30),
    },
    "remind of reports on classes that are due": {
        "task": "schemes.remind_reports",
        "schedule": crontab(hour=9, minute=10),
    },
    "look anew at people whose coverage may have moved": {
        "task": "coverage.settle",
        "schedule": timedelta(minutes=1),
    },
    "compute coverage anew, as of the new day": {
        "task": "coverage.rebuild",
        "schedule": crontab(hour=0, minute=20),
    },
    "tell the audit log what programs have read": {"task": "api.tell_uses", "schedule": crontab(minute=5)},
    "send new records to learning record stores": {"task": "feeds.sweep", "schedule": timedelta(minutes=1)},
    "recompute progress": {"task": "schemes.sweep", "schedule": timedelta(hours=6)},
    "begin the classes of the day": {"task": "schemes.begin", "schedule": timedelta(hours=1)},
    "seal the records of the last hour": {"task": "records.seal", "schedule": crontab(minute=25)},
}

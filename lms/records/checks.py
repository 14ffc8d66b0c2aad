"""What must be right before seals prove anything."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

from lms.records import last_head
from lms.records.keys import BadSealKey, NoSealKey, seal_key

HINT = "Set SEAL_KEY_FILE. `manage.py make_seal_key FILE` makes one; keep it apart from the database."


@register(Tags.security, deploy=True)
def records_can_be_sealed(**_kwargs: Any) -> list[CheckMessage]:
    """Ask for a key that proves something."""
    try:
        trial = seal_key().trial
    except (NoSealKey, BadSealKey) as refusal:
        return [Error(str(refusal), hint=HINT, id="records.E001")]
    if trial:
        return [Error("The records are sealed with a key made for trying things out.", hint=HINT, id="records.E002")]
    return []


@register(Tags.security, deploy=True)
def last_head_can_be_kept(**_kwargs: Any) -> list[CheckMessage]:
    """Ask for a place outside the database to keep the last head in."""
    if last_head.can_be_kept():
        return []
    hint = "Set SEAL_LAST_FILE to a file that the workers can write, outside the database and not served."
    return [Error("The last head over the records cannot be kept outside the database.", hint=hint, id="records.E003")]


@register(Tags.security, deploy=True)
def heads_leave_the_house(**_kwargs: Any) -> list[CheckMessage]:
    """Ask for somebody outside who gets the heads: what lies elsewhere cannot be changed here."""
    if settings.SEAL_MAIL_TO:
        return []
    hint = (
        "Set SEAL_MAIL_TO to the addresses of auditors outside the house; they are mailed the first head of each day."
    )
    return [Warning("No head over the records leaves the house.", hint=hint, id="records.W001")]

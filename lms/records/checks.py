"""What must be right before seals prove anything."""

from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register

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

"""The head that was signed last, kept in a file: whoever may write SQL cannot make that one anew."""

import os
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from lms.kit.errors import Refusal
from lms.records.rules.note import Note, Unreadable, read

FILE = "last-head.txt"


class LastHeadUnreadable(Refusal):
    """There is a file, and it says nothing."""

    code = "last_head_unreadable"
    message = _(
        "The file that keeps the head signed last cannot be read. Ask the administrator to look at SEAL_LAST_FILE."
    )


def place() -> Path:
    """Return the file: the one that is named, else one beside the key."""
    if settings.SEAL_LAST_FILE:
        return Path(settings.SEAL_LAST_FILE)
    folder = Path(settings.SEAL_KEY_FILE).parent if settings.SEAL_KEY_FILE else settings.DATA_DIR / "seal"
    return folder / FILE


def kept() -> Note | None:
    """Return the head that was signed last on this machine, ``None`` where none is kept.

    :raises LastHeadUnreadable: there is a file, and no head in it.
    """
    try:
        return read(place().read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError, Unreadable) as fault:
        raise LastHeadUnreadable from fault


def keep(note: Note) -> None:
    """Keep a head instead of the one before, readable by its owner only; the file appears whole.

    :raises OSError: it cannot be written.
    """
    file = place()
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with TemporaryDirectory(dir=file.parent, prefix=".head-") as folder:
        new = Path(folder) / FILE
        new.touch(mode=0o600)
        with new.open("w", encoding="utf-8") as whole:
            whole.write(note.text)
            whole.flush()
            os.fsync(whole.fileno())
        new.replace(file)


def can_be_kept() -> bool:
    """Return whether the file can be written, or the folder it is to be in be made."""
    folder = next(each for each in place().absolute().parents if each.exists())
    return folder.is_dir() and os.access(folder, os.W_OK)

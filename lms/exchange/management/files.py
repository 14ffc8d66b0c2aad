"""Files named on the command line."""

from pathlib import Path

from django.core.management import CommandError
from django.utils.translation import gettext as _


def read(path: Path) -> bytes:
    """Return what is in the file.

    :raises CommandError: it is not there, or may not be read.
    """
    try:
        return path.read_bytes()
    except OSError as fault:
        raise CommandError(_("The file %(path)s is not there or cannot be read.") % {"path": path}) from fault


def write(path: Path, content: bytes) -> None:
    """Write a file.

    :raises CommandError: it cannot be written there.
    """
    try:
        path.write_bytes(content)
    except OSError as fault:
        raise CommandError(_("The file %(path)s cannot be written.") % {"path": path}) from fault

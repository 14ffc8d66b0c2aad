"""Where the files of certificates stand, apart from the rows that speak of them."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime

from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, Storage

from certificates.register.models import Certificate, private_storage

ROOT = "certificates"


@contextmanager
def shelf() -> Iterator[list[str]]:
    """Collect the names of files written, and take them away again if what they belong to does not happen."""
    names: list[str] = []
    try:
        yield names
    except BaseException:
        for name in names:
            private_storage().delete(name)
        raise


def keep(name: str, content: bytes) -> str:
    """Write a file that is there whole or not at all, a full disk and a power cut included; return its name."""
    storage: Storage = private_storage()
    if not isinstance(storage, FileSystemStorage):
        return storage.save(name, ContentFile(content))
    path = storage.path(name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(f"{path}.part", "wb") as part:
        part.write(content)
        part.flush()
        os.fsync(part.fileno())
    os.replace(f"{path}.part", path)
    return name


def strays(older_than: datetime) -> list[str]:
    """Return the names of files that no certificate speaks of, written before ``older_than``."""
    storage, found = private_storage(), []
    # Before the first certificate there is no folder.
    with suppress(FileNotFoundError):
        for year in sorted(storage.listdir(ROOT)[0]):
            folder = f"{ROOT}/{year}/"
            names = [folder + name for name in storage.listdir(folder)[1]]
            known = set(Certificate.objects.filter(file__startswith=folder).values_list("file", flat=True))
            found += [n for n in names if n not in known and storage.get_modified_time(n) < older_than]
    return found

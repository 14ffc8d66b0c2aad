"""Packing a report: its files, a list of them for people and one for programs. The bytes follow from the files."""

import hashlib
import json
import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from lms.records.reporting import ReportPart

MANIFEST = "manifest.json"
# What Windows and unpackers refuse in a name, and what would lead out of the folder.
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]+')
_LONGEST = 80
# The mode of a plain file everybody may read, as ZIP keeps it.
_PLAIN_FILE = 0o100644 << 16


@dataclass(frozen=True)
class Parcel:
    """A packed report: its bytes, and what the manifest inside says."""

    content: bytes
    manifest: dict[str, Any]


def safe_name(text: str) -> str:
    """Return ``text`` as a file name that any system unpacks, and that stays inside its folder.

    >>> safe_name("../结业考试: 第1场?.html"), safe_name("...")
    ('结业考试 第1场.html', '_')
    """
    plain = " ".join(_UNSAFE.sub(" ", text).split()).strip(". ")
    if len(plain) > _LONGEST:
        stem, dot, suffix = plain.rpartition(".")
        plain = f"{stem[: _LONGEST - len(suffix) - 1]}{dot}{suffix}" if dot else plain[:_LONGEST]
    return plain.replace(" .", ".") or "_"


def pack(parts: Iterable[ReportPart], *, about: dict[str, str], as_of: datetime) -> Parcel:
    """Return ``parts`` in one ZIP with ``manifest.json`` and a list of contents to read.

    :param about: what the report is about, such as the scheme and the class; it goes to the head of both lists.
    """
    files = _named(sorted(parts, key=lambda each: (each.order, each.name)))
    told = [_told(name, part) for name, part in files]
    manifest: dict[str, Any] = {**about, "as_of": as_of.isoformat(), "files": told}
    listed = json.dumps(manifest, ensure_ascii=False, indent=2).encode()
    contents = _contents([*told, _fact(MANIFEST, listed, _("The same list for programs."))], about, as_of)
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in [(contents_name(), contents), (MANIFEST, listed), *((n, p.content) for n, p in files)]:
            _add(archive, name, content, as_of)
    return Parcel(packed.getvalue(), manifest)


def contents_name() -> str:
    """Return the name of the list of contents."""
    return safe_name(_("List of contents") + ".txt")


def _named(parts: list[ReportPart]) -> list[tuple[str, ReportPart]]:
    """Number the files in their order, which also keeps apart those of one name."""
    width = len(str(len(parts)))
    return [(safe_name(f"{number:0{width}d}-{part.name}"), part) for number, part in enumerate(parts, start=1)]


def _told(name: str, part: ReportPart) -> dict[str, Any]:
    return _fact(name, part.content, part.about)


def _fact(name: str, content: bytes, about: str) -> dict[str, Any]:
    return {"name": name, "size": len(content), "sha256": hashlib.sha256(content).hexdigest(), "about": str(about)}


def _contents(told: list[dict[str, Any]], about: dict[str, str], as_of: datetime) -> bytes:
    moment = f"{timezone.localtime(as_of):%Y-%m-%d %H:%M:%S}"
    lines = [*about.values(), _("As of %(moment)s.") % {"moment": moment}, ""]
    for each in told:
        lines += [each["name"], f"    {each['about']}", f"    {each['size']} B  SHA-256 {each['sha256']}"]
    lines += ["", _("To check a file on Windows: certutil -hashfile “name of the file” SHA256")]
    # Notepad takes a file without a mark for GBK, and needs both characters at a line's end.
    return "\r\n".join([*lines, ""]).encode("utf-8-sig")


def _add(archive: zipfile.ZipFile, name: str, content: bytes, as_of: datetime) -> None:
    info = zipfile.ZipInfo(name, timezone.localtime(as_of).timetuple()[:6])
    info.compress_type, info.external_attr, info.create_system = zipfile.ZIP_DEFLATED, _PLAIN_FILE, 3
    archive.writestr(info, content)

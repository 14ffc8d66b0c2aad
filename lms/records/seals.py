"""What the pages about seals show: a head with its code, and what a head that somebody brings is worth."""

import io
from base64 import b64encode
from dataclasses import dataclass

import segno
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from lms.records.keys import BadSealKey, NoSealKey, is_ours, seal_key
from lms.records.models import LearningRecord, TreeHead
from lms.records.queries import (
    RecordDiffers,
    SealsIncomplete,
    consistency_with,
    inclusion,
    latest_head,
    root,
    sealed_in,
)
from lms.records.rules import merkle
from lms.records.rules.note import Note


@dataclass(frozen=True)
class Answer:
    """What is said of a head that somebody brought; ``good`` where today's records extend it."""

    good: bool
    words: object
    proof: tuple[str, ...] = ()


def judge(note: Note) -> Answer:
    """Return whether today's seals extend a head that somebody brought."""
    brought, newest = note.head, latest_head()
    if not is_ours(note):
        return Answer(False, _("This head was not signed by the key of this installation, or it was altered."))
    if newest is None or brought.size > newest.size:
        return Answer(False, _("Today's records do not extend this head: it is over more records than are sealed now."))
    try:
        proof, kept = consistency_with(brought.size, newest), root(brought.size)
    except SealsIncomplete:
        return Answer(False, _("Whether today's records extend this head cannot be told: kept hashes are gone."))
    if not merkle.extends((brought.size, brought.root), (newest.size, bytes(newest.root)), proof):
        return Answer(False, _("Today's records do not extend this head: records under it were changed since."))
    if kept != brought.root:
        return Answer(False, _("Today's records do not extend this head: the kept hashes were changed."))
    return Answer(True, _("Today's records extend this head."), tuple(b64encode(each).decode() for each in proof))


@dataclass(frozen=True)
class Seal:
    """What is said of one record: the head it is sealed in, and whether it is still what was sealed."""

    head: TreeHead | None
    differs: bool = False


def seal_of(record: LearningRecord) -> Seal:
    """Return under which head a record is sealed."""
    head = sealed_in(record)
    try:
        return Seal(head, differs=head is not None and not _holds(record, head))
    except (RecordDiffers, SealsIncomplete):
        return Seal(head, differs=True)


def _holds(record: LearningRecord, head: TreeHead) -> bool:
    proof = inclusion(record, head)
    return proof is not None and proof.holds


def code_of(head: TreeHead) -> SafeString:
    """Return the text of a head as a QR code in SVG."""
    drawing = io.BytesIO()
    look = {"border": 2, "svgclass": "seal__qr", "lineclass": None}
    segno.make(head.note.text, error="m").save(drawing, kind="svg", xmldecl=False, svgns=True, omitsize=True, **look)
    return mark_safe(drawing.getvalue().decode())  # noqa: S308 - drawn here from our own head


def key_line() -> str:
    """Return the public key in use in one line, empty where there is none."""
    try:
        return seal_key().line
    except (NoSealKey, BadSealKey):
        return ""

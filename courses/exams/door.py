"""The door for what phones save: below Django's sessions, accounts and middleware, which a save has no use for.

Its authority is the token of the sitting. It only waits; what is written, the process's one writer writes.
"""

import json
from collections.abc import Awaitable, Callable
from datetime import datetime
from http import HTTPStatus
from typing import Any, TypeGuard

from django.utils import timezone
from django.utils.translation import gettext as _

from courses.exams import keys
from courses.exams.actions.saving import BadToken, Save, Saved
from courses.exams.actions.saving.alone import AWAY
from courses.exams.actions.saving.batch import Answer
from courses.exams.actions.saving.writer import NotNow
from courses.exams.rules.sync import Unreadable, read
from courses.exams.rules.tokens import Claim, read_token
from lms.kit.errors import Refusal

ADDRESS = "/exams/sync/"
MOST_BYTES = 256 * 1024

_as_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_HEADERS = [
    ("content-type", "application/json"),
    ("cache-control", "no-store"),
    ("x-content-type-options", "nosniff"),
]

Reply = tuple[HTTPStatus, dict[str, Any]]
Keep = Callable[[Save], Awaitable[Answer]]
Submit = Callable[[Claim, datetime], Awaitable[Saved]]


class Turned(Exception):
    """Nothing is kept; ``reply`` says why."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(reply)
        self.reply = reply


class Door:
    """Answers ``POST /exams/sync/`` as RSGI asks it."""

    def __init__(self, keep: Keep, submit: Submit) -> None:
        """Take what keeps a hand-over, and what ends a sitting."""
        self._keep, self._submit = keep, submit

    async def __call__(self, scope: Any, protocol: Any) -> None:
        """Answer one request."""
        try:
            status, reply = await self._answer(await _body(scope, protocol))
        except Turned as turned:
            status, reply = turned.reply
        headers = _HEADERS
        if status == HTTPStatus.SERVICE_UNAVAILABLE:
            headers = [*_HEADERS, ("retry-after", str(reply["refusal"]["seconds"]))]
        protocol.response_bytes(status.value, headers, _as_json(reply).encode())

    async def _answer(self, body: bytes) -> Reply:
        save = save_of(body)
        try:
            kept = await self._keep(save)
            if is_to_be_submitted(kept, save):
                kept |= await self._submit(save.claim, save.at)
        except NotNow as said:
            return not_now(said.seconds)
        except AWAY:
            return not_now()
        return reply_of(kept)


async def _body(scope: Any, protocol: Any) -> bytes:
    if scope.method != "POST":
        raise Turned(_no(HTTPStatus.METHOD_NOT_ALLOWED, "not_this_way", _("Answers are sent by POST.")))
    if not scope.headers.get("content-type", "").startswith("application/json"):
        raise Turned(_no(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "not_json", _("Answers are sent as JSON.")))
    declared = scope.headers.get("content-length")
    if declared is None:
        return await _counted(protocol)
    if not (declared.isascii() and declared.isdigit()) or int(declared) > MOST_BYTES:
        raise Turned(_too_large())
    body: bytes = await protocol()
    return body


async def _counted(protocol: Any) -> bytes:
    """Return a body whose length nobody announced."""
    body = b""
    async for part in protocol:
        body += part
        if len(body) > MOST_BYTES:
            raise Turned(_too_large())
    return body


def save_of(body: bytes) -> Save:
    """Return what a phone hands over in ``body``, as of now.

    :raises Turned: it cannot be read, or its token is none of ours.
    """
    if len(body) > MOST_BYTES:
        raise Turned(_too_large())
    try:
        sync = read(body)
    except Unreadable as fault:
        raise Turned(_unreadable(fault)) from None
    claim = read_token(keys.for_tokens(), sync.token)
    if claim is None:
        raise Turned(_refused(BadToken()))
    return Save(claim, sync, timezone.now())


def is_to_be_submitted(kept: Answer, save: Save) -> TypeGuard[Saved]:
    """Return whether the phone hands in with this save what is not handed in yet."""
    return isinstance(kept, dict) and save.sync.submit and not kept["receipt"]


def reply_of(kept: Answer) -> Reply:
    """Return status and document for what became of a save."""
    return (HTTPStatus.OK, kept) if isinstance(kept, dict) else _refused(kept or BadToken())


def not_now(seconds: int = 2) -> Reply:
    """Return status and document of no promise."""
    words = _("The server cannot save right now. Nothing is lost: your phone keeps it and tries again.")
    return _no(HTTPStatus.SERVICE_UNAVAILABLE, "not_now", words, seconds=seconds)


def _too_large() -> Reply:
    return _no(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large", _("This is more than an exam can have to say."))


def _unreadable(fault: Unreadable) -> Reply:
    words = {
        "not_json": _("This is no JSON."),
        "malformed": _("“%(name)s” is missing or not of the agreed form."),
        "unknown_member": _("“%(name)s” has no place in what a phone saves. Nothing was saved."),
    }
    return _no(HTTPStatus.BAD_REQUEST, fault.code, words[fault.code] % {"name": fault.name})


def _refused(refusal: Refusal) -> Reply:
    return _no(HTTPStatus.UNAUTHORIZED, refusal.code, str(refusal))


def _no(status: HTTPStatus, code: str, message: str, **more: Any) -> Reply:
    return status, {"refusal": {"code": code, "message": message, **more}}

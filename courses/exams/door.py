"""The door for what phones save: below Django's sessions, accounts and middleware, which a save has no use for.

Its authority is the token of the sitting. It only waits; what is written, the process's one writer writes.
"""

import json
from collections.abc import Callable, Iterable
from datetime import datetime
from http import HTTPStatus
from typing import Any

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
    ("Content-Type", "application/json"),
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
]

Reply = tuple[HTTPStatus, dict[str, Any]]
Keep = Callable[[Save], Answer]
Submit = Callable[[Claim, datetime], Saved]


class Door:
    """Answers ``POST /exams/sync/``."""

    def __init__(self, keep: Keep, submit: Submit) -> None:
        """Take what keeps a hand-over, and what ends a sitting."""
        self._keep, self._submit = keep, submit

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer as a WSGI application."""
        status, reply = self._wsgi(environ)
        body = _as_json(reply).encode()
        headers = [*_HEADERS, ("Content-Length", str(len(body)))]
        if status == HTTPStatus.SERVICE_UNAVAILABLE:
            headers.append(("Retry-After", str(reply["refusal"]["seconds"])))
        start_response(f"{status.value} {status.phrase}", headers)
        return [body]

    def _wsgi(self, environ: dict[str, Any]) -> Reply:
        if environ["REQUEST_METHOD"] != "POST":
            return _no(HTTPStatus.METHOD_NOT_ALLOWED, "not_this_way", _("Answers are sent by POST."))
        if not environ.get("CONTENT_TYPE", "").startswith("application/json"):
            return _no(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "not_json", _("Answers are sent as JSON."))
        declared = environ.get("CONTENT_LENGTH") or "0"
        if not declared.isdigit() or int(declared) > MOST_BYTES:
            return _too_large()
        # To ask for no more than was announced spares waiting for the end. Without a length, what arrives is counted.
        return self.answer(environ["wsgi.input"].read(int(declared) or MOST_BYTES + 1))

    def answer(self, body: bytes) -> Reply:
        """Return status and document for ``body``."""
        if len(body) > MOST_BYTES:
            return _too_large()
        try:
            sync = read(body)
        except Unreadable as fault:
            return _unreadable(fault)
        claim = read_token(keys.for_tokens(), sync.token)
        if claim is None:
            return _refused(BadToken())
        now = timezone.now()
        try:
            kept = self._keep(Save(claim, sync, now))
            if isinstance(kept, dict) and sync.submit and not kept["receipt"]:
                kept |= self._submit(claim, now)
        except NotNow as said:
            return _not_now(said.seconds)
        except AWAY:
            return _not_now(2)
        return (HTTPStatus.OK, kept) if isinstance(kept, dict) else _refused(kept or BadToken())


def _too_large() -> Reply:
    return _no(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large", _("This is more than an exam can have to say."))


def _not_now(seconds: int) -> Reply:
    words = _("The server cannot save right now. Nothing is lost: your phone keeps it and tries again.")
    return _no(HTTPStatus.SERVICE_UNAVAILABLE, "not_now", words, seconds=seconds)


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

"""Time stamps from an authority, which say that a signature was there at a moment.

Source: RFC 3161, RFC 5816.
"""

import hashlib
import logging
import secrets
import time
from collections.abc import Callable
from functools import lru_cache
from urllib.error import URLError
from urllib.request import Request, urlopen

from asn1crypto import cms, core, tsp
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from lms.kit.errors import Refusal

log = logging.getLogger(__name__)

ROOM = 6144  # bytes a token may take
LARGEST_ANSWER = 64 * 1024
# After a failure the authority is left alone for so long: with it gone a class is not held up at every certificate.
PAUSE_SECONDS = 60.0


class NoTimeStamp(Refusal):
    """With TIMESTAMP_REQUIRED nothing is issued without one."""

    code = "no_time_stamp"
    message = _(
        "No certificate was issued: the time-stamp authority does not answer (%(why)s). Try again later; "
        "if it stays so, tell the administrator."
    )


class Fault(Exception):
    """The authority does not answer, or not what it should."""


def ask(url: str, signature: bytes, seconds: float) -> bytes:
    """Return the time-stamp token, DER, that the authority at ``url`` gives for ``signature``.

    :raises Fault: it does not answer within ``seconds``, refuses, or answers about something else.
    """
    digest, nonce = hashlib.sha256(signature).digest(), secrets.randbits(63)
    imprint = tsp.MessageImprint({"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": digest})
    query = tsp.TimeStampReq({"version": "v1", "message_imprint": imprint, "nonce": nonce, "cert_req": True})
    try:
        answer = _post(url, query.dump(), seconds)
        # A refusal has no token, and asn1crypto reads no answer without one.
        status = tsp.PKIStatusInfo.load(core.Sequence.load(answer)[0].dump())["status"].native
        if status not in {"granted", "granted_with_mods"}:
            raise Fault(f"it answers “{status}”")
        token = tsp.TimeStampResp.load(answer, strict=True)["time_stamp_token"]
        said = _said(token)
        told = said["message_imprint"]
        about = (told["hash_algorithm"]["algorithm"].native, told["hashed_message"].native, said["nonce"].native)
    except (ValueError, TypeError, KeyError, IndexError) as fault:
        raise Fault("its answer cannot be read") from fault
    if about != ("sha256", digest, nonce):
        raise Fault("its answer is about something else")
    found: bytes = token.dump()
    if len(found) > ROOM:
        raise Fault(f"its token takes {len(found)} bytes, and there is room for {ROOM}")
    return found


class Stamps:
    """The time stamp of one certificate."""

    def __init__(self, give: Callable[[bytes], bytes | None]) -> None:
        """Remember what asks the authority."""
        self._give = give
        self.given = False

    def __call__(self, signature: bytes) -> bytes | None:
        """Return the token for ``signature``, or ``None`` where it may be left out."""
        token = self._give(signature)
        self.given = token is not None
        return token


class Stamper:
    """An authority, and what happens when it does not answer."""

    def __init__(self, url: str, seconds: float) -> None:
        """Remember how it is reached."""
        self._url, self._seconds, self._again_at = url, seconds, 0.0

    def begin(self) -> Stamps:
        """Return what stamps one certificate."""
        return Stamps(self._give)

    def _give(self, signature: bytes) -> bytes | None:
        if not settings.TIMESTAMP_REQUIRED and time.monotonic() < self._again_at:
            return None
        try:
            return ask(self._url, signature, self._seconds)
        except Fault as fault:
            if settings.TIMESTAMP_REQUIRED:
                raise NoTimeStamp(why=str(fault)) from fault
            log.warning("time-stamp authority: %s; certificates go without for a minute", fault)
            self._again_at = time.monotonic() + PAUSE_SECONDS
            return None


def stamper() -> Stamper | None:
    """Return the authority that is set, if any."""
    return _stamper(settings.TIMESTAMP_URL, settings.TIMESTAMP_SECONDS) if settings.TIMESTAMP_URL else None


@lru_cache(maxsize=4)
def _stamper(url: str, seconds: float) -> Stamper:
    return Stamper(url, seconds)


def _post(url: str, content: bytes, seconds: float) -> bytes:
    if not url.startswith(("https://", "http://")):
        raise Fault("TIMESTAMP_URL is no web address")
    request = Request(url, content, {"Content-Type": "application/timestamp-query"})  # noqa: S310
    try:
        with urlopen(request, timeout=seconds) as response:  # noqa: S310
            return bytes(response.read(LARGEST_ANSWER))
    except (URLError, OSError) as fault:
        raise Fault(str(getattr(fault, "reason", fault)) or type(fault).__name__) from fault


def _said(token: cms.ContentInfo) -> tsp.TSTInfo:
    if token["content_type"].native != "signed_data":
        raise ValueError("no signed data")
    content = token["content"]["encap_content_info"]["content"].parsed
    if not isinstance(content, tsp.TSTInfo):
        raise TypeError("no time stamp")
    return content

"""Sending statements to a learning record store, as xAPI 1.0.3 has it."""

import base64
import json
import socket
import ssl
from collections.abc import Sequence
from http.client import HTTPConnection, HTTPException
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from lms.feeds.guard import Target, target_of
from lms.feeds.models import Store
from lms.feeds.rules import VERSION
from lms.kit.errors import Refusal

_LARGEST_ANSWER = 64 * 1024
_KNOWN = 409


class StoreAway(Refusal):
    """The store did not answer, or asked to be left alone for now."""

    code = "store_away"
    message = _("The store did not take it: %(why)s. It is tried again by itself, each time after a longer wait.")


class StoreRefuses(Refusal):
    """The store answered no, and would again."""

    code = "store_refuses"
    message = _("The store answered %(status)s: %(why)s. Check its address, user name and password.")


def send(store: Store, statements: Sequence[dict[str, Any]]) -> int:
    """Send ``statements``; return how many of them the store knew already under another content.

    A store takes all of a batch or nothing: where it knows one of them, they are sent one by one.

    :raises StoreAway: nothing, or nothing more, was taken; later it may be.
    :raises StoreRefuses: the store wants something else.
    """
    status, answer = _post(store, statements)
    if status == _KNOWN:
        return 1 if len(statements) == 1 else sum(send(store, [each]) for each in statements)
    if status in (200, 204):
        return 0
    why = " ".join(answer.split())[:120] or "-"
    if status == 429 or status >= 500:
        raise StoreAway(why=f"{status} {why}")
    raise StoreRefuses(status=status, why=why)


def _post(store: Store, statements: Sequence[dict[str, Any]]) -> tuple[int, str]:
    target = target_of(store.url)
    key = base64.b64encode(f"{store.username}:{store.secret}".encode()).decode()
    headers = {
        "Authorization": f"Basic {key}",
        "Content-Type": "application/json",
        "X-Experience-API-Version": VERSION,
        "Host": target.host if target.port in (80, 443) else f"{target.host}:{target.port}",
    }
    body = json.dumps(list(statements), ensure_ascii=False).encode()
    connection = HTTPConnection(target.host, target.port, timeout=settings.LRS_SECONDS)
    try:
        connection.sock = _socket(target)
        # A store that sends elsewhere is not followed: elsewhere has not been looked at.
        connection.request("POST", f"{target.path}/statements", body, headers)
        response = connection.getresponse()
        return response.status, response.read(_LARGEST_ANSWER).decode("utf-8", "replace")
    except (OSError, HTTPException) as fault:
        raise StoreAway(why=str(fault)[:120] or type(fault).__name__) from fault
    finally:
        connection.close()


def _socket(target: Target) -> socket.socket:
    plain = socket.create_connection((target.number, target.port), timeout=settings.LRS_SECONDS)
    if target.scheme == "http":
        return plain
    try:
        return ssl.create_default_context().wrap_socket(plain, server_hostname=target.host)
    except OSError:
        plain.close()
        raise

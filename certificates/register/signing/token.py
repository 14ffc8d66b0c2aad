"""A key that never leaves its token: a smart card, a USB key or a hardware module that speaks PKCS#11."""

from collections.abc import Callable
from hashlib import sha256
from threading import Lock
from typing import Any

import pkcs11
from pkcs11 import Mechanism, ObjectClass


class TokenFault(Exception):
    """The token, or the key in it, cannot be used; the message says why, for the administrator."""


def open_token(module: str, token: str, pin: str, label: str) -> Callable[[bytes], bytes]:
    """Return what signs with the key ``label`` in ``token``, in raw ES256.

    :param module: the path of the driver, a shared library.
    :raises TokenFault: anything is wrong with it.
    """
    try:
        card = pkcs11.lib(module).get_token(token_label=token)
        try:
            session = card.open(user_pin=pin)
        except pkcs11.UserAlreadyLoggedIn:
            # One process logs in once, whatever the number of its sessions.
            session = card.open()
        key: Any = session.get_key(object_class=ObjectClass.PRIVATE_KEY, label=label)
    except (pkcs11.PKCS11Error, RuntimeError) as fault:
        raise TokenFault(f"PKCS#11: {type(fault).__name__} {fault}".strip()) from fault
    # A session does one thing at a time.
    lock = Lock()

    def sign(data: bytes) -> bytes:
        try:
            with lock:
                return bytes(key.sign(sha256(data).digest(), mechanism=Mechanism.ECDSA))
        except pkcs11.PKCS11Error as fault:
            raise TokenFault(f"PKCS#11: {type(fault).__name__} {fault}".strip()) from fault

    return sign

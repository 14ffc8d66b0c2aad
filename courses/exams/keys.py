"""The keys of exams, each for its purpose."""

from functools import cache

from django.conf import settings

from courses.exams.rules import tokens


@cache
def _of(secret: bytes, purpose: str) -> bytes:
    return tokens.purpose_key(secret, purpose)


def for_tokens() -> bytes:
    """Return the key that signs tokens."""
    return _of(settings.SECRET_KEY.encode(), "token")


def for_stages() -> bytes:
    """Return the key from which those of sealed stages come."""
    return _of(settings.SECRET_KEY.encode(), "stage")


def for_receipts() -> bytes:
    """Return the key of receipts. It outlives a change of SECRET_KEY, as receipts do."""
    return _of(settings.ID_NUMBER_HASH_KEY, "receipt")

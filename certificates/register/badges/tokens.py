"""JSON Web Tokens as Open Badges 3.0 wants them: the credential is the payload, and the header holds nothing else.

Source: Open Badges 3.0, section 8.2; RFC 7515, RFC 7519.
"""

import json
from functools import lru_cache
from typing import Any

from certificates.register.badges.addresses import key_address
from certificates.register.signing import IssuerKey
from certificates.register.signing.keys import base64url


def compact(credential: dict[str, Any], key: IssuerKey) -> str:
    """Return ``credential`` signed, as a compact JWS. The key lies beside it, so that no network is needed."""
    signed = f"{_header(key, key_address(key.key_id))}.{base64url(_json(credential))}"
    return f"{signed}.{base64url(key.sign(signed.encode()))}"


@lru_cache(maxsize=4)
def _header(key: IssuerKey, address: str) -> str:
    return base64url(_json({"alg": "ES256", "kid": address, "jwk": key.jwk, "typ": "JWT"}))


def _json(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()

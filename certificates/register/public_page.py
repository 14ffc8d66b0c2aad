"""The page of one certificate, filled into a skeleton so that a scan costs little more than its row."""

from collections.abc import Iterator
from functools import lru_cache

from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime

from certificates.register.models import Certificate
from certificates.register.skeleton import fill, fill_packed
from certificates.register.verification import Answer, key_of
from lms.site.context import LARGE_TYPE_COOKIE

PAGE = "certificates/register/verify/certificate.html"
FACT = "certificates/register/verify/_fact.html"


def write(request: HttpRequest, answer: Answer) -> bytes:
    """Return the page about ``answer``; whoever is signed in sees the same as everybody."""
    values, fixed = _of(request, answer)
    return fill(PAGE, values, **fixed).encode()


def write_packed(request: HttpRequest, answer: Answer) -> bytes:
    """Return the same page, compressed with gzip.

    Nothing on it is secret, so it needs no padding against who measures its length.
    """
    values, fixed = _of(request, answer)
    return fill_packed(PAGE, values, **fixed)


def _of(request: HttpRequest, answer: Answer) -> tuple[dict[str, str], dict[str, object]]:
    certificate = answer.certificate
    key_id, trial = key_of(certificate)
    values = dict(_texts(certificate))
    values |= {f"key_{name}": value for name, value in _key(certificate, key_id)}
    for name, other in (("older", answer.older), ("newer", answer.newer), ("newest", answer.newest)):
        if other:
            values |= {f"{name}_number": other.number, f"{name}_url": address_of(other)}
    return values, {
        "state": certificate.state,
        "older": answer.older is not None,
        "newer": answer.newer is not None,
        "newest": answer.newest is not answer.newer,
        "signed": bool(key_id),
        "trial": trial,
        "scheme": bool(certificate.facts["scheme_title"]),
        "identified": bool(certificate.id_number_shown),
        "large_type": request.COOKIES.get(LARGE_TYPE_COOKIE) == "large",
    }


def address_of(certificate: Certificate) -> str:
    """Return the path of the public page, as the printed codes have it."""
    return f"/verify/{certificate.uid}/"


def _texts(certificate: Certificate) -> Iterator[tuple[str, str]]:
    facts = certificate.facts
    yield from ((name, str(facts[name])) for name in ("kind_title", "name", "scheme_title", "body", "issuer"))
    yield "number", certificate.number
    yield "id_number", certificate.id_number_shown
    yield "issued_on", certificate.issued_on
    yield "extras", _extras(facts["extras"])
    yield "sha256", certificate.sha256
    yield "reason", certificate.revoked_reason
    yield "ended_on", f"{localtime(certificate.revoked_at):%Y-%m-%d}" if certificate.revoked_at else ""


def _extras(pairs: list[list[str]]) -> SafeString:
    rows = [fill(FACT, {"label": label, "value": value}) for label, value in pairs]
    return mark_safe("".join(rows))  # noqa: S308 - each value was escaped when it was filled in


def _key(certificate: Certificate, key_id: str) -> Iterator[tuple[str, str]]:
    if key_id:
        yield "id", key_id
        yield "url", _address_of_key(key_id)
        yield "badge", f"{address_of(certificate)}badge/"


@lru_cache(maxsize=64)
def _address_of_key(key_id: str) -> str:
    return reverse("verify:key", args=[key_id])

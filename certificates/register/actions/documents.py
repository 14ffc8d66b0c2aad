"""Documents that are no certificates, drawn as PDF/A and signed by the same key."""

from datetime import datetime
from hashlib import sha256

from certificates.register.printing import Extras, Room
from certificates.register.signing import issuer_key
from certificates.register.signing.cms import envelope
from certificates.register.signing.pdf import fill
from certificates.register.signing.timestamps import ROOM, stamper


def signed_document(html: str, css: str, *, signer: str, at: datetime) -> bytes:
    """Return ``html`` in the dress of ``css`` as PDF/A-3u with a PAdES-B signature, time-stamped where possible.

    :param html: a whole page; nothing outside of it is loaded but what stands in ``data:`` addresses.
    :raises NoIssuerKey: there is nothing to sign with.
    :raises BadIssuerKey: it cannot be used.
    :raises NoTimeStamp: the authority is required and does not answer.
    """
    # WeasyPrint takes seconds to load, and only a worker draws.
    from certificates.register.printing.document import draw  # noqa: PLC0415

    made, clock = envelope(issuer_key()), stamper()
    room = Room(signer, at, made.size + (ROOM if clock else 0))
    stamps = clock.begin() if clock else None
    pdf = draw(html, css, Extras(room=room), identifier=sha256(html.encode()).hexdigest()[:32])
    return fill(pdf, lambda digest: made.sign(digest, stamps))

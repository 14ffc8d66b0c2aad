"""Issues certificates for benchmarks as the product does: badge inside, signed, written to disk."""

import uuid
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from certificates.register.badges.credentials import Award, open_badge
from certificates.register.badges.tokens import compact
from certificates.register.printing import DEFAULT_LAYOUT, Attachment, CertificateFacts, Extras, Room, render
from certificates.register.shelf import keep
from certificates.register.signing.cms import envelope
from certificates.register.signing.keys import IssuerKey, trial_key
from certificates.register.signing.pdf import fill
from tests.bench.bench_certificates import facts_of

AT = datetime(2026, 9, 30, 1, 30, tzinfo=UTC)
HOME = "https://xinglin.example.cn/verify"


def own_key() -> IssuerKey:
    """Return a key of this run."""
    return trial_key(make=True)


def issue(number: int, key: IssuerKey) -> int:
    """Print, badge, sign and keep one certificate; return its size in bytes."""
    facts = facts_of(number)
    pdf = signed(facts, number, key)
    keep(f"certificates/2026/{number}.pdf", pdf)
    return len(pdf)


def signed(facts: CertificateFacts, number: int, key: IssuerKey) -> bytes:
    """Return the bytes of one certificate."""
    award = Award(
        facts=facts,
        uid=uuid.UUID(int=number),
        kind="completion",
        issuer=f"{HOME}/issuers/1/",
        at=AT,
        status_list=f"{HOME}/status/1/",
        status_index=number,
    )
    badge = compact(open_badge(award), key).encode()
    made = envelope(key)
    attached = Attachment("open-badge.jwt", "application/jwt", "Open Badges 3.0", badge, AT)
    return fill(render(facts, DEFAULT_LAYOUT, Extras(attached, Room(facts.issuer, AT, made.size))), made.sign)


def folder() -> Path:
    """Return where files of a benchmark go."""
    return Path(settings.DATA_DIR)

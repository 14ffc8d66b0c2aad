"""Public verifications a second, by the address in the QR code, beside an empty view behind all the middleware."""

from random import Random
from typing import Any

from django.conf import settings
from django.db import transaction

from certificates.register.models import Certificate
from tests.bench.bench_desk import EMPTY, Site, race
from tests.bench.installation import install
from tests.factories.register import CertificateFactory

CERTIFICATES, GOAL = 200, 0.5


def measure() -> dict[str, Any]:
    """Return the medians of interleaved rounds over many certificates, so that no page is served twice in a row."""
    # Nobody signs in: passwords need not be slow.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    install()
    with transaction.atomic():
        CertificateFactory.create_batch(CERTIFICATES)
    settings.ROOT_URLCONF = "tests.bench.urls"
    site = Turning(cookies="")
    speeds = race(site, {"empty": EMPTY, "verify": Turning.VERIFY})
    return {
        "name": "verify",
        "value": round(speeds["verify"], 1),
        "unit": "requests/s",
        "baseline": round(speeds["empty"], 1),
        "ratio": round(speeds["verify"] / speeds["empty"], 4),
        "goal": GOAL,
    }


class Turning(Site):
    """A site that is asked for another certificate each time."""

    VERIFY = "/verify/*"

    def __init__(self, cookies: str) -> None:
        super().__init__(cookies)
        uids = list(Certificate.objects.values_list("uid", flat=True))
        Random(0).shuffle(uids)
        self.addresses, self.asked = [f"/verify/{uid}/" for uid in uids], 0

    def ask(self, path: str) -> int:
        if path == self.VERIFY:
            self.asked += 1
            path = self.addresses[self.asked % len(self.addresses)]
        return super().ask(path)

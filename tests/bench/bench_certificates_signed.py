"""Signed certificates a second, on disk, and a plain ``write_pdf()`` that pyHanko signs with RSA-2048, and sizes."""

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from statistics import median
from time import perf_counter

from asn1crypto import keys, x509
from cryptography import x509 as certificates
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, SimpleSigner, sign_pdf
from pyhanko_certvalidator.registry import SimpleCertificateStore

from tests.bench.bench_certificates import facts_of, plain
from tests.bench.signed import folder, issue, own_key

ROUNDS = 5
OURS, THEIRS = 60, 2  # certificates a round
MOST_BYTES = 60_000


def measure() -> list[dict[str, object]]:
    """Return the medians of interleaved rounds, and the biggest certificate."""
    key, signer = own_key(), _signer()
    issue(0, key)
    _baseline(0, signer)
    ours, theirs, sizes = [], [], []
    for start in range(1000, 1000 * (ROUNDS + 1), 1000):
        theirs.append(THEIRS / _seconds(lambda number: _baseline(number, signer), start, THEIRS))
        ours.append(OURS / _seconds(lambda number: sizes.append(issue(number, key)), start, OURS))
    speed, beside = median(ours), median(theirs)
    biggest = max(sizes)
    return [
        {
            "name": "certificates-signed",
            "value": round(speed, 1),
            "unit": "1/s",
            "baseline": round(beside, 2),
            "ratio": round(speed / beside, 1),
            "goal": 20,
        },
        {
            "name": "certificates-size",
            "value": round(biggest / 1000, 1),
            "unit": "KB",
            "baseline": MOST_BYTES / 1000,
            "ratio": round(biggest / MOST_BYTES, 2),
            "goal": 1,
        },
    ]


def _seconds(make: Callable[[int], object], start: int, count: int) -> float:
    begun = perf_counter()
    for number in range(start, start + count):
        make(number)
    return perf_counter() - begun


def _baseline(number: int, signer: SimpleSigner) -> None:
    source = IncrementalPdfFileWriter(BytesIO(plain(facts_of(number))))
    path: Path = folder() / f"plain-{number}.pdf"
    with path.open("wb") as file:
        sign_pdf(source, PdfSignatureMetadata(field_name="Issuer"), signer=signer, output=file)
        file.flush()
        os.fsync(file.fileno())


def _signer() -> SimpleSigner:
    key = rsa.generate_private_key(65537, 2048)
    name = certificates.Name([certificates.NameAttribute(NameOID.COMMON_NAME, "Bench")])
    now = datetime.now(UTC)
    builder = certificates.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(now).not_valid_after(now + timedelta(days=1))
    usage = certificates.KeyUsage(True, True, *[False] * 7)
    made = builder.add_extension(usage, critical=True).sign(key, SHA256())
    own = x509.Certificate.load(made.public_bytes(Encoding.DER))
    private = keys.PrivateKeyInfo.load(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()))
    return SimpleSigner(signing_cert=own, signing_key=private, cert_registry=SimpleCertificateStore())

"""PAdES-B-B: the CMS object that a PDF's signature dictionary holds.

What is the same for every certificate of a key is made once. The time of signing stands in the PDF, not here.
Source: ETSI EN 319 142-1 (6.3), RFC 5652, RFC 5035.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from asn1crypto import algos, cms, core, tsp, x509

from certificates.register.signing.keys import IssuerKey, der_of

DIGEST = algos.DigestAlgorithm({"algorithm": "sha256"})
SIGNATURE = algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"})
NO_DIGEST = bytes(32)
LONGEST_SIGNATURE = 72  # DER
ROUND_TO = 256  # bytes


@dataclass(frozen=True)
class Envelope:
    """Makes CMS objects under one key."""

    key: IssuerKey
    certificates: cms.CertificateSet
    identity: cms.SignerIdentifier
    before: bytes
    after: bytes

    def sign(self, digest: bytes, stamp: Callable[[bytes], bytes | None] | None = None) -> bytes:
        """Return the CMS object, DER, over content whose SHA-256 is ``digest``.

        :param stamp: returns the time-stamp token, DER, for a signature; ``None`` leaves it out.
        """
        attributes = self.before + digest + self.after
        signature = der_of(self.key.sign(attributes))
        return self._wrap(attributes, signature, stamp(signature) if stamp else None)

    @property
    def size(self) -> int:
        """The most bytes a CMS object without time stamp takes, rounded up."""
        longest = self._wrap(self.before + NO_DIGEST + self.after, bytes(LONGEST_SIGNATURE), None)
        return -(-len(longest) // ROUND_TO) * ROUND_TO

    def _wrap(self, attributes: bytes, signature: bytes, token: bytes | None) -> bytes:
        signer = {
            "version": "v1",
            "sid": self.identity,
            "digest_algorithm": DIGEST,
            "signed_attrs": cms.CMSAttributes.load(attributes),
            "signature_algorithm": SIGNATURE,
            "signature": signature,
        }
        if token:
            kept = {"type": "signature_time_stamp_token", "values": [cms.ContentInfo.load(token)]}
            signer["unsigned_attrs"] = [cms.CMSAttribute(kept)]
        signed = cms.SignedData(
            {
                "version": "v1",
                "digest_algorithms": [DIGEST],
                "encap_content_info": {"content_type": "data"},
                "certificates": self.certificates,
                "signer_infos": [cms.SignerInfo(signer)],
            }
        )
        return bytes(cms.ContentInfo({"content_type": "signed_data", "content": signed}).dump())


@lru_cache(maxsize=4)
def envelope(key: IssuerKey) -> Envelope:
    """Prepare what the CMS objects under ``key`` have in common."""
    own = x509.Certificate.load(key.certificates[0])
    every = [x509.Certificate.load(each) for each in key.certificates]
    reference = tsp.ESSCertIDv2({"cert_hash": hashlib.sha256(key.certificates[0]).digest()})
    named: list[tuple[str, core.Asn1Value]] = [
        ("content_type", cms.ContentType("data")),
        ("message_digest", core.OctetString(NO_DIGEST)),
        ("signing_certificate_v2", tsp.SigningCertificateV2({"certs": [reference]})),
    ]
    attributes = cms.CMSAttributes([cms.CMSAttribute({"type": name, "values": [value]}) for name, value in named])
    before, after = attributes.dump().split(NO_DIGEST)
    name = cms.IssuerAndSerialNumber({"issuer": own.issuer, "serial_number": own.serial_number})
    identity = cms.SignerIdentifier({"issuer_and_serial_number": name})
    return Envelope(key, cms.CertificateSet(every), identity, before, after)

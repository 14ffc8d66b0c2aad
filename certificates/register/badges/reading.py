"""The badge of a certificate, taken out of the file that was issued: so the two cannot differ."""

from pypdf import PdfReader

from certificates.register.models import Certificate, Signature
from certificates.register.sealing import BADGE_NAME


def badge_of(certificate: Certificate) -> bytes | None:
    """Return the badge; ``None`` where the certificate is from before there were badges."""
    if not Signature.objects.filter(certificate=certificate).exists():
        return None
    with certificate.open() as file:
        (content,) = PdfReader(file).attachments[BADGE_NAME]
        return bytes(content)

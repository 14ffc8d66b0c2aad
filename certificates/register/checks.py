"""What must be right before an installation may issue certificates to real people."""

from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register

from certificates.register.signing import BadIssuerKey, NoIssuerKey, issuer_key

MAKE = "`manage.py make_issuer_key FOLDER --name INSTITUTION` makes one where no authority gives you a certificate."


@register(Tags.security, deploy=True)
def certificates_can_be_signed(**_kwargs: Any) -> list[CheckMessage]:
    """Ask for a key that proves something."""
    hint = f"Set ISSUER_KEY_FILE (or ISSUER_PKCS11_MODULE) and ISSUER_CERTIFICATES_FILE. {MAKE}"
    try:
        trial = issuer_key().trial
    except (NoIssuerKey, BadIssuerKey) as refusal:
        return [Error(str(refusal), hint=hint, id="register.E001")]
    if trial:
        return [Error("Certificates are signed with a key made for trying things out.", hint=hint, id="register.E002")]
    return []

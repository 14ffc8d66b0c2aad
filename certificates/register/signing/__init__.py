"""The issuer's key and what is signed with it. No models, no database."""

from certificates.register.signing.keys import BadIssuerKey, IssuerKey, NoIssuerKey, issuer_key, verify_bytes

__all__ = ["BadIssuerKey", "IssuerKey", "NoIssuerKey", "issuer_key", "verify_bytes"]

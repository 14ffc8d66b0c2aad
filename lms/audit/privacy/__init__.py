"""What each field says about a person: the basis of masking, exports and logs, kept complete by a test."""

from lms.audit.privacy import credits, ground, inspection, learning, outward, register, schemes
from lms.audit.privacy.classes import Privacy

PRIVACY: dict[str, dict[str, Privacy]] = {
    **ground.FIELDS,
    **learning.FIELDS,
    **credits.FIELDS,
    **schemes.FIELDS,
    **register.FIELDS,
    **inspection.FIELDS,
    **outward.FIELDS,
}

__all__ = ["PRIVACY", "Privacy"]

"""The public addresses that badges name. They stand in what was signed and never change."""

from django.conf import settings
from django.urls import reverse


def key_address(key_id: str) -> str:
    """Return where a public key is found."""
    return settings.BASE_URL + reverse("verify:key", args=[key_id])


def issuer_address(organisation_id: int) -> str:
    """Return where the profile of an issuer is found; it is also the issuer's name in badges."""
    return settings.BASE_URL + reverse("verify:issuer", args=[organisation_id])


def list_address(list_id: int) -> str:
    """Return where a status list is found."""
    return settings.BASE_URL + reverse("verify:status", args=[list_id])

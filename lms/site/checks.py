"""What must be right before an installation may serve the public."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register


@register(Tags.security, deploy=True)
def keys_are_kept_apart(**_kwargs: Any) -> list[CheckMessage]:
    """Ask for keys that do not lie beside the data they protect, and that a new DATA_DIR cannot lose."""
    if settings.KEYS_ARE_GIVEN:
        return []
    hint = "Set ID_NUMBER_KEY and ID_NUMBER_HASH_KEY to the values in DATA_DIR/secrets.json, and keep them elsewhere."
    return [Warning("The keys of the ID numbers lie beside the data.", hint=hint, id="site.W001")]


@register(Tags.security, deploy=True)
def proxies_are_counted(**_kwargs: Any) -> list[CheckMessage]:
    """Ask for the number of proxies: uncounted, all people share its address, and the limits on it."""
    if not settings.BASE_URL.startswith("https://") or settings.ALLAUTH_TRUSTED_PROXY_COUNT:
        return []
    hint = "Set TRUSTED_PROXY_COUNT to how many proxies of yours a request passes; one that ends TLS makes 1."
    return [Warning("All people seem to come from one address.", hint=hint, id="site.W002")]

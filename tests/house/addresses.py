"""Every address the product answers to, read from its URL resolver."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

WINGS = ("lms", "courses", "certificates")
# What Wagtail and allauth answer themselves: a route of theirs below one of these beginnings is theirs to guard.
# A view of our own is never theirs, wherever it hangs.
THEIRS = ("wagtail.", "allauth.", "django.")
THEIR_PLACES = (
    *("account/", "_util/", "documents/", "^((", "admin/^"),
    *(
        f"admin/{place}/"
        for place in (
            *(
                "account",
                "api",
                "block-preview",
                "bulk",
                "collections",
                "dismissibles",
                "documents",
                "editing-sessions",
            ),
            *("embeds", "failwhale", "groups", "images", "jsi18n", "login", "logout", "pages", "password_reset"),
            *("reports", "settings", "sites", "snippets", "sprite", "tag-autocomplete", "test404", "users"),
            *("workflows", "choose-page", "choose-external-link", "choose-email-link", "choose-phone-link"),
            "choose-anchor-link",
        )
    ),
)

# One address of each route that has no name and whose path is a pattern.
EXAMPLES = {
    "^admin/password_reset/": "admin/password_reset/",
    "account/^(?:email|confirm-email|phone|password/reset)/": "account/email/",
    "media/images/<path:path>": "media/images/none.png",
}


@dataclass(frozen=True)
class Route:
    """One address: its name with namespaces (its path where it has none), its path, its view and its arguments."""

    name: str
    path: str
    view: Any
    arguments: tuple[str, ...]

    @property
    def is_named(self) -> bool:
        return self.name != self.path

    @property
    def is_theirs(self) -> bool:
        return self.view.__module__.startswith(THEIRS) and self.path.startswith(THEIR_PLACES)

    def url(self, world: Any) -> str:
        """Return the address of this route's object in ``world``."""
        if not self.is_named:
            return "/" + EXAMPLES.get(self.path, self.path)
        return reverse(self.name, kwargs=world.arguments(self.name, self.arguments))


def routes() -> Iterator[Route]:
    """Yield every route of the product, ours and theirs."""
    yield from _walk(get_resolver(), "", "", ())


def our_routes() -> dict[str, Route]:
    """Return our own routes by name, the first of a name first, as the resolver would take them."""
    found: dict[str, Route] = {}
    for route in routes():
        if not route.is_theirs:
            found.setdefault(route.name, route)
    return found


def _walk(resolver: URLResolver, path: str, space: str, taken: tuple[str, ...]) -> Iterator[Route]:
    for pattern in resolver.url_patterns:
        whole = path + str(pattern.pattern)
        arguments = (*taken, *pattern.pattern.converters)
        if isinstance(pattern, URLPattern):
            name = f"{space}{pattern.name}" if pattern.name else whole
            yield Route(name=name, path=whole, view=pattern.callback, arguments=arguments)
        else:
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _walk(pattern, whole, inner, arguments)

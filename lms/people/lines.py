"""The schemes a line department may be appointed for: they are known further up, in the app that has them."""

from collections.abc import Iterable

from wagtail import hooks

# Functions ``() -> iterable of (code, name)``.
HOOK = "schemes_for_lines"


def choices_of_schemes() -> list[tuple[str, str]]:
    """Return code and name of each scheme, by name."""
    offers: list[Iterable[tuple[str, str]]] = [offer() for offer in hooks.get_hooks(HOOK)]
    return sorted({choice for offer in offers for choice in offer}, key=lambda choice: (choice[1], choice[0]))


def names_of_schemes(codes: str) -> str:
    """Return the names of the schemes with these codes, separated by spaces; a code that is not known stays one."""
    known = dict(choices_of_schemes()) if codes else {}
    return "、".join(known.get(code, code) for code in codes.split())

"""How carefully a field is handled."""

from enum import StrEnum


class Privacy(StrEnum):
    """How carefully a field's values are handled."""

    OPEN = "open"  # anybody may read it
    INTERNAL = "internal"  # says nothing of a person by itself; signed-in people in scope
    PERSONAL = "personal"  # about a person; only in scope
    SENSITIVE = "sensitive"  # masked on every screen, file and log, or never shown at all


def fields(**names: str) -> dict[str, Privacy]:
    """Return field names by privacy class as classes by field name."""
    return {name: Privacy(privacy) for privacy, words in names.items() for name in words.split()}

"""What each field says about a person: the basis of masking, exports and logs, kept complete by a test."""

from enum import StrEnum


class Privacy(StrEnum):
    """How carefully a field's values are handled."""

    OPEN = "open"  # anybody may read it
    INTERNAL = "internal"  # says nothing of a person by itself; signed-in people in scope
    PERSONAL = "personal"  # about a person; only in scope
    SENSITIVE = "sensitive"  # masked on every screen, file and log; in clear only for a stated purpose


PRIVACY: dict[str, dict[str, Privacy]] = {}

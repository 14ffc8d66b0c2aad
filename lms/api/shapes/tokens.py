"""The token itself."""

from datetime import datetime

from ninja import Schema


class TokenOut(Schema):
    """Whose token asks, what it may read, and until when."""

    name: str
    person: str
    abilities: list[str]
    expires_at: datetime
    calls_a_minute: int

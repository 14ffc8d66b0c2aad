"""Texts in cells: kept from being run, and given back to the letter."""

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")


def guarded(text: str) -> str:
    """Return a text with an apostrophe before it where a spreadsheet program would run it, or one was there already.

    >>> guarded("=1"), guarded("'=1"), guarded("'a"), guarded("a")
    ("'=1", "''=1", "'a", 'a')
    """
    return f"'{text}" if text.lstrip("'").startswith(_DANGEROUS) else text


def bare(text: str) -> str:
    """Return the text that :func:`guarded` was given.

    >>> bare(guarded("'=1"))
    "'=1"
    """
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(_DANGEROUS) else text

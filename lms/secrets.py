"""The secrets of an installation that was given none: made once, kept beside its data."""

import json
import os
import secrets
from pathlib import Path


class Secrets:
    """A small file of random values, readable by its owner only."""

    def __init__(self, path: Path) -> None:
        """Remember ``path``; nothing is read or written until a value is asked for."""
        self._path = path

    def text(self, name: str) -> str:
        """Return the 32 random bytes kept under ``name`` as 64 hexadecimal digits, making them the first time."""
        known = self._read()
        if name not in known:
            known[name] = secrets.token_hex(32)
            self._write(known)
        return known[name]

    def _read(self) -> dict[str, str]:
        if not self._path.exists():
            return {}
        values: dict[str, str] = json.loads(self._path.read_text())
        return values

    def _write(self, values: dict[str, str]) -> None:
        fresh = self._path.with_suffix(f".{os.getpid()}.new")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump(values, file)
        fresh.replace(self._path)

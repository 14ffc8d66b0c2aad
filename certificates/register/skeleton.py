"""A template rendered once, with places left open that are filled in for each request.

The page that everybody scans must cost hardly more than its one row; a template costs many times that. What a template
says is the same for every certificate but for a few values, so it is rendered with marks in their places and kept.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from html import escape

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from certificates.register.packing import Part, as_it_is, gzip, part

_MARK = re.compile(r"\{\[(\w+)\]\}")


class _Marks(dict[str, object]):
    """A context in which every unknown name stands for its own place."""

    def __missing__(self, name: str) -> str:
        return mark_safe(f"{{[{name}]}}")  # noqa: S308 - a mark, not a value


def fill(template: str, values: Mapping[str, str], **fixed: object) -> str:
    """Return ``template`` with ``values`` in their places, each escaped unless it is safe.

    :param values: what stands where the template says ``{{ open.name }}``.
    :param fixed: hashable values the template may also branch on; each combination is rendered once and kept.
    """
    literals, names = _parts(template, get_language() or "", tuple(sorted(fixed.items())))
    page = [literals[0]]
    for name, literal in zip(names, literals[1:], strict=True):
        page += (_shown(values[name]), literal)
    return "".join(page)


def fill_packed(template: str, values: Mapping[str, str], **fixed: object) -> bytes:
    """Return what :func:`fill` does, compressed with gzip; only ``values`` are left to do each time."""
    literals, names = _packed_parts(template, get_language() or "", tuple(sorted(fixed.items())))
    page = [literals[0]]
    for name, literal in zip(names, literals[1:], strict=True):
        page += (as_it_is(_shown(values[name]).encode()), literal)
    return gzip(page)


def _shown(value: str) -> str:
    return value if isinstance(value, SafeString) else escape(value)


@lru_cache(maxsize=64)
def _packed_parts(template: str, language: str, fixed: tuple[tuple[str, object], ...]) -> tuple[list[Part], list[str]]:
    literals, names = _parts(template, language, fixed)
    return [part(each.encode()) for each in literals], names


@lru_cache(maxsize=64)
def _parts(template: str, _language: str, fixed: tuple[tuple[str, object], ...]) -> tuple[list[str], list[str]]:
    rendered = render_to_string(template, {**dict(fixed), "open": _Marks()})
    parts = _MARK.split(rendered)
    return parts[0::2], parts[1::2]

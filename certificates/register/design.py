"""What a layout says beside how it looks: its texts with placeholders, and the fields under them."""

import base64
import hashlib
import json
import string
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certificates.register.models import Kind, LayoutVersion, private_storage
from certificates.register.printing import DEFAULT_LAYOUT, Layout

# What may stand in braces in the text of a layout.
PLACEHOLDERS = {
    "name": gettext_lazy("name of the person"),
    "scheme": gettext_lazy("training scheme"),
    "class": gettext_lazy("class"),
    "issuer": gettext_lazy("issuer"),
    "period": gettext_lazy("first and last day"),
    "year": gettext_lazy("year"),
    "hours": gettext_lazy("hours of study"),
    "credits": gettext_lazy("credits"),
    "mode": gettext_lazy("taught on site, online or both"),
    "exam": gettext_lazy("exam"),
    "score": gettext_lazy("score"),
    "reason": gettext_lazy("reason"),
    "project_number": gettext_lazy("project number"),
    "level": gettext_lazy("level of the project"),
}
# What may stand in a row of its own under the text, with the label it has at first.
EXTRAS = {
    "class": gettext_lazy("Class"),
    "period": gettext_lazy("Period of training"),
    "project_number": gettext_lazy("Project number"),
    "level": gettext_lazy("Level"),
    "mode": gettext_lazy("Mode"),
    "hours": gettext_lazy("Hours of study"),
    "credits": gettext_lazy("Credits"),
    "exam": gettext_lazy("Exam"),
    "score": gettext_lazy("Score"),
}
_SHOWN_AT_FIRST = {
    Kind.COMPLETION: ("class", "period"),
    Kind.CREDIT: ("period", "mode", "project_number", "level", "credits"),
    Kind.PASS: ("exam", "score"),
    Kind.HONOR: (),
    Kind.APPOINTMENT: ("period",),
}
_LOOK = {field.name for field in fields(Layout)} - {"version", "background", "seal", "autograph"}


@dataclass(frozen=True)
class Design:
    """One version of a layout, ready to print: how it looks, and its texts, whose placeholders are still open."""

    look: Layout
    title: str
    body: str
    title_en: str = ""
    body_en: str = ""
    id_number: bool = True
    scheme: bool = True
    extras: tuple[tuple[str, str], ...] = ()


class UnknownPlaceholder(ValueError):
    """A text has braces around what is no placeholder."""


def placeholders(text: str) -> list[str]:
    """Return the placeholders of ``text`` in their order.

    :raises UnknownPlaceholder: there is another one, or braces that do not pair; the message is what was found.
    """
    try:
        parts = [part for part in string.Formatter().parse(text) if part[1] is not None]
    except ValueError as fault:
        raise UnknownPlaceholder("{ }") from fault
    for _before, name, form, conversion in parts:
        if name not in PLACEHOLDERS or form or conversion:
            raise UnknownPlaceholder(f"{{{name}}}")
    return [str(name) for _before, name, _form, _conversion in parts]


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return ``text`` with its placeholders filled; what is unknown of a person stays empty."""
    return text.format_map({name: values.get(name, "") for name in PLACEHOLDERS})


def built_in(kind: str) -> Design:
    """Return the design of ``kind`` where its issuer has made none, in the language that is active."""
    titles = {
        Kind.COMPLETION: _("Certificate of completion"),
        Kind.CREDIT: _("Credit certificate"),
        Kind.PASS: _("Certificate of having passed"),
        Kind.HONOR: _("Certificate of honor"),
        Kind.APPOINTMENT: _("Letter of appointment"),
    }
    extras = tuple((key, str(EXTRAS[key])) for key in _SHOWN_AT_FIRST[Kind(kind)])
    # Whoever is honored or appointed is known; whoever is certified must be told from others of the name.
    known = kind in {Kind.HONOR, Kind.APPOINTMENT}
    return Design(DEFAULT_LAYOUT, titles[Kind(kind)], _body(kind), id_number=not known, extras=extras)


def _body(kind: str) -> str:
    if kind == Kind.CREDIT:
        return _("has earned {credits} credits of continuing education in “{scheme}” by {issuer} in {year}.")
    if kind == Kind.PASS:
        return _("has passed the exam “{exam}” held by {issuer}. This is certified herewith.")
    if kind == Kind.HONOR:
        return _("{reason} In recognition of this, this certificate of honor is awarded.")
    if kind == Kind.APPOINTMENT:
        return _("is hereby appointed as a teaching mentor of “{scheme}” by {issuer}.")
    return _(
        "has taken part in “%(scheme)s”, organised by %(organiser)s, has met all its requirements "
        "and is granted this certificate of completion."
    ) % {"scheme": "{scheme}", "organiser": "{issuer}"}


def design_of(version: LayoutVersion | None, kind: str) -> Design:
    """Return the design of ``version``, or the built-in one of ``kind`` where there is none."""
    if version is None:
        return built_in(kind)
    pictures = {name: getattr(version, name).name for name in ("background", "seal", "autograph")}
    return _made(json.dumps([version.design, version.code, pictures], sort_keys=True))


@lru_cache(maxsize=16)  # a batch of thousands has one version
def _made(version: str) -> Design:
    data, code, pictures = json.loads(version)
    return from_data(data, code, {name: picture_url(kept) for name, kept in pictures.items()})


def from_data(data: Mapping[str, Any], code: str, pictures: Mapping[str, str | None]) -> Design:
    """Return the design that ``data`` (JSON values) and ``pictures`` (data: URLs) describe.

    :raises ValueError: a paper, a color or a picture that cannot be printed.
    """
    changes: dict[str, Any] = {**{name: data[name] for name in _LOOK & data.keys()}, **pictures}
    return Design(
        replace(DEFAULT_LAYOUT, version=code, **changes),
        title=data["title"],
        body=data["body"],
        title_en=data.get("title_en", ""),
        body_en=data.get("body_en", ""),
        id_number=data.get("id_number", True),
        scheme=data.get("scheme", True),
        extras=tuple((str(key), str(label)) for key, label in data.get("extras", ())),
    )


def picture_url(name: str | None) -> str | None:
    """Return the picture kept under ``name`` as a ``data:`` URL.

    :raises ValueError: its bytes are not those that were kept under this name.
    """
    return _picture(name) if name else None


@lru_cache(maxsize=24)
def _picture(name: str) -> str:
    with private_storage().open(name, "rb") as file:
        content = file.read()
    if hashlib.sha256(content).hexdigest() not in name:
        raise ValueError(f"{name} has been altered")
    return as_url(content, "jpeg" if name.endswith(".jpg") else "png")


def as_url(content: bytes, form: str) -> str:
    """Return ``content`` as a ``data:`` URL."""
    return f"data:image/{form};base64,{base64.b64encode(content).decode()}"

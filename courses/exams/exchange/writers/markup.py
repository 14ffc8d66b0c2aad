"""Plain text with pictures and sounds as HTML that Moodle shows as it is, and back without a letter lost."""

import html
import re
from collections.abc import Callable

from courses.exams.exchange.markers import AUDIO, marker, split

_OPEN, _CLOSE = '<div class="xinglin-text" style="white-space: pre-wrap">', "</div>"
_MEDIUM = re.compile(
    r'<img src="@@PLUGINFILE@@/([^"]*)" alt="([^"]*)" ?/?>'
    r'|<audio controls="controls" src="@@PLUGINFILE@@/([^"]*)" title="([^"]*)"></audio>'
)


def to_html(text: str, name_of: Callable[[str], str]) -> str:
    """Return the HTML of a text. ``name_of(uid)`` is the name its file has beside it, or nothing."""
    return _OPEN + "".join(_piece(plain, alt, uid, name_of) for plain, alt, uid in split(text)) + _CLOSE


def _piece(plain: str, alt: str, uid: str, name_of: Callable[[str], str]) -> str:
    name, words = html.escape(name_of(uid)) if uid else "", html.escape(alt)
    if not name:
        return html.escape(marker(alt, uid, scheme="media") if uid else plain)
    if name.rsplit(".", 1)[-1] in AUDIO:
        return f'<audio controls="controls" src="@@PLUGINFILE@@/{name}" title="{words}"></audio>'
    return f'<img src="@@PLUGINFILE@@/{name}" alt="{words}" />'


def is_ours(source: str) -> bool:
    """Say whether :func:`to_html` wrote this, so that :func:`undo` gives the text back."""
    found = source.strip()
    if not (found.startswith(_OPEN) and found.endswith(_CLOSE)):
        return False
    return "<" not in _MEDIUM.sub("", found[len(_OPEN) : -len(_CLOSE)])


def undo(source: str, marker_of: Callable[[str, str], str]) -> str:
    """Return the text that :func:`to_html` was given. ``marker_of(name, alt)`` is the marker of each file."""
    body, pieces, at = source.strip()[len(_OPEN) : -len(_CLOSE)], [], 0
    for found in _MEDIUM.finditer(body):
        pieces.append(html.unescape(body[at : found.start()]))
        name, alt = (found[1], found[2]) if found[1] is not None else (found[3], found[4])
        pieces.append(marker_of(html.unescape(name), html.unescape(alt)))
        at = found.end()
    return "".join([*pieces, html.unescape(body[at:])])

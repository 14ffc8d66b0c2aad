"""Lines out of text: where Chinese may break, and how small a text must be to fit its place."""

import unicodedata
from collections import deque
from dataclasses import dataclass, replace
from functools import lru_cache

from certificates.register.printing.fonts import Face

SHRINK = 0.96  # a step finer than the eye sees
LOOSEST = 0.2  # ems a justified line may put between two characters
HAIR = 0.001  # ems lost in adding up
WORD_JOINERS = frozenset(".,-:/%*_&=?@#+'")


class TooLong(ValueError):
    """A text does not fit its place on the page even at the smallest readable size."""

    def __init__(self, text: str) -> None:
        """Keep the text for the sentence a person will read."""
        super().__init__(f"does not fit the page: {text[:40]}")
        self.text = text


@dataclass(frozen=True, slots=True)
class Place:
    """Room for one text, in points.

    ``indent`` is in ems of the size the text ends up with; ``balanced`` asks for lines of like length.
    """

    width: float
    height: float
    size: float
    floor: float
    leading: float = 1.3
    indent: int = 0
    balanced: bool = False


@dataclass(frozen=True, slots=True)
class Fitted:
    """A text broken into lines at the largest size its place allows. ``ends`` marks the last line of paragraphs."""

    size: float
    lines: tuple[str, ...]
    starts: tuple[bool, ...]
    ends: tuple[bool, ...]


@lru_cache(maxsize=1024)  # a class shares its body, scheme, issuer and labels
def fit(text: str, face: Face, place: Place) -> Fitted:
    """Break ``text`` at the largest size that fits ``place``.

    :raises TooLong: not even ``place.floor`` fits.
    """
    size = place.size
    while True:
        fitted = _broken(text, face, place, size)
        if len(fitted.lines) * size * place.leading <= place.height + 0.01:
            return _balanced(fitted, text, face, place) if place.balanced and len(fitted.lines) > 1 else fitted
        if size <= place.floor:
            raise TooLong(text)
        size = max(place.floor, round(size * SHRINK, 2))


def break_lines(text: str, face: Face, measure: float) -> list[str]:
    """Break one paragraph into lines of at most ``measure`` ems.

    No line begins with closing punctuation or ends with opening punctuation; words and numbers of Latin letters
    and digits stay whole unless they alone are longer than a line.
    """
    lines: list[str] = []
    line, room = "", measure
    pieces = deque(_pieces(text))
    while pieces:
        piece = pieces.popleft()
        width = face.width(piece)
        if width <= room + HAIR:
            line += piece
            room -= width
        elif line:
            lines.append(line.rstrip(" "))
            line, room = "", measure
            pieces.appendleft(piece.lstrip(" "))
        else:
            cut = _cut(piece, face, room)
            lines.append(piece[:cut])
            pieces.appendleft(piece[cut:])
    return [*lines, line.rstrip(" ")]


def spacing(line: str, face: Face, width: float, size: float) -> float:
    """Return the points to add after every character so that ``line`` fills ``width``; 0 where it would gape."""
    gaps = len(line) - 1
    if gaps < 1:
        return 0.0
    extra = (width - face.width(line) * size) / gaps
    return round(extra, 4) if 0 <= extra <= LOOSEST * size else 0.0


def _broken(text: str, face: Face, place: Place, size: float) -> Fitted:
    lines: list[str] = []
    starts: list[bool] = []
    ends: list[bool] = []
    for paragraph in text.split("\n"):
        # Only the first line of a paragraph is shorter by the indent.
        first = _first_line(paragraph, face, place, size)
        rest = paragraph[len(first) :].lstrip(" ")
        broken = [first.rstrip(" "), *(break_lines(rest, face, place.width / size) if rest else [])]
        lines += broken
        starts += [True] + [False] * (len(broken) - 1)
        ends += [False] * (len(broken) - 1) + [True]
    return Fitted(size, tuple(lines), tuple(starts), tuple(ends))


def _balanced(fitted: Fitted, text: str, face: Face, place: Place) -> Fitted:
    """Return the same lines broken on the narrowest measure that needs no more of them."""
    width = sum(face.width(line) for line in fitted.lines) * fitted.size / len(fitted.lines)
    while width < place.width:
        tried = _broken(text, face, replace(place, width=width), fitted.size)
        if len(tried.lines) == len(fitted.lines):
            return tried
        width += fitted.size / 4
    return fitted


def _first_line(paragraph: str, face: Face, place: Place, size: float) -> str:
    return break_lines(paragraph, face, place.width / size - place.indent)[0]


def _cut(piece: str, face: Face, room: float) -> int:
    cut, used = 0, 0.0
    for character in piece:
        used += face.width(character)
        if used > room + HAIR:
            break
        cut += 1
    return max(cut, 1)


def _pieces(text: str) -> list[str]:
    """Split ``text`` where a line may end."""
    pieces: list[str] = []
    before = ""
    for character in text:
        if pieces and not _may_break(before, character):
            pieces[-1] += character
        else:
            pieces.append(character)
        before = character
    return pieces


def _may_break(before: str, after: str) -> bool:
    if before == " ":
        return after != " "
    if before in "/?&" and after.isalpha():
        return True  # inside a web address
    if after == " " or unicodedata.category(after) in _NEVER_FIRST:
        return False
    if unicodedata.category(before) in _NEVER_LAST:
        return False
    return not (_in_word(before) and _in_word(after))


def _in_word(character: str) -> bool:
    return character in WORD_JOINERS or (ord(character) < 0x2E80 and character.isalnum())


_NEVER_FIRST = frozenset({"Pe", "Pf", "Po", "Pd", "Mn", "Mc", "Me", "Cf"})
_NEVER_LAST = frozenset({"Ps", "Pi"})

"""Pictures and sounds inside a text: ``![alt](media:UID)`` in the bank, ``![alt](file:KEY)`` on the way in.

The key of a file is the SHA-256 of its content, so the same picture used twice travels and is kept once.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping

from courses.exams.exchange.drafts import Draft

_OURS = re.compile(r"!\[([^\[\]\n]*)\]\((media|file):([0-9a-f]{32,64})\)")
_ANY = re.compile(r"!\[([^\[\]\n]*)\]\(([^()\s]+\.[A-Za-z0-9]{2,4})\)")
_NOT_IN_ALT = str.maketrans(dict.fromkeys("[]\r\n", " "))
AUDIO = frozenset({"mp3", "m4a", "ogg"})
IMAGES = frozenset({"png", "jpg", "jpeg", "webp"})


def key_of(content: bytes) -> str:
    """Return the key of a file: the hexadecimal SHA-256 of its content."""
    return hashlib.sha256(content).hexdigest()


def marker(alt: str, key: str, *, scheme: str = "file") -> str:
    """Return the marker of a file. ``alt`` keeps nothing that would end it.

    >>> marker("胸片 [正位]", "ab" * 16, scheme="media")
    '![胸片  正位 ](media:abababababababababababababababab)'
    """
    return f"![{alt.translate(_NOT_IN_ALT)}]({scheme}:{key})"


def uids_in(text: str) -> list[str]:
    """Return the uids of the media of the bank that a text names, in order."""
    return [uid for _alt, scheme, uid in _OURS.findall(text) if scheme == "media" and len(uid) == 32]


def split(text: str) -> Iterable[tuple[str, str, str]]:
    """Yield a text in pieces ``(text, "", "")`` and ``("", alt, uid)``, in order."""
    at = 0
    for found in _OURS.finditer(text):
        if found[2] == "media" and len(found[3]) == 32:
            if found.start() > at:
                yield text[at : found.start()], "", ""
            yield "", found[1], found[3]
            at = found.end()
    if at < len(text):
        yield text[at:], "", ""


def replace_names(text: str, key_for: Callable[[str, str], str | None]) -> str:
    """Replace ``![alt](name.png)``, as people write it in a sheet, by what ``key_for(name, alt)`` makes of it."""
    if "](" not in text:
        return text
    return _ANY.sub(lambda found: key_for(found[2], found[1]) or found[0], text)


def spelt(text: str) -> str:
    """Return a text in which each file of the upload is said by its words, as the bank will show it in a list."""
    if "](" not in text:
        return text
    named = _ANY.sub(lambda found: f"[{found[1]}]", text)
    return _OURS.sub(lambda found: f"[{found[1]}]" if found[2] == "file" or len(found[3]) != 32 else found[0], named)


def settle(text: str, uids: Mapping[str, str]) -> str:
    """Name the media of the bank instead of the files they came from.

    :param uids: the uid of the medium each key has become; files not in it stay as they are.
    """
    if "(file:" not in text:
        return text

    def named(found: "re.Match[str]") -> str:
        uid = uids.get(found[3]) if found[2] == "file" else None
        return f"![{found[1]}](media:{uid})" if uid else found[0]

    return _OURS.sub(named, text)


def settle_draft(draft: Draft, uids: Mapping[str, str]) -> None:
    """Do :func:`settle` to every text of a question."""
    if draft.media:
        rewrite(draft, lambda text: settle(text, uids))


def rewrite(draft: Draft, how: Callable[[str], str]) -> None:
    """Put ``how(text)`` in the place of every text of a question."""
    for each in draft.asked:
        each.stem, each.explanation, each.rubric = how(each.stem), how(each.explanation), how(each.rubric)
        each.options = [how(option) for option in each.options]


def texts_of(draft: Draft) -> list[str]:
    """Return every text of a question that may hold a marker."""
    return [text for each in draft.asked for text in (each.stem, *each.options, each.explanation, each.rubric)]


def alt_of(draft: Draft, key: str) -> str:
    """Return the words by which a question describes one of its files, or nothing."""
    for text in texts_of(draft):
        for alt, _scheme, named in _OURS.findall(text):
            if named == key and alt:
                return str(alt)
    return ""

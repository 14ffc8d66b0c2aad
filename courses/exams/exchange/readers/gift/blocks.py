"""A GIFT file cut into questions, each with its line; escapes are hidden from what looks for signs."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

# Characters that mean something unless a backslash stands before them; hidden as characters nobody writes.
_ESCAPED = {":": "\ue000", "#": "\ue001", "=": "\ue002", "{": "\ue003", "}": "\ue004", "~": "\ue005", "n": "\ue006"}
_ESCAPED["\\"] = "\ue007"
_PLAIN = str.maketrans({hidden: "\n" if sign == "n" else sign for sign, hidden in _ESCAPED.items()})
_SIGN = re.compile(r"\\([:#={}~n\\])")
_PRIVATE = re.compile("[\ue000-\ue007]")
_ID = re.compile(r"\[id:((?:[^\]\\]|\\.)*)\]")
_TAG = re.compile(r"\[tag:((?:[^\]\\]|\\.)*)\]")


@dataclass
class Block:
    """The lines of one question, comments taken out, and what the comments say of it."""

    row: int
    text: str
    id: str = ""
    tags: list[str] = field(default_factory=list)


def hide(text: str) -> str:
    """Hide what is escaped."""
    return _SIGN.sub(lambda found: _ESCAPED[found[1]], _PRIVATE.sub("", text))


def shown(text: str) -> str:
    r"""Return text with what was escaped as itself.

    >>> shown(hide("a\\=b"))
    'a=b'
    """
    return text.translate(_PLAIN)


def blocks(text: str) -> Iterator[Block]:
    """Yield the questions and the lines of categories, in order.

    A blank line ends a question, except where a brace is still open and closes before another opens.
    """
    waiting: Block | None = None
    for block in _paragraphs(text):
        if waiting is not None and _goes_on(waiting.text, block.text):
            waiting.text += "\n\n" + block.text
            continue
        if waiting is not None:
            yield waiting
        waiting = block
    if waiting is not None:
        yield waiting


def _goes_on(before: str, after: str) -> bool:
    if before.startswith("$CATEGORY") or before.count("{") <= before.count("}"):
        return False
    opening, closing = after.find("{"), after.find("}")
    return closing >= 0 and (opening < 0 or closing < opening)


def _paragraphs(text: str) -> Iterator[Block]:
    block = Block(0, "")
    for number, line in enumerate(text.split("\n"), start=1):
        bare = line.strip()
        if bare.startswith("//"):
            _read_comment(block, bare)
        elif bare.startswith("$CATEGORY:"):
            yield Block(number, bare)
            block = Block(0, "", block.id, block.tags)
        elif bare:
            block.row = block.row or number
            block.text = f"{block.text}\n{hide(line)}" if block.text else hide(line)
        elif block.text:
            yield block
            block = Block(0, "")
    if block.text:
        yield block


def _read_comment(block: Block, comment: str) -> None:
    """Read ``[id:…]`` and ``[tag:…]``, which Moodle writes into the comment before a question."""
    if found := _ID.search(comment):
        block.id = re.sub(r"\\(.)", r"\1", found[1]).strip()
    block.tags += [re.sub(r"\\(.)", r"\1", tag).strip() for tag in _TAG.findall(comment)]

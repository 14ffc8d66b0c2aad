"""A CID-keyed CFF font written byte by byte: a certificate's few glyphs need no font library.

Source: Adobe Technical Notes 5176 (CFF) and 5177 (Type 2 charstrings).
"""

from collections.abc import Sequence

STANDARD_STRINGS = 391  # our own strings are numbered from here

# Operators of the Top DICT and Private DICT.
ROS, CID_COUNT, FD_ARRAY, FD_SELECT = b"\x0c\x1e", b"\x0c\x22", b"\x0c\x24", b"\x0c\x25"
FONT_BBOX, CHARSET, CHAR_STRINGS, PRIVATE = b"\x05", b"\x0f", b"\x11", b"\x12"
DEFAULT_WIDTH, NOMINAL_WIDTH = b"\x14", b"\x15"


def cid_font(
    name: str, charstrings: Sequence[bytes], box: tuple[int, int, int, int], cids: Sequence[int] | None = None
) -> bytes:
    """Return a font program whose glyph ``i`` is ``charstrings[i]``, known by CID ``i``.

    The first is the glyph for "not defined". Each charstring holds its own width and calls no subroutine.

    :param cids: by what the glyphs after the first are known instead, ascending.
    """
    head = b"\x01\x00\x04\x04" + _index([name.encode("ascii")])
    tail = _index([b"Adobe", b"Identity"]) + _index([])  # strings; no global subroutines
    count = len(charstrings)
    private = _number(0) + DEFAULT_WIDTH + _number(0) + NOMINAL_WIDTH
    charset = _charset(cids or range(1, count))
    select = b"\x03\x00\x01\x00\x00\x00" + count.to_bytes(2, "big")
    shapes = _index(charstrings)

    # Offsets are written in five bytes whatever their value, so the Top DICT's length is known beforehand.
    top_length = len(_index([_top(box, count, 0, 0, 0, 0)]))
    charset_at = len(head) + top_length + len(tail)
    select_at = charset_at + len(charset)
    shapes_at = select_at + len(select)
    private_at = shapes_at + len(shapes)
    array_at = private_at + len(private)
    top = _index([_top(box, count, charset_at, select_at, shapes_at, array_at)])
    array = _index([_number(len(private)) + _number(private_at) + PRIVATE])
    return b"".join((head, top, tail, charset, select, shapes, private, array))


def _charset(cids: Sequence[int]) -> bytes:
    if cids and cids[-1] - cids[0] == len(cids) - 1:
        return b"\x02" + cids[0].to_bytes(2, "big") + (len(cids) - 1).to_bytes(2, "big")
    return b"\x00" + b"".join([cid.to_bytes(2, "big") for cid in cids])


def _top(box: tuple[int, int, int, int], count: int, charset: int, select: int, shapes: int, array: int) -> bytes:
    return b"".join(
        (
            _number(STANDARD_STRINGS) + _number(STANDARD_STRINGS + 1) + _number(0) + ROS,
            b"".join(_number(edge) for edge in box) + FONT_BBOX,
            _number(count) + CID_COUNT,
            _number(charset) + CHARSET,
            _number(select) + FD_SELECT,
            _number(shapes) + CHAR_STRINGS,
            _number(array) + FD_ARRAY,
        )
    )


def _number(value: int) -> bytes:
    return b"\x1d" + value.to_bytes(4, "big", signed=True)


def _index(items: Sequence[bytes]) -> bytes:
    if not items:
        return b"\x00\x00"
    offsets = [1]
    for item in items:
        offsets.append(offsets[-1] + len(item))
    width = 1 if offsets[-1] < 1 << 8 else 2 if offsets[-1] < 1 << 16 else 4
    table = b"".join(offset.to_bytes(width, "big") for offset in offsets)
    return len(items).to_bytes(2, "big") + bytes([width]) + table + b"".join(items)

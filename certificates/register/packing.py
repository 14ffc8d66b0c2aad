"""A page compressed from parts, of which most were compressed before.

What is the same on every page is compressed once; what differs, some hundred bytes, is put between it as it is. The
result is one gzip stream like any other.
"""

import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
# An empty last block.
_END = b"\x03\x00"
_LONGEST = 0xFFFF
_BLOCK = struct.Struct("<BHH").pack


@dataclass(frozen=True, slots=True)
class Part:
    """Bytes, and how they stand in a compressed page: whole blocks that refer to nothing before them."""

    plain: bytes
    packed: bytes


def part(plain: bytes) -> Part:
    """Return ``plain``, compressed well because it is kept.

    >>> len(part(b"a" * 1000).packed) < 30
    True
    """
    press = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return Part(plain, press.compress(plain) + press.flush(zlib.Z_FULL_FLUSH))


def as_it_is(plain: bytes) -> Part:
    """Return ``plain`` for use on one page."""
    if len(plain) <= _LONGEST:
        return Part(plain, _block(plain))
    blocks = [plain[start : start + _LONGEST] for start in range(0, len(plain), _LONGEST)]
    return Part(plain, b"".join(map(_block, blocks)))


def _block(plain: bytes) -> bytes:
    return _BLOCK(0, len(plain), len(plain) ^ _LONGEST) + plain


def gzip(parts: Iterable[Part]) -> bytes:
    """Return ``parts`` as one gzip stream.

    >>> zlib.decompress(gzip([part(b"one "), as_it_is(b"two")]), wbits=31)
    b'one two'
    """
    check, size, packed = 0, 0, [_HEAD]
    for each in parts:
        check = zlib.crc32(each.plain, check)
        size += len(each.plain)
        packed.append(each.packed)
    packed.append(_END + struct.pack("<II", check, size & 0xFFFFFFFF))
    return b"".join(packed)

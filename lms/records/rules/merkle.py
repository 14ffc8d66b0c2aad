"""Merkle trees as certificate logs have them: hashes, roots, proofs, and checking proofs.

Source: RFC 6962, section 2.1 (hashes and proofs); RFC 9162, sections 2.1.3.2 and 2.1.4.2 (checking them).
"""

from collections.abc import Sequence
from hashlib import sha256

HASH_BYTES = 32
EMPTY = sha256(b"").digest()

# The leaves from the first, the second no longer among them.
Range = tuple[int, int]


def leaf_hash(content: bytes) -> bytes:
    """Return the hash of a leaf."""
    return sha256(b"\x00" + content).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of what stands above two others."""
    return sha256(b"\x01" + left + right).digest()


def root_of(hashes: Sequence[bytes]) -> bytes:
    """Return the root over ``hashes``, which stand for equally many leaves each, the last for as many or fewer.

    >>> root_of([]) == EMPTY
    True
    >>> root_of([b"a", b"b", b"c"]) == node_hash(node_hash(b"a", b"b"), b"c")
    True
    """
    level = list(hashes) or [EMPTY]
    while len(level) > 1:
        above = [sha256(b"\x01" + left + right).digest() for left, right in zip(level[::2], level[1::2], strict=False)]
        if len(level) % 2:
            above.append(level[-1])
        level = above
    return level[0]


def inclusion_ranges(index: int, size: int) -> list[Range]:
    """Return the ranges of leaves whose roots prove that leaf ``index`` is among ``size``.

    :raises ValueError: it is not.
    """
    if not 0 <= index < size:
        raise ValueError(f"leaf {index} of {size}")
    start, end, path = 0, size, []
    while end - start > 1:
        middle = start + _half(end - start)
        if index < middle:
            path.append((middle, end))
            end = middle
        else:
            path.append((start, middle))
            start = middle
    return path[::-1]


def consistency_ranges(first: int, second: int) -> list[Range]:
    """Return the ranges of leaves whose roots prove that a tree of ``second`` leaves begins as one of ``first``.

    :raises ValueError: the first is empty or the larger.
    """
    if not 0 < first <= second:
        raise ValueError(f"from {first} to {second} leaves")
    start, end, path = 0, second, []
    while first < end:
        middle = start + _half(end - start)
        if first <= middle:
            path.append((middle, end))
            end = middle
        else:
            path.append((start, middle))
            start = middle
    # Where nothing lies to the left, this is the first root, which whoever checks has already.
    return [*([(start, end)] if start else []), *path[::-1]]


def includes(root: bytes, size: int, index: int, leaf: bytes, proof: Sequence[bytes]) -> bool:
    """Return whether ``proof`` shows that ``leaf`` is number ``index`` of the ``size`` leaves under ``root``."""
    if not 0 <= index < size or any(len(each) != HASH_BYTES for each in (leaf, *proof)):
        return False
    here, last, found = index, size - 1, leaf
    for beside in proof:
        if last == 0:
            return False
        if here & 1 or here == last:
            found = node_hash(beside, found)
            here, last = _up_to_odd(here, last)
        else:
            found = node_hash(found, beside)
        here, last = here >> 1, last >> 1
    return last == 0 and found == root


def extends(first: tuple[int, bytes], second: tuple[int, bytes], proof: Sequence[bytes]) -> bool:
    """Return whether ``proof`` shows that the tree of ``second`` begins as that of ``first``; both are size and root.

    That a tree begins as an empty one says nothing, and is not shown by anything.
    """
    (smaller, old), (larger, new) = first, second
    if not 0 < smaller <= larger or any(len(each) != HASH_BYTES for each in proof):
        return False
    if smaller == larger:
        return not proof and old == new
    path = list(proof) if smaller & (smaller - 1) else [old, *proof]
    return bool(path) and _both_roots(smaller, larger, path) == (old, new)


def _both_roots(smaller: int, larger: int, path: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    here, last = smaller - 1, larger - 1
    while here & 1:
        here, last = here >> 1, last >> 1
    old = new = path[0]
    for beside in path[1:]:
        if last == 0:
            return None
        if here & 1 or here == last:
            old, new = node_hash(beside, old), node_hash(beside, new)
            here, last = _up_to_odd(here, last)
        else:
            new = node_hash(new, beside)
        here, last = here >> 1, last >> 1
    return (old, new) if last == 0 else None


def _up_to_odd(here: int, last: int) -> tuple[int, int]:
    while here and not here & 1:
        here, last = here >> 1, last >> 1
    return here, last


def _half(count: int) -> int:
    """Return the largest power of two below ``count``."""
    return 1 << (count - 1).bit_length() - 1

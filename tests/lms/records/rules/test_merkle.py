"""The published test vectors, and proofs of our own against a tree built as RFC 6962 writes it down."""

import json
from base64 import b64decode
from pathlib import Path

import pytest

from lms.records.rules import merkle

VECTORS = Path(__file__).parent.parent / "data" / "merkle"
LEAVES = [merkle.leaf_hash(bytes([n])) for n in range(70)]


def vectors(name):
    lines = (VECTORS / f"{name}.jsonl").read_text().splitlines()
    return [pytest.param(case, id=case["case"]) for case in map(json.loads, lines)]


def hashes(texts):
    return [b64decode(each) for each in texts or []]


def test_all_the_vectors_are_here():
    assert len(vectors("inclusion")) + len(vectors("consistency")) == 196


@pytest.mark.parametrize("case", vectors("inclusion"))
def test_inclusion_vectors(case):
    root, leaf = b64decode(case["root"]), b64decode(case["leafHash"])

    held = merkle.includes(root, case["treeSize"], case["leafIdx"], leaf, hashes(case["proof"]))

    assert held is not case["wantErr"]


@pytest.mark.parametrize("case", vectors("consistency"))
def test_consistency_vectors(case):
    first, second = ((case[f"size{n}"], b64decode(case[f"root{n}"])) for n in (1, 2))

    assert merkle.extends(first, second, hashes(case["proof"])) is not case["wantErr"]


def by_the_book(leaves):
    """The definition of RFC 6962, section 2.1."""
    if not leaves:
        return merkle.EMPTY
    if len(leaves) == 1:
        return leaves[0]
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return merkle.node_hash(by_the_book(leaves[:half]), by_the_book(leaves[half:]))


def proof(ranges):
    return [by_the_book(LEAVES[start:end]) for start, end in ranges]


@pytest.mark.parametrize("size", range(len(LEAVES) + 1))
def test_the_root_is_that_of_the_book(size):
    assert merkle.root_of(LEAVES[:size]) == by_the_book(LEAVES[:size])


def test_every_leaf_of_every_tree_is_proven_and_no_other():
    for size in range(1, len(LEAVES) + 1):
        root = by_the_book(LEAVES[:size])
        for index in range(size):
            path = proof(merkle.inclusion_ranges(index, size))
            assert merkle.includes(root, size, index, LEAVES[index], path)
            assert not merkle.includes(root, size, index, LEAVES[index - 1], path) or size == 1


def test_every_tree_is_proven_to_extend_every_smaller_one():
    roots = [by_the_book(LEAVES[:size]) for size in range(len(LEAVES) + 1)]
    for second in range(1, len(LEAVES) + 1):
        for first in range(1, second + 1):
            path = proof(merkle.consistency_ranges(first, second))
            assert merkle.extends((first, roots[first]), (second, roots[second]), path)
            assert not merkle.extends((first, roots[first - 1]), (second, roots[second]), path)


def test_a_proof_that_is_too_long_or_of_another_length_of_hash_proves_nothing():
    root = by_the_book(LEAVES[:4])
    path = proof(merkle.inclusion_ranges(1, 4))

    assert not merkle.includes(root, 4, 1, LEAVES[1], [*path, path[0]])
    assert not merkle.includes(root, 4, 1, LEAVES[1], [path[0][:31], path[1]])
    assert not merkle.extends((2, by_the_book(LEAVES[:2])), (4, root), [path[1], path[1]])


@pytest.mark.parametrize("ask", [lambda: merkle.inclusion_ranges(4, 4), lambda: merkle.consistency_ranges(5, 4)])
def test_there_is_no_proof_of_what_is_not_there(ask):
    with pytest.raises(ValueError, match=r"leaves|leaf"):
        ask()

"""Trees in tiles give the roots and proofs of the whole tree, however they grew."""

from hypothesis import given, settings
from hypothesis import strategies as st

from lms.records.rules import merkle
from lms.records.rules.tiles import WIDTH, Edge, Unfinished, root_over, spans_of

LEAVES = [merkle.leaf_hash(n.to_bytes(4)) for n in range(3 * WIDTH * WIDTH // 2)]


def grown(*steps):
    """Return the edge and the pieces of a tree that grew by so many leaves at a time."""
    edge, pieces, done = Edge(), [], 0
    for step in steps:
        end = done + step
        pieces += edge.grow(range(done + 1, end + 1), LEAVES[done:end])
        done = end
    return edge, pieces


def tiles_of(pieces):
    kept = {}
    for piece in sorted(pieces, key=lambda each: (each.level, each.start)):
        place = (piece.level, piece.start // WIDTH)
        kept[place] = kept.get(place, b"") + piece.hashes
    return kept


STEPS = st.lists(st.integers(min_value=1, max_value=700), min_size=1, max_size=6)


@settings(max_examples=40, deadline=None)
@given(STEPS)
def test_the_pieces_lie_end_to_end_each_in_one_tile(steps):
    edge, pieces = grown(*steps)

    ends = {}
    for piece in pieces:
        assert piece.start == ends.get(piece.level, 0)
        assert piece.start // WIDTH == (piece.start + piece.width - 1) // WIDTH
        first = piece.start * WIDTH**piece.level
        assert (piece.first_id, piece.last_id) == (first + 1, first + piece.width * WIDTH**piece.level)
        ends[piece.level] = piece.start + piece.width
    assert ends[0] == edge.size == sum(steps)
    assert ends.get(1, 0) == sum(steps) // WIDTH


@settings(max_examples=25, deadline=None)
@given(STEPS, st.data())
def test_proofs_from_tiles_hold(steps, data):
    edge, pieces = grown(*steps)
    size, kept = edge.size, tiles_of(pieces)
    older = data.draw(st.integers(min_value=1, max_value=size))
    index = data.draw(st.integers(min_value=0, max_value=older - 1))

    def roots(ranges):
        return [root_over(list(spans_of(each)), kept) for each in ranges]

    root, old = merkle.root_of(LEAVES[:size]), merkle.root_of(LEAVES[:older])
    assert edge.root() == root
    assert roots([(0, size), (0, older)]) == [root, old]
    assert merkle.includes(old, older, index, LEAVES[index], roots(merkle.inclusion_ranges(index, older)))
    assert merkle.extends((older, old), (size, root), roots(merkle.consistency_ranges(older, size)))


def test_a_tree_of_three_levels():
    edge, pieces = grown(len(LEAVES))

    assert [len(level.hashes) for level in edge.levels] == [0, 128, 1]
    assert edge.root() == merkle.root_of(LEAVES)
    spans = list(spans_of((0, len(LEAVES))))
    assert [(span.level, span.end - span.start) for span in spans] == [(1, 128), (2, 1)]
    assert root_over(spans, tiles_of(pieces)) == edge.root()


def test_an_edge_goes_on_from_what_was_kept():
    edge, _pieces = grown(300)
    again = Edge(
        [Unfinished(start=256, first_id=257, hashes=LEAVES[256:300]), Unfinished(hashes=edge.levels[1].hashes)]
    )

    again.grow(range(301, 601), LEAVES[300:600])

    assert again.root() == merkle.root_of(LEAVES[:600])


def test_an_empty_tree_has_the_root_of_nothing():
    assert (Edge().size, Edge().root()) == (0, merkle.EMPTY)


def test_a_tile_that_is_too_short_is_noticed():
    spans = list(spans_of((0, 3)))
    try:
        root_over(spans, {(0, 0): LEAVES[0] + LEAVES[1]})
    except KeyError as missing:
        assert missing.args == (spans[0],)  # noqa: PT017
    else:
        raise AssertionError

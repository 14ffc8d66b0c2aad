"""What coverage asks the database."""

from lms.audit.looks import looks_at
from lms.coverage.queries.choices import Standing, ask, rosters_for, schemes_for, standings
from lms.coverage.queries.evidence import Proof, Step, proof_of
from lms.coverage.queries.names import STATED, State, Which, matching, names, state_from, state_of, with_state
from lms.coverage.queries.place import Place, home, place_of, way_to
from lms.coverage.queries.question import Question
from lms.coverage.queries.trail import trail
from lms.coverage.queries.tree import Row, Table, by_institution, figures, table

__all__ = [
    "STATED",
    "Place",
    "Proof",
    "Question",
    "Row",
    "Standing",
    "State",
    "Step",
    "Table",
    "Which",
    "ask",
    "by_institution",
    "figures",
    "home",
    "looks_at",
    "matching",
    "names",
    "place_of",
    "proof_of",
    "rosters_for",
    "schemes_for",
    "standings",
    "state_from",
    "state_of",
    "table",
    "trail",
    "way_to",
    "with_state",
]

"""Pure rules of coverage."""

from lms.coverage.rules.figures import Figures, Measured, tenths_of_percent
from lms.coverage.rules.reports import Line, Tally, digest_of
from lms.coverage.rules.spread import Spread, spread_of

__all__ = [
    "Figures",
    "Line",
    "Measured",
    "Spread",
    "Tally",
    "digest_of",
    "spread_of",
    "tenths_of_percent",
]

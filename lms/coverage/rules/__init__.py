"""Pure rules of coverage."""

from lms.coverage.rules.figures import Figures, Measured, tenths_of_percent
from lms.coverage.rules.spread import Spread, spread_of

__all__ = ["Figures", "Measured", "Spread", "spread_of", "tenths_of_percent"]

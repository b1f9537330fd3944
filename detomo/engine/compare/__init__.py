"""Whether two results say the same."""

from detomo.engine.compare.differences import NEAREST_FIRST, Difference
from detomo.engine.compare.rows import Rows, difference, rows_of

__all__ = ["NEAREST_FIRST", "Difference", "Rows", "difference", "rows_of"]

"""How rows differ from those that were wanted: one name, always the same for the same rows."""

from enum import StrEnum


class Difference(StrEnum):
    """From near to far."""

    WRONG_ORDER = "wrong_order"  # the wanted rows, not in the wanted order
    EXTRA_COLUMNS = "extra_columns"  # the wanted rows, with more beside them
    DUPLICATES = "duplicates"  # the same rows, some of them more or less often
    EXTRA_ROWS = "extra_rows"  # all wanted rows and others
    MISSING_ROWS = "missing_rows"  # some of the wanted rows and no others
    NO_ROWS = "no_rows"  # none where rows were wanted
    WRONG_VALUES = "wrong_values"  # every column shares values with the wanted one, the rows differ both ways
    MISSING_COLUMNS = "missing_columns"
    WRONG_COLUMNS = "wrong_columns"  # a wanted column has nothing in common with any column that is there


NEAREST_FIRST = tuple(Difference)

"""Why a question counts as missed: one reason each, always the same for the same rows."""

from enum import StrEnum


class Reason(StrEnum):
    """Results that differ come first, from near to far: with several gold queries the nearest one tells the reason."""

    WRONG_ORDER = "wrong_order"  # the gold rows, not in the order that gold asks for
    EXTRA_COLUMNS = "extra_columns"  # the gold rows, with more beside them
    DUPLICATES = "duplicates"  # the same rows, some of them more or less often
    EXTRA_ROWS = "extra_rows"  # all gold rows and others
    MISSING_ROWS = "missing_rows"  # some of the gold rows and no others
    NO_ROWS = "no_rows"  # gold has rows, the answer none
    WRONG_VALUES = "wrong_values"  # every column shares values with gold, the rows differ both ways
    MISSING_COLUMNS = "missing_columns"
    WRONG_COLUMNS = "wrong_columns"  # a gold column has nothing in common with any column of the answer
    NO_ANSWER = "no_answer"  # nobody wrote SQL
    ASKED_BACK = "asked_back"  # SQL was there, but too unsure to be answered, and it could not be run
    REFUSED = "refused"  # by the guard
    STOPPED = "stopped"  # by a limit: time, memory, size
    FAILED = "failed"  # by the database
    UNAVAILABLE = "unavailable"  # the database cannot be reached
    NO_DATABASE = "no_database"  # none of this name
    CRASHED = "crashed"  # a fault of ours
    GOLD_FAILED = "gold_failed"  # no gold query ran
    UNREADABLE = "unreadable"  # the line of the question file is not what it should be


ALMOST = tuple(Reason)  # in the order above

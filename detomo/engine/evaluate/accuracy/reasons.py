"""Why a question has no rows to compare with gold's. Where it has, see `detomo.engine.compare.Difference`."""

from enum import StrEnum


class Reason(StrEnum):
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

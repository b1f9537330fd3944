"""The shape of a dialect's facts."""

from dataclasses import dataclass, field
from functools import cached_property

from detomo.engine.types import Dialect


def words(*texts: str) -> frozenset[str]:
    """Make a set of the words of the texts."""
    return frozenset(word for text in texts for word in text.split())


_PREDICATES = words("all any exists some")  # written like calls


@dataclass(frozen=True)
class DialectFacts:
    """Allow-lists of one dialect, in lower case. What is not listed is refused.

    `scalar` holds what may stand in any expression, `aggregate` and `window` likewise; `table` what may stand in FROM.
    `bare` are functions called without parentheses. `alternatives` gives, for a function people reach for that is
    not allowed, what to write instead. `verbatim` are calls that the parser must not translate to a synonym: the
    synonym has another result type, or does not exist in this dialect.
    """

    dialect: Dialect
    default_schema: str
    scalar: frozenset[str]
    aggregate: frozenset[str]
    window: frozenset[str]
    table: frozenset[str]
    bare: frozenset[str] = frozenset({"current_date", "current_time", "current_timestamp"})
    alternatives: dict[str, str] = field(default_factory=dict)
    verbatim: frozenset[str] = frozenset()

    @cached_property
    def allowed_functions(self) -> frozenset[str]:
        """Every function name that may appear in a statement, wherever it stands."""
        return _PREDICATES | self.scalar | self.aggregate | self.window | self.table | self.bare


WINDOW = words("row_number rank dense_rank percent_rank cume_dist ntile lag lead first_value last_value nth_value")

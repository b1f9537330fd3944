"""Stored values that help to write SQL: a few of each column, and those that the question names."""

from collections.abc import Iterable, Sequence

from detomo.engine.catalog import Table
from detomo.engine.catalog.ddl import quoted
from detomo.engine.catalog.profile import ColumnProfile, Looks, Profiles
from detomo.engine.catalog.values import ValueMatch
from detomo.engine.propose.context import Samples
from detomo.engine.types import Dialect

_SOME, _ALL = 3, 8  # values of a column: as examples, or where these are all
_LONGEST = 40  # characters
_MOST_NAMED = 8  # values that a question names
_TELLING: frozenset[Looks] = frozenset({"text", "date", "year"})  # figures and codes explain nothing


def samples_of(tables: Iterable[Table], profiles: Profiles) -> Samples:
    """Few short values of each column that shows by them how it is written; all of them where there are few."""
    found = {
        (table.full_name, column.name): _shown(profile)
        for table in tables
        for column in table.columns
        if (profile := profiles.of(table.full_name, column.name)) is not None and profile.looks in _TELLING
    }
    return {key: values for key, values in found.items() if values}


def named_values(matches: Sequence[ValueMatch]) -> Samples:
    """What a question may name, as it is stored, the surest first."""
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for match in sorted(matches, key=lambda one: -one.score)[:_MOST_NAMED]:
        key = match.table, match.column
        if match.value not in found.get(key, ()) and len(match.value) <= _LONGEST:
            found[key] = (*found.get(key, ()), match.value)
    return found


def as_line(table: str, column: str, values: Sequence[str], dialect: Dialect) -> str:
    return f"{table}.{quoted(column, dialect)}: {', '.join(map(repr, values))}"


def _shown(profile: ColumnProfile) -> tuple[str, ...]:
    short = tuple(value for value in profile.samples if 0 < len(value) <= _LONGEST)
    return short if profile.all_samples and len(profile.samples) <= _ALL else short[:_SOME]

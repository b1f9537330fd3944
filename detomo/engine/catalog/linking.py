"""Schema linking (Lei et al., EMNLP 2020): which tables a question is about."""

from collections.abc import Sequence

from detomo.engine.catalog.model import Catalog, Table
from detomo.engine.language import search_words

SMALL_SCHEMA = 40  # tables: a schema up to this size is told whole, so that nothing relevant can be missed
_LINKED = 25
_NAME, _COLUMN, _HINT = 5.0, 1.0, 2.0


def link_tables(question: str, catalog: Catalog, hints: Sequence[str] = ()) -> tuple[Table, ...]:
    """The tables to tell a model about, most relevant first: all of a small schema, the best and their neighbours
    along foreign keys of a large one. `hints` are taught texts found for the question, best first."""
    if len(catalog) <= SMALL_SCHEMA:
        return catalog.tables
    scores = _scores(question, catalog, hints)
    ranked = sorted(catalog, key=lambda table: (-scores[table.full_name], table.full_name))
    linked = [table for table in ranked[:_LINKED] if scores[table.full_name]]
    return _with_neighbours(linked or ranked[:_LINKED], catalog)


def _scores(question: str, catalog: Catalog, hints: Sequence[str]) -> dict[str, float]:
    asked = frozenset(search_words(question))
    hinted = [frozenset(search_words(hint)) for hint in hints]
    return {table.full_name: _score(table, asked, hinted) for table in catalog}


def _score(table: Table, asked: frozenset[str], hinted: Sequence[frozenset[str]]) -> float:
    overlap = _NAME * len(table.name_words & asked) + _COLUMN * len(table.column_words & asked)
    return overlap + sum(_HINT / rank for rank, words in enumerate(hinted, start=1) if _is_named(table, words))


def _is_named(table: Table, words: frozenset[str]) -> bool:
    return bool(table.name_words) and table.name_words <= words


def _with_neighbours(tables: Sequence[Table], catalog: Catalog) -> tuple[Table, ...]:
    """Add the tables that the chosen ones point at: joins need them."""
    chosen = {table.full_name: table for table in tables}
    by_name = {table.full_name: table for table in catalog}
    for table in tables:
        for key in table.foreign_keys:
            if key.target in by_name:
                chosen.setdefault(key.target, by_name[key.target])
    return tuple(chosen.values())

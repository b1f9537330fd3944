"""Schema linking (Lei et al., EMNLP 2020): which tables and columns a question is about, and how they join."""

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from detomo.engine.catalog.model import Table
from detomo.engine.catalog.schema_index import SchemaIndex
from detomo.engine.catalog.values import ValueMatch
from detomo.engine.language import search_words
from detomo.engine.language.search_terms import Terms, search_terms

_VALUE = 4.0  # a stored value in the question, in one column alone
_HINT = 4.0  # named by the nearest taught text; less by further ones
_MOST = 100
_MOST_CORE = 12
_NEAR_THE_BEST = 0.3  # of the best score: enough to belong to the core
_LEAST_CORE = 4
_LONGEST_PATH = 4  # keys


@dataclass(frozen=True, slots=True)
class LinkedTable:
    """`columns` are those that the question seems to name, or that hold its values; `score` compares within one
    linking. `is_core`: likely needed, by itself or to join others that are."""

    table: Table
    score: float
    columns: frozenset[str]
    is_core: bool


def link(
    question: str, schema: SchemaIndex, values: Sequence[ValueMatch] = (), hints: Sequence[str] = ()
) -> tuple[LinkedTable, ...]:
    """The most relevant tables, best first, up to a hundred. `values` are stored values found in the question, `hints`
    taught texts found for it, best first."""
    terms = schema.known(search_terms(question))
    asked = frozenset(word for alternatives in terms for word in alternatives)
    scores = _scores(terms, schema, values, hints)
    rest = sorted(schema.tables.keys() - scores.keys()) if len(scores) < _MOST else []
    ranked = [*sorted(scores, key=lambda name: (-scores[name], name)), *rest][:_MOST]
    core = _core(ranked, scores)
    joined = _with_joins(core, schema, scores)
    order = dict.fromkeys((*core, *joined, *ranked))
    held = {match.table: {one.column for one in values if one.table == match.table} for match in values}
    return tuple(
        LinkedTable(
            schema.tables[name],
            round(scores.get(name, 0.0), 3),
            schema.columns_named(name, asked) | held.get(name, set()),
            name in joined,
        )
        for name in order
    )


def _scores(
    terms: Sequence[Terms], schema: SchemaIndex, values: Sequence[ValueMatch], hints: Sequence[str]
) -> Mapping[str, float]:
    scores = schema.search(terms)
    for match, share in _shared(values):
        if match.table in schema.tables:
            scores[match.table] = scores.get(match.table, 0.0) + _VALUE * match.score * share
    for rank, hint in enumerate(hints, start=1):
        for name in schema.named_in(search_words(hint)):
            scores[name] = scores.get(name, 0.0) + _HINT / rank
    return scores


def _shared(values: Sequence[ValueMatch]) -> Iterable[tuple[ValueMatch, float]]:
    """Each match once a table, with its part of what a value is worth: the more tables hold it, the less it tells."""
    tables: dict[tuple[int, int], dict[str, ValueMatch]] = defaultdict(dict)
    for match in values:
        tables[match.start, match.end].setdefault(match.table, match)
    for found in tables.values():
        yield from ((match, 1 / len(found) ** 0.5) for match in found.values())


def _core(ranked: Sequence[str], scores: Mapping[str, float]) -> list[str]:
    least = _NEAR_THE_BEST * max(scores.values(), default=0.0)
    chosen = [name for name in ranked[:_MOST_CORE] if scores.get(name, 0.0) >= least and name in scores]
    return chosen if len(chosen) >= _LEAST_CORE else [name for name in ranked[:_LEAST_CORE] if name in scores]


def _with_joins(core: Sequence[str], schema: SchemaIndex, scores: Mapping[str, float]) -> list[str]:
    """The tables and those on the shortest way between them: a Steiner tree, grown from the best table on (Takahashi
    & Matsuyama, 1980)."""
    joined = list(core[:1])
    for name in core[1:]:
        if name not in joined:
            path = _way(name, frozenset(joined), schema, scores)
            joined += [step for step in path if step not in joined]
    return joined


def _way(start: str, targets: frozenset[str], schema: SchemaIndex, scores: Mapping[str, float]) -> list[str]:
    """The tables from `start` to the nearest target; of equally long ways one over relevant tables. `start` alone
    where none is near."""
    came_from: dict[str, str] = {start: ""}
    queue = deque([(start, 0)])
    while queue:
        name, steps = queue.popleft()
        if name in targets:
            return _back(name, came_from)
        if steps < _LONGEST_PATH:
            ahead = [other for other in schema.graph.neighbours(name) if other not in came_from]
            for other in sorted(ahead, key=lambda one: (-scores.get(one, 0.0), one)):
                came_from[other] = name
                queue.append((other, steps + 1))
    return [start]


def _back(name: str, came_from: Mapping[str, str]) -> list[str]:
    way = [name]
    while came_from[way[-1]]:
        way.append(came_from[way[-1]])
    return way[::-1]

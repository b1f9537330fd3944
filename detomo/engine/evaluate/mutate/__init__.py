"""Deterministic mistakes put into correct SQL: the ones language models make, so that repair can be measured.

Every mutator is `(tree, catalog, rng) -> Iterator[sql]` over a private copy of the tree and knows nothing about repair.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlglot import exp

from detomo.engine.catalog.model import Catalog
from detomo.engine.evaluate.mutate import aliases, functions, joins, names, values

Mutator = Callable[[exp.Expr, Catalog, random.Random], Iterator[str]]

KINDS: dict[str, Mutator] = {
    "table_typo": names.table_typo,
    "table_near": names.table_near,
    "column_typo": names.column_typo,
    "column_near": names.column_near,
    "wrong_alias": aliases.wrong_alias,
    "undefined_alias": aliases.undefined_alias,
    "dropped_qualifier": aliases.dropped_qualifier,
    "dropped_join": joins.dropped_join,
    "skipped_bridge": joins.skipped_bridge,
    "foreign_function": functions.foreign_function,
    "quoted_number": values.quoted_number,
    "value_case": values.value_case,
}


@dataclass(frozen=True, slots=True)
class Mutant:
    kind: str
    sql: str


def mutants(tree: exp.Expr, catalog: Catalog, seed: str, per_kind: int = 1) -> Iterator[Mutant]:
    """Yield up to `per_kind` different mutants of each kind; the same seed gives the same mutants."""
    original = tree.sql(catalog.dialect)
    for kind, mutate in KINDS.items():
        rng = random.Random(f"{seed}:{kind}")  # noqa: S311 - repeatable choices, no secret
        found = list(dict.fromkeys(sql for sql in mutate(tree.copy(), catalog, rng) if sql != original))
        rng.shuffle(found)
        yield from (Mutant(kind, sql) for sql in found[:per_kind])

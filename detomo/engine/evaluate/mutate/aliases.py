"""Columns qualified with the wrong table, with a name that was never defined, or not at all."""

import random
from collections.abc import Iterator

from sqlglot import exp

from detomo.engine.catalog.model import Catalog
from detomo.engine.evaluate.mutate.common import base_tables, owned_columns


def wrong_alias(tree: exp.Expr, catalog: Catalog, rng: random.Random) -> Iterator[str]:
    """One column gets the qualifier of another table of the same SELECT."""
    for column, node, _ in owned_columns(tree, catalog):
        select = column.find_ancestor(exp.Select)
        others = [name for name in base_tables(select) if name != node.alias_or_name.lower()] if select else []
        if column.table and others:
            yield _requalified(tree, [column], rng.choice(others), catalog)


def undefined_alias(tree: exp.Expr, catalog: Catalog, rng: random.Random) -> Iterator[str]:
    """One table's columns are qualified with its own name although it has an alias, or with its initial."""
    columns: dict[int, list[exp.Column]] = {}
    nodes: dict[int, exp.Table] = {}
    for column, node, _ in owned_columns(tree, catalog):
        if column.table:
            columns.setdefault(id(node), []).append(column)
            nodes[id(node)] = node
    for key, node in nodes.items():
        for qualifier in (node.name, node.name[0].lower()):
            yield _requalified(tree, columns[key], qualifier, catalog)


def dropped_qualifier(tree: exp.Expr, catalog: Catalog, rng: random.Random) -> Iterator[str]:
    """One column outside the join conditions loses its qualifier."""
    for column, _, _ in owned_columns(tree, catalog):
        if column.table and not column.find_ancestor(exp.Join):
            yield _requalified(tree, [column], None, catalog)


def _requalified(tree: exp.Expr, columns: list[exp.Column], qualifier: str | None, catalog: Catalog) -> str:
    before = [(column, column.args.get("table")) for column in columns]
    for column in columns:
        column.set("table", exp.to_identifier(qualifier) if qualifier else None)
    sql = tree.sql(catalog.dialect)
    for column, identifier in before:
        column.set("table", identifier)
    return sql

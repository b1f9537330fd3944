"""Keeps PostgreSQL's functional dependencies: grouping by a table's key lets its other columns stand ungrouped.

A derived table has no key, so the columns that relied on it join the GROUP BY. They depend on it: no group changes.
"""

from collections.abc import Iterator, Mapping

from sqlglot import exp

from detomo.engine.catalog.model import Column, Table
from detomo.engine.types import ColumnType


def extend_group_by(select: exp.Select, tables: Mapping[str, Table]) -> None:
    """Add the columns that depend on a grouped key. `tables` are by alias in lower case, as the viewer sees them."""
    group = select.args.get("group")
    if group is None or any(group.args.get(kind) for kind in ("rollup", "cube", "grouping_sets", "all")):
        return
    grouped = [_projection(item, select) for item in group.expressions]
    for alias, table in tables.items():
        if table.primary_key and all(_names(grouped, alias, key) for key in table.primary_key):
            for column in _needed(select, alias, table.columns):
                if not _names(grouped, alias, column.name):
                    reference = exp.column(exp.to_identifier(column.name, quoted=True), table=alias_of(select, alias))
                    group.append("expressions", reference)


def alias_of(select: exp.Select, alias: str) -> exp.Identifier:
    """The alias as the statement spells it."""
    tables = (node for node in select.find_all(exp.Table) if node.alias_or_name.casefold() == alias)
    node = next(tables)
    name = node.args["alias"].this if node.args.get("alias") else node.this
    copied: exp.Identifier = name.copy()
    return copied


def _projection(item: exp.Expr, select: exp.Select) -> exp.Expr:
    """What GROUP BY 2 stands for."""
    if isinstance(item, exp.Literal) and not item.is_string and 0 < int(item.this) <= len(select.expressions):
        projection: exp.Expr = select.expressions[int(item.this) - 1]
        return projection.unalias()
    return item


def _names(grouped: list[exp.Expr], alias: str, name: str) -> bool:
    return any(_refers(item, alias) and item.name.casefold() == name.casefold() for item in grouped)


def _refers(node: exp.Expr, alias: str) -> bool:
    return isinstance(node, exp.Column) and node.table.casefold() in ("", alias)


def _needed(select: exp.Select, alias: str, columns: tuple[Column, ...]) -> Iterator[Column]:
    clauses = [*select.expressions, select.args.get("having"), select.args.get("order")]
    named = [column for clause in clauses if clause is not None for column in clause.find_all(exp.Column, exp.Star)]
    used = {column.name.casefold() for column in named if _refers(column, alias)}
    starred = any(isinstance(node, exp.Star) and not isinstance(node.parent, exp.Count) for node in named)
    for column in columns:
        if (starred or column.name.casefold() in used) and column.type is not ColumnType.JSON:
            yield column

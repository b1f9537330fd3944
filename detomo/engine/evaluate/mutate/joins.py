"""Joins that were forgotten while their columns are still used."""

import random
from collections.abc import Iterator

from sqlglot import exp

from detomo.engine.catalog.model import Catalog
from detomo.engine.evaluate.mutate.common import base_tables, owned_columns


def dropped_join(tree: exp.Expr, catalog: Catalog, rng: random.Random) -> Iterator[str]:
    """The last join of a SELECT is left out; its columns keep their alias, take the table's name, or lose both."""
    for select in list(tree.find_all(exp.Select)):
        joins = select.args.get("joins") or []
        if joins and isinstance(joins[-1].this, exp.Table):
            for qualifier in (joins[-1].this.name, None, joins[-1].this.alias_or_name):
                yield _without_join(tree, select, catalog, qualifier)


def _without_join(tree: exp.Expr, select: exp.Select, catalog: Catalog, qualifier: str | None) -> str:
    joins = select.args["joins"]
    dropped = joins[-1].this
    columns = [column for column, node, _ in owned_columns(tree, catalog) if node is dropped]
    before = [(column, column.args.get("table")) for column in columns]
    for column in columns:
        column.set("table", exp.to_identifier(qualifier) if qualifier else None)
    select.set("joins", joins[:-1])
    sql = tree.sql(catalog.dialect)
    select.set("joins", joins)
    for column, identifier in before:
        column.set("table", identifier)
    return sql


def skipped_bridge(tree: exp.Expr, catalog: Catalog, rng: random.Random) -> Iterator[str]:
    """A linking table is left out and its two neighbours are joined on a key that only one of them has."""
    for position, select in enumerate(tree.find_all(exp.Select)):
        for name in base_tables(select):
            for keep_first in (True, False):
                copy = tree.copy()
                twin = list(copy.find_all(exp.Select))[position]
                if _bridge_out(twin, name, keep_first):
                    yield copy.sql(catalog.dialect)


def _bridge_out(select: exp.Select, name: str, keep_first: bool) -> bool:
    """Take the source `name` out of a chain a–name–b; false where it is more than a link between two others."""
    links = [link for join in select.args.get("joins") or [] for link in _links(join.args.get("on"), name)]
    uses = [column for column in select.find_all(exp.Column) if column.table.lower() == name]
    if len(links) != 2 or len(uses) != 2:
        return False
    (first, first_key), (second, second_key) = links
    if keep_first:
        link = exp.EQ(this=first.copy(), expression=exp.column(first_key.name, second.table))
    else:
        link = exp.EQ(this=exp.column(second_key.name, first.table), expression=second.copy())
    _take_out(select, name, link)
    return True


def _links(on: exp.Expr | None, name: str) -> Iterator[tuple[exp.Column, exp.Column]]:
    """Pairs (other table's column, column of `name`) that a join condition equates."""
    for equality in on.find_all(exp.EQ) if on is not None else ():
        sides = [equality.this, equality.expression]
        if all(isinstance(side, exp.Column) for side in sides):
            mine = [side for side in sides if side.table.lower() == name]
            if len(mine) == 1:
                yield next(side for side in sides if side is not mine[0]), mine[0]


def _take_out(select: exp.Select, name: str, link: exp.EQ) -> None:
    """Remove the source `name`; the last join that spoke of it gets `link` as its condition."""
    joins = list(select.args["joins"])
    touched = [join for join in joins if list(_links(join.args.get("on"), name))]
    if select.args["from_"].this.alias_or_name.lower() == name:
        select.args["from_"].set("this", joins.pop(0).this)
    else:
        joins = [join for join in joins if join.alias_or_name.lower() != name]
    for join in touched:
        join.set("on", None)
    remaining = [join for join in joins if join in touched] or joins
    remaining[-1].set("on", link)
    select.set("joins", joins)

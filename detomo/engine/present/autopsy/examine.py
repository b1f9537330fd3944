"""The search for the condition that emptied a result: each relaxed in turn, then joins, tables and pairs."""

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from detomo.engine.catalog.model import Catalog
from detomo.engine.guard.scopes import resolve
from detomo.engine.present.autopsy import words
from detomo.engine.present.autopsy.model import Autopsy, Budget, Culprit, Run
from detomo.engine.present.autopsy.probe import BudgetSpent, Prober
from detomo.engine.present.autopsy.suggest import suggestions
from detomo.engine.present.autopsy.suspects import (
    Place,
    Suspect,
    conditions,
    core,
    is_bare_aggregate,
    is_inner,
    links_tables,
    source_tables,
    with_outer_joins,
    without,
)

_MOST_PAIRED = 5  # conditions among which pairs are tried


def looks_empty(tree: exp.Expr, rows: Sequence[Sequence[Any]]) -> bool:
    """No rows, or the one row that aggregates give over nothing: counts of 0 and NULLs."""
    if not rows:
        return True
    if not isinstance(tree, exp.Select) or len(rows) != 1 or not is_bare_aggregate(tree):
        return False
    return all(value is None or value == 0 for value in rows[0])


def autopsy(query: exp.Expr | str, catalog: Catalog, run: Run, budget: Budget | None = None) -> Autopsy | None:
    """Find what left a query without rows. None when it is not empty after all, or nothing can be said.

    `run` must check each probe like any other statement and give its rows; probes that it refuses are passed over.
    """
    tree = _parsed(query, catalog)
    if tree is None:
        return None
    prober = Prober(run, catalog.dialect, budget or Budget())
    found: list[Culprit] = []
    complete = True
    try:
        for culprit in _Examiner(catalog, prober).query(tree):
            found.append(culprit)
    except BudgetSpent:
        complete = False
    return Autopsy(tuple(found), prober.spent, complete) if found else None


def _parsed(query: exp.Expr | str, catalog: Catalog) -> exp.Expr | None:
    try:
        tree = sqlglot.parse_one(query, read=catalog.dialect) if isinstance(query, str) else query.copy()
    except SqlglotError:
        return None
    if catalog.dialect == "sqlite":
        _quote_strings(tree, catalog)
    return tree


def _quote_strings(tree: exp.Expr, catalog: Catalog) -> None:
    """SQLite's strings in double quotes, so that conditions with them are comparisons with a literal."""
    resolution = resolve(tree, catalog)
    for column in list(tree.find_all(exp.Column)):
        if column.this.args.get("quoted") and not column.table and resolution.bind(column).kind == "unknown":
            column.replace(exp.Literal.string(column.name))


class _Examiner:
    def __init__(self, catalog: Catalog, prober: Prober) -> None:
        self._catalog = catalog
        self._dialect = catalog.dialect
        self._prober = prober

    def query(self, tree: exp.Expr) -> Iterator[Culprit]:
        if isinstance(tree, exp.Subquery) and tree.is_wrapper:
            yield from self.query(tree.this)
        elif isinstance(tree, exp.SetOperation):
            yield from self._set_operation(tree)
        elif isinstance(tree, exp.Select) and not self._prober.finds(core(tree)):
            yield from self._select(tree)
        elif isinstance(tree, exp.Select) and tree.args.get("offset") is not None:
            yield words.offset(tree.args["offset"].sql(self._dialect).strip())

    def _set_operation(self, tree: exp.SetOperation) -> Iterator[Culprit]:
        """The empty side of an INTERSECT or EXCEPT, both sides of a UNION; otherwise the sides do not overlap."""
        found = False
        for side in [tree.this] if isinstance(tree, exp.Except) else [tree.this, tree.expression]:
            for culprit in self.query(_with_ctes(side, tree)):
                found = True
                yield culprit
        if not found:
            yield words.no_overlap(tree)

    def _select(self, select: exp.Select) -> Iterator[Culprit]:
        """The first search that finds anything; found ones are told at once, as the budget may end any search."""
        for search in (
            self._single,
            self._inner_queries,
            self._empty_tables,
            self._joins,
            self._each_alone,
            self._pairs,
        ):
            found = False
            for culprit in search(select):
                found = True
                yield culprit
            if found:
                return

    def _single(self, select: exp.Select) -> Iterator[Culprit]:
        for suspect in conditions(select):
            if self._prober.finds(core(without(select, [suspect]))):
                yield from self._guilty(select, suspect)

    def _guilty(self, select: exp.Select, suspect: Suspect) -> Iterator[Culprit]:
        """The condition with what the data holds; first what emptied the subquery that it compares with."""
        if links_tables(suspect.node):
            yield words.join_condition(suspect.node.sql(self._dialect))
            return
        for subquery in suspect.node.find_all(exp.Subquery):
            if not _is_negated(subquery) and self._stands_alone(subquery, select):
                yield from self.query(_with_ctes(subquery.this, select))
        if self._has_null_in_list(suspect.node, select):
            yield words.null_in_list(suspect.node.sql(self._dialect))
            return
        offered = suggestions(without(select, [suspect]), suspect, self._prober, self._dialect)
        make = words.group_condition if suspect.place is Place.HAVING else words.condition
        yield make(suspect.node.sql(self._dialect), offered)

    def _has_null_in_list(self, node: exp.Expr, select: exp.Select) -> bool:
        """NOT IN over a subquery that gives a NULL."""
        membership = node.this if isinstance(node, exp.Not) else None
        subquery = membership.args.get("query") if isinstance(membership, exp.In) else None
        inner = subquery.this if isinstance(subquery, exp.Subquery) else None
        if not isinstance(inner, exp.Select) or subquery is None or not self._stands_alone(subquery, select):
            return False
        listed = inner.selects[0].unalias().copy()
        null = exp.Is(this=listed, expression=exp.null())
        return not inner.args.get("group") and self._prober.finds(core(inner.where(null)))

    def _stands_alone(self, subquery: exp.Subquery, select: exp.Select) -> bool:
        """Whether the subquery can run by itself: it does not speak of the query around it."""
        resolution = resolve(_with_ctes(subquery.this, select), self._catalog)
        kinds = {resolution.bind(column).kind.value for column in resolution.tree.find_all(exp.Column)}
        return "unknown" not in kinds

    def _inner_queries(self, select: exp.Select) -> Iterator[Culprit]:
        """Derived tables and CTEs in FROM that are empty themselves."""
        ctes = {cte.alias.casefold(): cte.this for cte in select.ctes}
        for source in source_tables(select):
            inner = source.this if isinstance(source, exp.Subquery) else ctes.get(source.name.casefold())
            if inner is not None:
                yield from self.query(_with_ctes(inner, select))

    def _empty_tables(self, select: exp.Select) -> Iterator[Culprit]:
        for source in source_tables(select):
            table = self._catalog.table(source.name, source.text("db")) if isinstance(source, exp.Table) else None
            if table is not None:
                bare = exp.Table(this=source.this.copy(), db=source.args.get("db"))
                probe = exp.select(exp.Literal.number(1)).from_(bare).limit(1)
                if self._prober.finds_none(probe):
                    yield words.empty_table(table.full_name)

    def _joins(self, select: exp.Select) -> Iterator[Culprit]:
        """The first join after which no row was left, all later ones relaxed with it."""
        joins = select.args.get("joins") or []
        guilty = None
        for number in range(len(joins) - 1, -1, -1):
            if is_inner(joins[number]) and self._prober.finds(core(with_outer_joins(select, number))):
                guilty = joins[number]
                break
        if guilty is not None:
            yield words.join(guilty.this.sql(self._dialect), guilty.sql(self._dialect).strip())

    def _each_alone(self, select: exp.Select) -> Iterator[Culprit]:
        """Conditions that no row meets even when none of the others is asked for."""
        suspects = [suspect for suspect in conditions(select) if not links_tables(suspect.node)]
        nothing_asked = without(select, suspects)
        for suspect in suspects if len(suspects) > 1 else ():
            others = [other for other in suspects if other is not suspect]
            if self._prober.finds_none(core(without(select, others))):
                offered = suggestions(nothing_asked, suspect, self._prober, self._dialect)
                yield words.condition_alone(suspect.node.sql(self._dialect), offered)

    def _pairs(self, select: exp.Select) -> Iterator[Culprit]:
        """Two conditions that leave nothing together with the rest, each of them also without the other."""
        for pair in combinations(conditions(select)[:_MOST_PAIRED], 2):
            rest = without(select, pair)
            if self._prober.finds(core(rest)):
                offered = [found for one in pair for found in suggestions(rest, one, self._prober, self._dialect)]
                yield words.conditions(tuple(one.node.sql(self._dialect) for one in pair), offered)
                return


def _is_negated(subquery: exp.Subquery) -> bool:
    """NOT IN (…) and NOT EXISTS (…): emptiness inside is not why the outside is empty."""
    return isinstance(subquery.find_ancestor(exp.Not, exp.Select), exp.Not)


def _with_ctes(query: exp.Expr, outer: exp.Expr) -> exp.Expr:
    """The query with the WITH clause of the one around it, so that it can run alone."""
    with_ = outer.args.get("with_")
    copy = query.copy()
    if with_ is None or copy.args.get("with_") is not None or not isinstance(copy, exp.Query):
        return copy
    copy.set("with_", with_.copy())
    return copy

"""Rows cut off without a reason that the reader could know."""

import re
from collections.abc import Iterator

from sqlglot import exp

from detomo.engine.guard.lint.blocks import Block, is_aggregate
from detomo.engine.guard.lint.keys import group_refs, row_sources, settled
from detomo.engine.guard.lint.kinds import type_of
from detomo.engine.guard.lint.report import warn
from detomo.engine.types import ColumnType, LintWarning, Text

_UNORDERED = Text(
    en="{part} keeps some rows, but nothing says which: without ORDER BY they may differ from run to run. "
    "Add ORDER BY.",
    ja="{part} で一部の行だけを残しますが、どの行かは決まっていません。並べ替えがないため、実行のたびに変わることが"
    "あります。ORDER BY を加えてください。",
)
_TIED = Text(
    en="{part} can cut through rows with the same value: which of them make the first {count} is chance. "
    "Add a further column to ORDER BY, or use RANK to keep all of them.",
    ja="{part} では同じ値の行の途中で切れることがあり、上位 {count} 件にどれが入るかは偶然で決まります。"
    "ORDER BY に列を加えるか、RANK を使って同順位をすべて残してください。",
)
_FINE_MEASURE = re.compile("milli|second|duration|length|byte|population|area|distance|weight|人口|面積")
_DISCRETE = (ColumnType.INTEGER, ColumnType.DECIMAL, ColumnType.DATE)


def limit_without_order(block: Block) -> Iterator[LintWarning]:
    """LIMIT or FETCH without ORDER BY.

    PostgreSQL manual, "LIMIT and OFFSET": "you will get an unpredictable subset of the query's rows".
    """
    limit = _limit(block)
    if limit is None or block.query.args.get("order") or _has_few_rows(block):
        return
    if _only_tests(block.query) or _ends_recursion(block.query):
        return
    if not _is_ordered_inside(block) and _count(limit) != 0:
        yield warn("limit_without_order", limit, block, _UNORDERED)


def _limit(block: Block) -> exp.Expr | None:
    limit = block.query.args.get("limit")
    return limit if isinstance(limit, exp.Limit | exp.Fetch) else None


def _count(limit: exp.Expr) -> int | None:
    value = limit.args.get("count") if isinstance(limit, exp.Fetch) else limit.expression
    options = limit.args.get("limit_options")
    if options is not None and (options.args.get("percent") or options.args.get("with_ties")):
        return None
    return int(value.this) if isinstance(value, exp.Literal) and value.is_int else None


def _only_tests(query: exp.Expr) -> bool:
    return isinstance(query.parent, exp.Exists) or (
        isinstance(query.parent, exp.Subquery) and isinstance(query.parent.parent, exp.Exists)
    )


def _ends_recursion(query: exp.Expr) -> bool:
    """LIMIT in a recursive CTE stops it; it picks no rows."""
    return isinstance(query, exp.SetOperation) and isinstance(query.parent, exp.CTE)


def _has_few_rows(block: Block) -> bool:
    """Nothing to choose from: no tables, a total without groups, or a row found by its key."""
    if isinstance(block.query, exp.SetOperation):
        return False
    if not any(source.table or source.query for source in block.sources.values()):
        return True
    if block.has_aggregate and not block.query.args.get("group"):
        return True
    return len(settled(block)) == len(row_sources(block))


def _is_ordered_inside(block: Block) -> bool:
    """Read from a sorted subquery, or numbered by an ordered window."""
    inner = [source.query for source in block.sources.values() if source.query]
    if any(query.query.args.get("order") for query in inner):
        return True
    return any(isinstance(node, exp.Window) and node.args.get("order") for node in block.nodes)


def top_n_ties(block: Block) -> Iterator[LintWarning]:
    """The first n rows by a single value that several rows may share.

    Told only where ties are likely (counts, whole and decimal numbers, days) and more than one row is asked for: "the
    best one" is a question about the value at the top. Sums, averages, times of day and fine measures (lengths,
    populations) hardly tie.
    """
    limit, order = _limit(block), block.query.args.get("order")
    count = _count(limit) if limit is not None else None
    if order is None or count is None or count < 2 or len(order.expressions) != 1:
        return
    key = block.behind(order.expressions[0].this)
    if _may_tie(key, block) and not _is_unique(key, block):
        yield warn("top_n_ties", order, block, _TIED, count=count)


def _may_tie(key: exp.Expr, block: Block) -> bool:
    if isinstance(key, exp.Count):
        return is_aggregate(key)
    if isinstance(key, exp.Min | exp.Max) and is_aggregate(key):
        return _may_tie(key.this, block)
    if not isinstance(key, exp.Column):
        return False
    found = block.find(key)
    output = found.source.outputs.get(found.name) if found else None
    if output is not None and output.expression is not None:
        return _may_tie(output.expression, output.block)
    if _FINE_MEASURE.search(key.name.casefold()):
        return False
    kind = type_of(key, block)
    return kind in _DISCRETE or (kind is ColumnType.DATETIME and key.name.casefold().endswith(("date", "day", "日")))


def _is_unique(key: exp.Expr, block: Block) -> bool:
    if isinstance(block.query, exp.SetOperation):
        return True
    ref = block.own(key)
    known = {ref} if ref else set()
    if block.group_terms:
        return set(group_refs(block)) <= known
    if block.query.args.get("distinct"):
        return len(block.projections) == 1
    return len(settled(block, known)) == len(row_sources(block))

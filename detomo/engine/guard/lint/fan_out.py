"""Totals and averages that a one-to-many join inflates."""

from collections.abc import Iterator

from sqlglot import exp

from detomo.engine.guard.lint.blocks import Block, Ref, Source, is_aggregate
from detomo.engine.guard.lint.keys import group_refs, labelled, multipliers, settled
from detomo.engine.guard.lint.kinds import choices_of
from detomo.engine.guard.lint.report import warn
from detomo.engine.types import LintWarning, Text

_REPEATED = Text(
    en="{part} may be too large or skewed: the join with {many} repeats each row of {one} once per matching row, so "
    "its values are counted several times. Add up {one} in a subquery first, then join.",
    ja="{part} は実際より大きく、または偏って出る可能性があります。{many} との結合で {one} の同じ行が一致した件数だけ"
    "繰り返され、値が何度も数えられるためです。先に {one} だけを副問い合わせで集計してから結合してください。",
)
_MERGED = Text(
    en="{part} adds up each different value only once: two rows that hold the same amount count as one. "
    "Add up the rows without DISTINCT, in a subquery before any join.",
    ja="{part} は同じ値を一度しか足しません。金額が同じ行が二つあっても一件分になります。結合の前に副問い合わせで、"
    "DISTINCT を付けずに合計してください。",
)


def fan_out(block: Block) -> Iterator[LintWarning]:
    """SUM or AVG of a column whose row a one-to-many join repeats.

    Known as the fan trap: Kimball & Ross, The Data Warehouse Toolkit (3rd ed.), on facts of differing grain.
    """
    if len(block.sources) < 2:
        return
    for node in block.nodes:
        if isinstance(node, exp.Sum | exp.Avg) and not isinstance(node.this, exp.Distinct):
            many, one = _repeating(node, block, _group_of(node, block))
            if many and one:
                yield warn("fan_out", node, block, _REPEATED, many=many[0].label, one=one[0].label)


def _group_of(node: exp.AggFunc, block: Block) -> list[Ref]:
    """The columns that are the same for all rows the aggregate sees: a window's partition, or GROUP BY."""
    if is_aggregate(node):
        return group_refs(block)
    window = node.find_ancestor(exp.Window)
    terms = window.args.get("partition_by") or [] if window else []
    return [ref for ref in map(block.own, terms) if ref]


def _repeating(node: exp.AggFunc, block: Block, known: list[Ref]) -> tuple[list[Source], list[Source]]:
    """The sources that repeat the aggregate's rows, and the sources it reads."""
    if node.this.find(exp.AggFunc):
        return [], []
    named = labelled(block, known)
    read = value_sources(node.this, block)
    is_constant = read <= settled(block, known, named)
    if not read or (isinstance(node, exp.Avg) and is_constant):
        return [], []
    return multipliers(block, known, [*read, *named]), [block.sources[name] for name in sorted(read)]


def value_sources(node: exp.Expr, block: Block) -> set[str]:
    """Sources whose values an expression yields; those it only tests in CASE or IF do not count."""
    if isinstance(node, exp.Case | exp.If):
        return {name for choice in choices_of(node) for name in value_sources(choice, block)}
    if isinstance(node, exp.Column):
        ref = block.own(node)
        return {ref.source} if ref else set()
    if isinstance(node, exp.Query):
        return set()
    return {name for child in node.iter_expressions() for name in value_sources(child, block)}


def sum_distinct(block: Block) -> Iterator[LintWarning]:
    """SUM or AVG over DISTINCT values of a column that is not unique: equal amounts collapse into one."""
    for node in block.nodes:
        if isinstance(node, exp.Sum | exp.Avg) and isinstance(node.this, exp.Distinct):
            values = node.this.expressions
            found = block.find(values[0]) if values else None
            column = found.source.column(found.name) if found else None
            if column is None or not column.unique:
                yield warn("sum_distinct", node, block, _MERGED)

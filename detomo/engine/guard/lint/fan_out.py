"""Totals and averages that a one-to-many join inflates."""

from collections.abc import Iterator

from sqlglot import exp

from detomo.engine.guard.lint.blocks import Block, Ref, is_aggregate
from detomo.engine.guard.lint.keys import group_refs, labelled, multipliers, settled
from detomo.engine.guard.lint.repeats import Repeated, repeated_inside, value_refs
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
    for node in block.nodes:
        if isinstance(node, exp.Sum | exp.Avg) and not isinstance(node.this, exp.Distinct):
            known = _group_of(node, block)
            found = _repeating(node, block, known) or repeated_inside(value_refs(node.this, block), known, block)
            if found:
                yield warn("fan_out", node, block, _REPEATED, one=found.one.label, many=found.many.label)


def _group_of(node: exp.AggFunc, block: Block) -> list[Ref]:
    """The columns that are the same for all rows the aggregate sees: a window's partition, or GROUP BY."""
    if is_aggregate(node):
        return group_refs(block)
    window = node.find_ancestor(exp.Window)
    terms = window.args.get("partition_by") or [] if window else []
    return [ref for ref in map(block.own, terms) if ref]


def _repeating(node: exp.AggFunc, block: Block, known: list[Ref]) -> Repeated | None:
    if node.this.find(exp.AggFunc):
        return None
    named = labelled(block, known)
    read = {ref.source for ref in value_refs(node.this, block)}
    if not read or (isinstance(node, exp.Avg) and read <= settled(block, known, named)):
        return None
    many = multipliers(block, known, [*read, *named])
    return Repeated(block.sources[min(read)], many[0]) if many else None


def sum_distinct(block: Block) -> Iterator[LintWarning]:
    """SUM over DISTINCT values of a column that is not unique: equal amounts collapse into one."""
    for node in block.nodes:
        if isinstance(node, exp.Sum) and isinstance(node.this, exp.Distinct):
            values = node.this.expressions
            found = block.find(values[0]) if values else None
            column = found.source.column(found.name) if found else None
            if column is None or not column.unique:
                yield warn("sum_distinct", node, block, _MERGED)

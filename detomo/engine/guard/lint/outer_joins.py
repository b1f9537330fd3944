"""Outer joins whose extra rows the rest of the statement throws away."""

from collections.abc import Iterator

from sqlglot import exp

from detomo.engine.guard.lint.blocks import Block
from detomo.engine.guard.lint.conditions import conjuncts, never_null, where
from detomo.engine.guard.lint.report import warn
from detomo.engine.types import LintWarning, Text

_UNDONE = Text(
    en="{part} drops every row for which {table} has no match, so the outer join works like a plain join. "
    "To keep those rows, move the condition into the join's ON.",
    ja="{part} により、{table} に一致するものがない行がすべて除かれ、外部結合が普通の結合と同じ結果になります。"
    "それらの行を残すには、この条件を結合の ON に移してください。",
)


def left_join_undone(block: Block) -> Iterator[LintWarning]:
    """A condition in WHERE, or a later inner join, that no row without a match can pass.

    PostgreSQL manual, "Table Expressions": a restriction in ON is processed before the join, in WHERE after it.
    Tests for NULL (the anti-join) pass such rows and are left alone.
    """
    optional = {source.name for source in block.sources.values() if source.optional}
    if not optional:
        return
    for condition in where(block):
        lost = {ref.source for ref in never_null(condition, block)} & optional
        for name in sorted(lost):
            yield warn("left_join_undone", condition, block, _UNDONE, table=block.sources[name].label)
            optional.discard(name)
    yield from _undone_by_join(block, optional)


def _undone_by_join(block: Block, optional: set[str]) -> Iterator[LintWarning]:
    before: set[str] = set()
    for name, source in block.sources.items():
        join = source.join
        if join is not None and not join.side and not source.filters_only and not _is_inside(join):
            for condition in conjuncts(join.args.get("on")):
                lost = {ref.source for ref in never_null(condition, block)} & optional & before
                for other in sorted(lost):
                    yield warn("left_join_undone", _condition(join), block, _UNDONE, table=block.sources[other].label)
                    optional.discard(other)
        before.add(name)


def _is_inside(join: exp.Join) -> bool:
    """Part of a join in parentheses, which is made before the outer join around it."""
    return isinstance(join.find_ancestor(exp.Join, exp.Select), exp.Join)


def _condition(join: exp.Join) -> exp.Expr:
    condition: exp.Expr = join.args["on"]
    return condition

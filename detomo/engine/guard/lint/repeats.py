"""Values that a subquery or CTE hands on more often than they are stored."""

from collections.abc import Iterable
from typing import NamedTuple

from sqlglot import exp

from detomo.engine.guard.lint.blocks import Block, Ref, Source
from detomo.engine.guard.lint.keys import multipliers, settled
from detomo.engine.guard.lint.kinds import choices_of


class Repeated(NamedTuple):
    """Rows of `one` appear once for each matching row of `many`."""

    one: Source
    many: Source


def repeated_inside(refs: set[Ref], known: Iterable[Ref], block: Block) -> Repeated | None:
    """Whether a subquery or CTE hands these columns on from a source whose rows its own join repeats."""
    names = {ref.source for ref in refs}
    source = block.sources[min(names)] if len(names) == 1 else None
    inner = source.query if source else None
    if source is None or inner is None or _folds_rows(inner):
        return None
    read = {name for ref in refs for name in _handed_on(ref, source, inner)}
    fixed = [ref for column in known if column.source == source.name for ref in _column_inside(column, source, inner)]
    if not read or read <= settled(inner, fixed):
        return None
    many = multipliers(inner, fixed, read)
    return Repeated(inner.sources[min(read)], many[0]) if many else None


def _folds_rows(inner: Block) -> bool:
    return inner.has_aggregate or any(inner.query.args.get(key) for key in ("group", "distinct", "limit", "qualify"))


def _handed_on(ref: Ref, source: Source, inner: Block) -> set[str]:
    """Sources inside a subquery that one of its columns takes its value from."""
    output = source.outputs.get(ref.column)
    if output is None or output.block is not inner:
        return set()
    if output.expression is None:
        return {output.source.name} if output.source else set()
    return {inside.source for inside in value_refs(output.expression, inner)}


def _column_inside(ref: Ref, source: Source, inner: Block) -> list[Ref]:
    output = source.outputs.get(ref.column)
    if output is None or output.block is not inner:
        return []
    if output.source is not None:
        return [Ref(output.source.name, output.name)]
    found = inner.own(output.expression) if output.expression is not None else None
    return [found] if found else []


def value_refs(node: exp.Expr, block: Block) -> set[Ref]:
    """Columns whose values an expression yields; those it only tests in CASE or IF do not count."""
    if isinstance(node, exp.Case | exp.If):
        return {ref for choice in choices_of(node) for ref in value_refs(choice, block)}
    if isinstance(node, exp.Column):
        ref = block.own(node)
        return {ref} if ref else set()
    if isinstance(node, exp.Query):
        return set()
    return {ref for child in node.iter_expressions() for ref in value_refs(child, block)}

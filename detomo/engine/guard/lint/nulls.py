"""Comparisons that NULL empties."""

from collections.abc import Iterator

from sqlglot import exp

from detomo.engine.catalog.model import Catalog, Table
from detomo.engine.guard.lint.blocks import Block, Found, Output
from detomo.engine.guard.lint.conditions import kept_by_not_null, never_null, where
from detomo.engine.guard.lint.kinds import choices_of
from detomo.engine.guard.lint.report import warn
from detomo.engine.types import LintWarning, Text

_MAX_DEPTH = 20
_HANDS_ON = (exp.Paren, exp.Cast, exp.Lower, exp.Upper, exp.Trim, exp.Min, exp.Max, exp.Sum, exp.Avg)

_NOT_IN = Text(
    en="If the list in {part} holds a single empty value (NULL), the condition is true for no row and the answer is "
    "empty. Leave out empty values with IS NOT NULL, or use NOT EXISTS.",
    ja="{part} の一覧に空の値 (NULL) が一つでもあると、どの行も条件を満たさず、結果が空になります。"
    "IS NOT NULL で空の値を除くか、NOT EXISTS を使ってください。",
)
_EQUALS = Text(
    en="{part} is true for no row: nothing equals an empty value (NULL). Use IS NULL or IS NOT NULL.",
    ja="{part} を満たす行はありません。空の値 (NULL) は何とも等しくならないためです。"
    "IS NULL または IS NOT NULL を使ってください。",
)


def not_in_null(block: Block) -> Iterator[LintWarning]:
    """NOT IN, or <> ALL, over values that may be NULL.

    PostgreSQL manual, "Subquery Expressions": if any right-hand row yields null, the result of NOT IN is never true.
    Where a database declares NOT NULL nowhere, its columns say nothing about NULL and only certain cases are told.
    """
    for node in block.nodes:
        values = _excluded(node)
        if any(isinstance(value, exp.Null) for value in values):
            yield warn("not_in_null", node, block, _NOT_IN)
            continue
        inner = block.nested(values[0]) if len(values) == 1 else None
        if inner and (_may_yield_null(inner) or _refers_to_itself(node, inner)):
            yield warn("not_in_null", node, block, _NOT_IN)


def _excluded(node: exp.Expr) -> list[exp.Expr]:
    """The values that a NOT IN or <> ALL compares with."""
    if isinstance(node, exp.Not):
        inside = node.this.unnest() if isinstance(node.this, exp.Paren) else node.this
        if isinstance(inside, exp.In):
            query = inside.args.get("query")
            return [query] if query else inside.expressions
    if isinstance(node, exp.NEQ) and isinstance(node.expression, exp.All):
        return [node.expression.this]
    return []


def _refers_to_itself(node: exp.Expr, inner: Block) -> bool:
    """`id NOT IN (SELECT manager_id FROM the same table)`: some row at the top has none."""
    value = node.find(exp.Column)
    output = inner.outputs[0][1].expression if len(inner.outputs) == 1 else None
    outer, found = (inner.find(column) if column is not None else None for column in (value, output))
    if outer is None or found is None or outer.name == found.name or _is_tested(found):
        return False
    column = found.source.column(found.name)
    return column is not None and column.nullable and not column.unique and outer.source.table is found.source.table


def _may_yield_null(block: Block) -> bool:
    if isinstance(block.query, exp.SetOperation):
        branches = [block.nested(side) for side in (block.query.this, block.query.expression)]
        if isinstance(block.query, exp.Except | exp.Intersect):
            branches = branches[:1]
        return any(_may_yield_null(branch) for branch in branches if branch)
    return len(block.outputs) == 1 and _is_nullable(block.outputs[0][1], 0)


def _is_nullable(output: Output, depth: int) -> bool:
    block = output.block
    if depth > _MAX_DEPTH:
        return False
    if output.source is not None:
        return _found_nullable(Found(block, output.source, output.name), depth)
    return output.expression is not None and _expression_nullable(output.expression, block, depth)


def _expression_nullable(node: exp.Expr, block: Block, depth: int) -> bool:
    if isinstance(node, exp.Null | exp.Nullif):
        return True
    if isinstance(node, exp.Case | exp.If):
        return _lacks_else(node) or any(_expression_nullable(value, block, depth) for value in choices_of(node))
    if isinstance(node, exp.Coalesce):
        return all(_expression_nullable(value, block, depth) for value in choices_of(node))
    if isinstance(node, _HANDS_ON):
        return _expression_nullable(node.this, block, depth) if node.this else False
    found = block.find(node)
    return found is not None and _found_nullable(found, depth)


def _lacks_else(node: exp.Expr) -> bool:
    default = node.args.get("default") if isinstance(node, exp.Case) else node.args.get("false")
    return default is None or isinstance(default, exp.Null)


def _found_nullable(found: Found, depth: int) -> bool:
    block, source = found.block, found.source
    if _is_tested(found):
        return False
    column = source.column(found.name)
    if column is None or source.table is None:
        output = source.outputs.get(found.name)
        return source.optional or (output is not None and _is_nullable(output, depth + 1))
    if source.optional:
        return True
    in_key = found.name in [name.casefold() for name in source.table.primary_key]
    return column.nullable and not in_key and _may_hold_null(source.table, found.name, block.catalog)


def _is_tested(found: Found) -> bool:
    """WHERE turns its NULL away, or the join equates it with another column."""
    block = found.block
    conditions = [*where(block), *[join.args["on"] for join in block.joins if join.args.get("on") and not join.side]]
    for condition in conditions:
        kept = kept_by_not_null(condition)
        if kept is not None and block.own(kept) == found.ref:
            return True
        if found.ref in never_null(condition, block):
            return True
    return False


def _may_hold_null(table: Table, name: str, catalog: Catalog) -> bool:
    """Nullability is telling where somebody declares it, and where a table refers to itself: its top has no parent."""
    if any(_declares_not_null(other) for other in catalog):
        return True
    keys = [key for key in table.foreign_keys if name in [column.casefold() for column in key.columns]]
    return any(key.target.casefold() == table.full_name.casefold() for key in keys)


def _declares_not_null(table: Table) -> bool:
    primary = {name.casefold() for name in table.primary_key}
    return any(not column.nullable and column.name.casefold() not in primary for column in table.columns)


def equals_null(block: Block) -> Iterator[LintWarning]:
    """`= NULL` and `<> NULL` (SQL:2016 part 2, 8.2: a comparison with the null value is unknown)."""
    for node in block.nodes:
        if isinstance(node, exp.EQ | exp.NEQ) and _is_condition(node):
            if isinstance(node.left, exp.Null) or isinstance(node.right, exp.Null):
                yield warn("equals_null", node, block, _EQUALS)
        elif isinstance(node, exp.In) and not isinstance(node.parent, exp.Not):
            values = node.expressions
            if any(isinstance(value, exp.Null) for value in values):
                yield warn("equals_null", node, block, _EQUALS)


def _is_condition(node: exp.Expr) -> bool:
    return not isinstance(node.parent, exp.PropertyEQ | exp.Kwarg)

"""Divisions that drop what is behind the point."""

from collections.abc import Iterator

from sqlglot import exp

from detomo.engine.guard.lint.blocks import Block
from detomo.engine.guard.lint.kinds import type_of
from detomo.engine.guard.lint.report import warn
from detomo.engine.types import ColumnType, LintWarning, Text

_TRUNCATED = Text(
    en="{part} divides whole numbers, and this database then drops the fraction (7 / 2 gives 3). "
    "Multiply one side by 1.0 to keep it.",
    ja="{part} は整数どうしの割り算で、このデータベースでは小数点以下が切り捨てられます (7 / 2 は 3)。"
    "小数を残すには、片方に 1.0 を掛けてください。",
)
_CALENDAR = (
    exp.TimeToStr, exp.Extract, exp.Year, exp.Month, exp.Day, exp.Quarter, exp.Week, exp.TimeToUnix, exp.DateDiff,
)  # fmt: skip
_CALENDAR_NAMES = ("year", "month", "day", "hour", "minute", "年", "月", "日")


def integer_division(block: Block) -> Iterator[LintWarning]:
    """`/` between integers where the dialect truncates: SQLite and PostgreSQL; DuckDB and MySQL do not.

    https://sqlite.org/lang_expr.html and PostgreSQL manual, "Mathematical Functions and Operators".
    """
    if block.dialect not in ("sqlite", "postgres"):
        return
    for node in block.nodes:
        if isinstance(node, exp.Div) and _is_integer(node, block) and not _is_meant(node, block):
            yield warn("integer_division", node, block, _TRUNCATED)


def _is_integer(node: exp.Div, block: Block) -> bool:
    return all(type_of(side, block) is ColumnType.INTEGER for side in (node.left, node.right))


def _is_meant(node: exp.Div, block: Block) -> bool:
    """Buckets, decades, quarters and the pieces of a clock time want the whole number."""
    outer = node.parent
    while isinstance(outer, exp.Paren):
        outer = outer.parent
    if isinstance(outer, exp.Mod):
        return True
    if isinstance(outer, exp.DPipe | exp.Concat) and isinstance(node.right, exp.Literal):
        return True
    if isinstance(outer, exp.Mul) and node.right in (outer.left, outer.right):
        return True
    if isinstance(outer, exp.Cast) and outer.to.this in exp.DataType.INTEGER_TYPES:
        return True
    return _is_grouped(node, block) or _is_calendar(node) or _comes_out_even(node)


def _comes_out_even(node: exp.Div) -> bool:
    sides = (node.left, node.right)
    if not all(isinstance(side, exp.Literal) for side in sides) or int(node.right.name) == 0:
        return False
    return int(node.left.name) % int(node.right.name) == 0


def _is_grouped(node: exp.Div, block: Block) -> bool:
    return any(node == inner for term in block.group_terms for inner in term.find_all(exp.Div))


def _is_calendar(node: exp.Div) -> bool:
    if not isinstance(node.right, exp.Literal):
        return False
    if node.left.find(*_CALENDAR):
        return True
    return any(column.name.casefold().endswith(_CALENDAR_NAMES) for column in node.left.find_all(exp.Column))

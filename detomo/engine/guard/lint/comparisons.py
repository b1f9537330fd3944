"""Comparisons between values of different kinds."""

import re
from collections.abc import Iterator

from sqlglot import exp

from detomo.engine.guard.lint.blocks import Block
from detomo.engine.guard.lint.conditions import COMPARISONS
from detomo.engine.guard.lint.kinds import is_numeric, type_of
from detomo.engine.guard.lint.report import warn
from detomo.engine.types import ColumnType, LintWarning, Text

_NUMBER = re.compile(r"\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$")

_MIXED = Text(
    en="{part} compares text with a number. Text sorts letter by letter ('9' comes after '10') and odd values match or "
    "are missed silently. Put the value in quotes if it is text, or convert the column to a number.",
    ja="{part} は文字列と数値を比べています。文字列は一文字ずつ比べられ ('9' は '10' より後)、思わぬ値が一致したり"
    "漏れたりします。文字列なら値を引用符で囲み、数値なら列を数値に変換してください。",
)
_NOT_A_NUMBER = Text(
    en="{part} compares a number with text that is no number, so it finds nothing or the wrong rows. "
    "Compare with a number, or with the column that holds this text.",
    ja="{part} は数値の列を数値でない文字列と比べているため、何も見つからないか、違う行が見つかります。"
    "数値と比べるか、その文字列を持つ列と比べてください。",
)
_DATE_AS_NUMBER = Text(
    en="{part} compares a date with a plain number, which is always true or always false here. "
    "Take the year out of the date first, or compare with a whole date.",
    ja="{part} は日付をただの数値と比べているため、常に真または常に偽になります。"
    "日付から年を取り出して比べるか、日付全体と比べてください。",
)


def text_number_compare(block: Block) -> Iterator[LintWarning]:
    """A text column against a number, or a numeric column against text that is no number.

    https://sqlite.org/datatype3.html#type_conversions_prior_to_comparison and MySQL manual, "Type Conversion in
    Expression Evaluation". Years and 0/1 flags compare alike either way and are left alone.
    """
    for node in block.nodes:
        for left, right in _pairs(node):
            message = _mismatch(left, right, node, block) or _mismatch(right, left, node, block)
            if message:
                yield warn("text_number_compare", node, block, message)
                break


def _pairs(node: exp.Expr) -> Iterator[tuple[exp.Expr, exp.Expr]]:
    if isinstance(node, COMPARISONS) and isinstance(node, exp.Binary):
        yield node.left, node.right
    elif isinstance(node, exp.Between):
        yield node.this, node.args["low"]
        yield node.this, node.args["high"]
    elif isinstance(node, exp.In):
        yield from ((node.this, value) for value in node.expressions)


def _mismatch(left: exp.Expr, right: exp.Expr, node: exp.Expr, block: Block) -> Text | None:
    """`left` is what the database holds, `right` what it is compared with."""
    if block.is_text(left) or isinstance(left, exp.Literal | exp.Query):
        return None
    kind = type_of(left, block)
    if kind is ColumnType.TEXT and _is_number(right):
        return None if _compares_alike(left, right, node, block) else _MIXED
    if kind is ColumnType.TEXT and isinstance(left, exp.Column) and isinstance(right, exp.Column):
        return _MIXED if is_numeric(type_of(right, block)) and not _is_declared(left, right, block) else None
    if kind in (ColumnType.DATE, ColumnType.DATETIME) and _is_number(right) and isinstance(left, exp.Column):
        return _DATE_AS_NUMBER
    is_flag = kind is ColumnType.BOOLEAN and block.dialect in ("sqlite", "mysql")
    if (is_numeric(kind) or is_flag) and block.is_text(right) and isinstance(left, exp.Column | exp.AggFunc):
        return None if _NUMBER.match(right.name) else _NOT_A_NUMBER
    return None


def _is_number(node: exp.Expr) -> bool:
    inner = node.this if isinstance(node, exp.Neg) else node
    return isinstance(inner, exp.Literal) and not inner.is_string


def _compares_alike(left: exp.Expr, right: exp.Expr, node: exp.Expr, block: Block) -> bool:
    """Values whose text has one spelling and one length, on a column, which lends its type to the number."""
    if not isinstance(left, exp.Column):
        return block.dialect == "mysql"
    if not isinstance(right, exp.Literal) or not right.is_int:
        return False
    if right.this in ("0", "1") and isinstance(node, exp.EQ | exp.NEQ | exp.In):
        return block.dialect != "mysql"
    return 1000 <= int(right.this) <= 2999 and re.search("year|年", left.name.casefold()) is not None


def _is_declared(left: exp.Column, right: exp.Column, block: Block) -> bool:
    """A declared foreign key says that the two are meant to be compared."""
    ends = [block.find(side) for side in (left, right)]
    for one, other in (ends, ends[::-1]):
        if one is None or other is None or one.source.table is None or other.source.table is None:
            continue
        target = other.source.table.full_name.casefold()
        for key in one.source.table.foreign_keys:
            pairs = [
                (name.casefold(), end.casefold()) for name, end in zip(key.columns, key.target_columns, strict=False)
            ]
            if key.target.casefold() == target and (one.name, other.name) in pairs:
                return True
    return False

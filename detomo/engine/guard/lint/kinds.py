"""What an expression yields: its type, and whether it may be NULL. Unknown whenever there is doubt."""

from sqlglot import exp

from detomo.engine.guard.lint.blocks import Block, Found, Output
from detomo.engine.types import ColumnType

_MAX_DEPTH = 40  # recursive CTEs refer to themselves

_TEXT_FUNCTIONS = (
    exp.TimeToStr, exp.DPipe, exp.Concat, exp.ConcatWs, exp.Upper, exp.Lower, exp.Substring, exp.Trim, exp.Replace,
    exp.Left, exp.Right, exp.GroupConcat,
)  # fmt: skip
_COUNTING_FUNCTIONS = (exp.Count, exp.Length, exp.IntDiv, exp.RowNumber, exp.Rank, exp.DenseRank, exp.DateDiff)
_DATE_PARTS = (exp.Year, exp.Month, exp.Day, exp.Quarter, exp.Week)
_SAME_AS_ARGUMENT = (exp.Paren, exp.Neg, exp.Min, exp.Max, exp.Abs, exp.Window, exp.Distinct, exp.Filter, exp.Alias)
_CHOICES = (exp.Coalesce, exp.Greatest, exp.Least, exp.Nullif)
_NUMERIC = (ColumnType.INTEGER, ColumnType.DECIMAL, ColumnType.REAL)
_CAST_TYPES = (
    (exp.DataType.INTEGER_TYPES, ColumnType.INTEGER),
    (exp.DataType.FLOAT_TYPES, ColumnType.REAL),
    (exp.DataType.NUMERIC_TYPES, ColumnType.DECIMAL),
    (exp.DataType.TEXT_TYPES, ColumnType.TEXT),
    ({exp.DType.DATE}, ColumnType.DATE),
    (exp.DataType.TEMPORAL_TYPES, ColumnType.DATETIME),
)


def is_numeric(kind: ColumnType) -> bool:
    return kind in _NUMERIC


def type_of(node: exp.Expr | None, block: Block, depth: int = 0) -> ColumnType:
    """The type of an expression as the dialect computes it."""
    if node is None or depth > _MAX_DEPTH:
        return ColumnType.UNKNOWN
    if isinstance(node, exp.Column):
        return _column_type(node, block, depth)
    if isinstance(node, exp.Literal):
        return _literal_type(node)
    if isinstance(node, exp.Cast):
        return _cast_type(node)
    if isinstance(node, exp.Query):
        return _scalar_query_type(node, block, depth)
    return _function_type(node, block, depth + 1)


def _literal_type(node: exp.Literal) -> ColumnType:
    if node.is_string:
        return ColumnType.TEXT
    return ColumnType.INTEGER if node.is_int else ColumnType.DECIMAL


def _cast_type(node: exp.Cast) -> ColumnType:
    for types, kind in _CAST_TYPES:
        if node.to.this in types:
            return kind
    return ColumnType.UNKNOWN


def _column_type(node: exp.Column, block: Block, depth: int) -> ColumnType:
    found = block.find(node)
    if found is None:
        return ColumnType.TEXT if block.is_text(node) else ColumnType.UNKNOWN
    return _found_type(found, depth)


def _found_type(found: Found, depth: int) -> ColumnType:
    column = found.source.column(found.name)
    if column:
        return column.type
    output = found.source.outputs.get(found.name)
    return _output_type(output, depth + 1) if output else ColumnType.UNKNOWN


def _output_type(output: Output, depth: int) -> ColumnType:
    if output.source is None:
        return type_of(output.expression, output.block, depth)
    if depth > _MAX_DEPTH:
        return ColumnType.UNKNOWN
    return _found_type(Found(output.block, output.source, output.name), depth)


def _scalar_query_type(node: exp.Query, block: Block, depth: int) -> ColumnType:
    inner = block.nested(node)
    outputs = inner.outputs if inner else []
    return _output_type(outputs[0][1], depth + 1) if len(outputs) == 1 else ColumnType.UNKNOWN


def _function_type(node: exp.Expr, block: Block, depth: int) -> ColumnType:
    if isinstance(node, _SAME_AS_ARGUMENT):
        inner = node.expressions[0] if isinstance(node, exp.Distinct) and node.expressions else node.this
        return type_of(inner, block, depth)
    if isinstance(node, exp.Sum):
        return _sum_type(node, block, depth)
    if isinstance(node, exp.Add | exp.Sub | exp.Mul | exp.Mod | exp.Div):
        return _arithmetic_type(node, block, depth)
    if isinstance(node, (exp.Case, exp.If, *_CHOICES)):
        return _common_type([type_of(choice, block, depth) for choice in choices_of(node)])
    if isinstance(node, exp.Predicate | exp.Connector):
        return ColumnType.INTEGER if block.dialect in ("sqlite", "mysql") else ColumnType.BOOLEAN
    if isinstance(node, _TEXT_FUNCTIONS):
        return ColumnType.TEXT
    if isinstance(node, _COUNTING_FUNCTIONS + _DATE_PARTS):
        return ColumnType.INTEGER
    return ColumnType.REAL if isinstance(node, exp.Avg) else ColumnType.UNKNOWN


def choices_of(node: exp.Expr) -> list[exp.Expr]:
    """The values that CASE, IF, COALESCE and their kin may yield, without the conditions."""
    if isinstance(node, exp.Case):
        found = [branch.args.get("true") for branch in node.args["ifs"]] + [node.args.get("default")]
    elif isinstance(node, exp.If):
        found = [node.args.get("true"), node.args.get("false")]
    elif isinstance(node, exp.Nullif):
        found = [node.this]
    else:
        found = [node.this, *node.expressions]
    return [value for value in found if value is not None and not isinstance(value, exp.Null)]


def _common_type(kinds: list[ColumnType]) -> ColumnType:
    distinct = set(kinds)
    if len(distinct) == 1:
        return kinds[0]
    if distinct and distinct <= set(_NUMERIC):
        return ColumnType.DECIMAL
    return ColumnType.UNKNOWN


def _sum_type(node: exp.Sum, block: Block, depth: int) -> ColumnType:
    """PostgreSQL's sum(bigint) is numeric (https://www.postgresql.org/docs/current/functions-aggregate.html)."""
    kind = type_of(node.this, block, depth)
    if kind is ColumnType.INTEGER and block.dialect == "postgres" and _holds_bigint(node, block):
        return ColumnType.DECIMAL
    return kind


def _holds_bigint(node: exp.Expr, block: Block) -> bool:
    """COUNT yields bigint too."""
    for column in node.find_all(exp.Column, exp.Count):
        found = block.find(column)
        declared = found.source.column(found.name) if found else None
        if declared is None or declared.declared.casefold() in ("bigint", "int8", "bigserial"):
            return True
    return False


def _arithmetic_type(node: exp.Binary, block: Block, depth: int) -> ColumnType:
    kinds = {type_of(node.left, block, depth), type_of(node.right, block, depth)}
    if not kinds <= set(_NUMERIC):
        return ColumnType.UNKNOWN
    if kinds == {ColumnType.INTEGER}:
        truncates = block.dialect in ("sqlite", "postgres")
        return ColumnType.DECIMAL if isinstance(node, exp.Div) and not truncates else ColumnType.INTEGER
    return ColumnType.REAL if ColumnType.REAL in kinds else ColumnType.DECIMAL

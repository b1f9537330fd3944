"""Comparisons between values of different kinds, and ones that are always or never true."""

import re
from collections.abc import Iterator

from sqlglot import exp

from detomo.engine.guard.lint.blocks import Block
from detomo.engine.guard.lint.conditions import conjuncts, disjuncts
from detomo.engine.guard.lint.kinds import is_numeric, type_of
from detomo.engine.guard.lint.report import warn
from detomo.engine.types import ColumnType, LintWarning, Text

_COMPARISONS = (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE)
_NUMBER = re.compile(r"\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$")
_PATTERN = re.compile(r"%.*[^\W\d]|[^\d].*[^\W\d].*%$")  # '%love%' or 'A%', but not the amount '50%'

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
_SAME = Text(
    en="{part} compares a column with itself, so it selects nothing in particular. Check which table each side means.",
    ja="{part} は列をそれ自身と比べており、条件になっていません。左右がどの表の列かを確かめてください。",
)
_REVERSED = Text(
    en="{part} is true for no row: the first bound is greater than the second. Swap the two bounds.",
    ja="{part} を満たす行はありません。最初の値が二番目より大きいためです。二つの値を入れ替えてください。",
)
_CONTRADICTION = Text(
    en="{part} asks one column for two different values in the same row, so nothing matches. "
    "Use OR or IN, or look for two rows.",
    ja="{part} は同じ行の一つの列に二つの異なる値を求めているため、何も一致しません。"
    "OR や IN を使うか、二つの行を探す形にしてください。",
)
_WILDCARD = Text(
    en="{part} looks for the % sign itself, because = knows no placeholders. Use LIKE.",
    ja="= では % がそのままの文字として扱われるため、{part} は % を含む値だけを探します。LIKE を使ってください。",
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
    if isinstance(node, _COMPARISONS) and isinstance(node, exp.Binary):
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


def self_comparison(block: Block) -> Iterator[LintWarning]:
    """A column compared with itself: a join or filter that lost its other side."""
    for node in block.nodes:
        if isinstance(node, _COMPARISONS) and isinstance(node, exp.Binary):
            left, right = block.find(node.left), block.find(node.right)
            if left and right and left.block is right.block and left.ref == right.ref:
                yield warn("self_comparison", node, block, _SAME)


def reversed_between(block: Block) -> Iterator[LintWarning]:
    """BETWEEN with its bounds the wrong way round (SQL:2016 part 2, 8.3: BETWEEN is asymmetric)."""
    for node in block.nodes:
        if isinstance(node, exp.Between) and not node.args.get("symmetric"):
            low, high = _value(node.args["low"]), _value(node.args["high"])
            if type(low) is type(high) and low is not None and low > high:  # type: ignore[operator]
                yield warn("reversed_between", node, block, _REVERSED)


def _value(node: exp.Expr) -> float | str | None:
    if isinstance(node, exp.Neg) and isinstance(node.this, exp.Literal) and not node.this.is_string:
        return -float(node.this.this)
    if isinstance(node, exp.Cast):
        return _value(node.this)
    if not isinstance(node, exp.Literal):
        return None
    return str(node.this) if node.is_string else float(node.this)


def contradiction(block: Block) -> Iterator[LintWarning]:
    """`x = 'a' AND x = 'b'`: "and" in the question is "or" in SQL."""
    for key in ("where", "having"):
        clause = block.query.args.get(key)
        if clause is None:
            continue
        for branch in disjuncts(clause.this):
            yield from _contradiction(branch, block)


def _contradiction(branch: exp.Expr, block: Block) -> Iterator[LintWarning]:
    seen: dict[object, exp.Expr] = {}
    for part in conjuncts(branch):
        if isinstance(part, exp.EQ) and isinstance(part.left, exp.Column) and _is_value(part.right, block):
            ref = block.own(part.left)
            value = part.right.name
            if ref and ref in seen and seen[ref].name.casefold() != value.casefold():
                yield warn("contradiction", part, block, _CONTRADICTION)
            elif ref:
                seen[ref] = part.right


def _is_value(node: exp.Expr, block: Block) -> bool:
    return isinstance(node, exp.Literal) or block.is_text(node)


def wildcard_in_equals(block: Block) -> Iterator[LintWarning]:
    """`= '%text%'`: a pattern given to a comparison that takes none."""
    for node in block.nodes:
        if isinstance(node, exp.EQ | exp.NEQ):
            is_column = isinstance(node.left, exp.Column | exp.Lower | exp.Upper)
            if is_column and block.is_text(node.right) and _PATTERN.match(node.right.name):
                yield warn("wildcard_in_equals", node, block, _WILDCARD)

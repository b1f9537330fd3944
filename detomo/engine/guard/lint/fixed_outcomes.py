"""Conditions that come out the same for every row."""

import re
from collections.abc import Iterator

from sqlglot import exp

from detomo.engine.guard.lint.blocks import Block
from detomo.engine.guard.lint.conditions import COMPARISONS, conjuncts, disjuncts
from detomo.engine.guard.lint.report import warn
from detomo.engine.types import LintWarning, Text

_PATTERN = re.compile(r"%.*[^\W\d]|[^\d].*[^\W\d].*%$")  # '%love%' or 'A%', but not the amount '50%'

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


def self_comparison(block: Block) -> Iterator[LintWarning]:
    """A column compared with itself: a join or filter that lost its other side."""
    for node in block.nodes:
        if isinstance(node, COMPARISONS) and isinstance(node, exp.Binary):
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

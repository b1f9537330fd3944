"""AND, OR and operators that bind differently from how they read."""

from collections.abc import Iterator

from sqlglot import exp

from detomo.engine.guard.lint.blocks import Block, Ref
from detomo.engine.guard.lint.conditions import conjuncts, disjuncts
from detomo.engine.guard.lint.kinds import type_of
from detomo.engine.guard.lint.report import warn
from detomo.engine.types import ColumnType, LintWarning, Text

_UNGROUPED = Text(
    en="In {part}, AND binds before OR, so the last condition holds for one of the alternatives only. "
    "Put parentheses around the alternatives.",
    ja="{part} では AND が OR より先に結び付くため、条件が選択肢の片方にしかかかりません。"
    "選択肢の全体を括弧で囲んでください。",
)
_BARE_VALUE = Text(
    en="In {part}, the value after OR is not compared with anything. Repeat the column, or use IN (…).",
    ja="{part} では、OR の後の値が何とも比べられていません。列名を繰り返すか、IN (…) を使ってください。",
)
_PIPES = Text(
    en="In this database {part} means OR, not joining text, and gives 0 or 1. Use CONCAT(…).",
    ja="このデータベースでは || は文字列の連結ではなく OR の意味になり、{part} の結果は 0 か 1 です。"
    "CONCAT(…) を使ってください。",
)


def or_without_parentheses(block: Block) -> Iterator[LintWarning]:
    """`x = 1 OR x = 2 AND y = 3`: alternatives for one column, of which AND takes only the last."""
    for node in block.nodes:
        if isinstance(node, exp.Or) and not isinstance(node.parent, exp.Or):
            branches = list(disjuncts(node))
            tested = {ref for branch in branches if (ref := _tested(branch, block))}
            if any(_takes_one(branch, tested, block) for branch in branches):
                yield warn("or_without_parentheses", node, block, _UNGROUPED)


def _tested(branch: exp.Expr, block: Block) -> Ref | None:
    return block.own(branch.this) if isinstance(branch, exp.EQ | exp.Like | exp.In) else None


def _takes_one(branch: exp.Expr, tested: set[Ref], block: Block) -> bool:
    """An AND without parentheses that holds one of the alternatives at the side where OR stands."""
    if not isinstance(branch, exp.And):
        return False
    parts = [_tested(part, block) for part in conjuncts(branch)]
    return parts[0] in tested or parts[-1] in tested if any(parts) else False


def or_with_value(block: Block) -> Iterator[LintWarning]:
    """`x = 'a' OR 'b'`; and MySQL's `||`, which is OR there (MySQL manual, "Logical Operators")."""
    for node in block.nodes:
        if not isinstance(node, exp.Or):
            continue
        if block.dialect == "mysql" and _is_expression(node) and _holds_text(node, block):
            if not isinstance(node.parent, exp.Or):
                yield warn("concat_as_or", node, block, _PIPES)
        elif any(_is_bare(side, block) for side in (node.left, node.right)):
            yield warn("or_with_value", node, block, _BARE_VALUE)


def _is_bare(node: exp.Expr, block: Block) -> bool:
    return block.is_text(node) or (isinstance(node, exp.Literal) and node.this not in ("0", "1"))


def _is_expression(node: exp.Expr) -> bool:
    """Not a condition, nor part of one."""
    while isinstance(node.parent, exp.Paren | exp.Or):
        node = node.parent
    return not isinstance(node.parent, exp.Where | exp.Having | exp.Join | exp.And | exp.Not)


def _holds_text(node: exp.Or, block: Block) -> bool:
    return any(type_of(side, block) is ColumnType.TEXT for side in disjuncts(node))

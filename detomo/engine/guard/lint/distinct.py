"""Words that stand where they do nothing."""

from collections.abc import Iterator

from sqlglot import exp

from detomo.engine.guard.lint.blocks import Block, is_aggregate
from detomo.engine.guard.lint.report import warn
from detomo.engine.types import LintWarning, Text

_FUNCTION = Text(
    en="DISTINCT applies to all selected columns together, not only to {part}: rows that differ elsewhere all stay. "
    "Use GROUP BY to get one row for each value.",
    ja="DISTINCT は {part} だけでなく選んだ列全体にかかるため、他の列が違う行はすべて残ります。"
    "値ごとに一行にするには GROUP BY を使ってください。",
)
_IGNORED = Text(
    en="DISTINCT before {part} has no effect, because there is only one row. "
    "To count different values write COUNT(DISTINCT …).",
    ja="結果は一行だけなので、{part} の前の DISTINCT は効きません。"
    "異なる値を数えるには COUNT(DISTINCT …) と書いてください。",
)
_CONSTANT_ORDER = Text(
    en="ORDER BY {part} sorts by a fixed text, so the rows stay unsorted. "
    "Write the column's name without these quotes.",
    ja="ORDER BY {part} は固定の文字列での並べ替えなので、並び順は変わりません。列名をこの引用符なしで書いてください。",
)


def distinct_misuse(block: Block) -> Iterator[LintWarning]:
    """`DISTINCT (a), b` read as a function, and `DISTINCT COUNT(…)` for COUNT(DISTINCT …)."""
    distinct = block.query.args.get("distinct")
    if not isinstance(distinct, exp.Distinct) or distinct.args.get("on") or not block.projections:
        return
    first = block.projections[0].unalias()
    if isinstance(first, exp.Paren) and isinstance(first.this, exp.Column) and len(block.projections) > 1:
        yield warn("distinct_misuse", first, block, _FUNCTION)
    elif not block.query.args.get("group") and all(is_aggregate(node.unalias()) for node in block.projections):
        yield warn("distinct_misuse", first, block, _IGNORED)


def order_by_constant(block: Block) -> Iterator[LintWarning]:
    """ORDER BY or a quoted text where a column's name was meant."""
    order = block.query.args.get("order")
    for term in order.expressions if order else []:
        node = term.this
        if block.is_text(node) and not (isinstance(node, exp.Column) and node.name.casefold() in block.aliases):
            yield warn("order_by_constant", node, block, _CONSTANT_ORDER)

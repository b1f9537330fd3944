"""How a rule speaks: a code, the fragment it is about, and a plain sentence in both languages."""

from sqlglot import exp

from detomo.engine.guard.lint.blocks import Block
from detomo.engine.types import LintWarning, Text

_PART_LENGTH = 120


def warn(code: str, node: exp.Expr, block: Block, message: Text, **values: object) -> LintWarning:
    """Build a warning about `node`; `values` fill the message, beside `{part}`."""
    part = fragment(node, block)
    return LintWarning(code, part, message.within(part=part, **values))


def fragment(node: exp.Expr, block: Block) -> str:
    """SQL text of a node, short enough to show in a sentence."""
    text = node.sql(block.dialect, comments=False)
    return text if len(text) <= _PART_LENGTH else f"{text[: _PART_LENGTH - 1]}…"

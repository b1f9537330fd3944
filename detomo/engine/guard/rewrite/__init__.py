"""Row and column rules: who may see which rows and columns, applied by rewriting the checked syntax tree."""

from detomo.engine.guard.rewrite.rewriter import apply, rewrite
from detomo.engine.guard.rewrite.rules import Action, ColumnRule, RowRule, Rules, fingerprint
from detomo.engine.guard.rewrite.sight import Sight, visible
from detomo.engine.guard.rewrite.validate import validate

__all__ = [
    "Action",
    "ColumnRule",
    "RowRule",
    "Rules",
    "Sight",
    "apply",
    "fingerprint",
    "rewrite",
    "validate",
    "visible",
]

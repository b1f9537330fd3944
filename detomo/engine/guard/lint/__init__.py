"""Finds statements that run and may answer something else than was asked."""

from sqlglot import exp
from sqlglot.errors import OptimizeError

from detomo.engine.catalog.model import Catalog
from detomo.engine.guard.lint.blocks import blocks_of
from detomo.engine.guard.lint.registry import RULES
from detomo.engine.types import LintWarning

__all__ = ["lint"]


def lint(tree: exp.Expr, catalog: Catalog) -> tuple[LintWarning, ...]:
    """Warn about what may be wrong in a parsed statement; outermost query first, each finding once.

    The tree is only read. A statement whose names cannot be resolved yields no warnings: binding reports those.
    """
    query = tree if isinstance(tree, exp.Query) else tree.find(exp.Query)
    if query is None:
        return ()
    try:
        blocks = blocks_of(query, catalog)
    except OptimizeError:
        return ()
    found = {(w.code, w.part): w for block in reversed(blocks) for rule in RULES for w in rule(block)}
    return tuple(found.values())

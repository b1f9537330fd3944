"""Constructs of another SQL dialect: found, and said in the dialect of the connection.

Two steps: `lift` turns a call by its foreign name into the tree node that means it, which sqlglot generates for most
dialects; `lower` rewrites the nodes that SQLite has no word for.
"""

from collections.abc import Iterator

from sqlglot import exp

from detomo.engine.guard.foreign.lift import lift
from detomo.engine.guard.foreign.lower import UNSUPPORTED, lower
from detomo.engine.types import Dialect

__all__ = ["foreign_calls", "translate"]


def foreign_calls(tree: exp.Expression, dialect: Dialect) -> Iterator[exp.Expr]:
    """Every node, outermost first, that the dialect does not have or reads otherwise than it was meant."""
    for node in tree.walk():
        if isinstance(node, UNSUPPORTED.get(dialect, ())) or translate(node, dialect) is not None:
            yield node


def translate(node: exp.Expr, dialect: Dialect) -> exp.Expr | None:
    """What to say instead of `node`; None when it may stay, or when this dialect has no way to say it."""
    lifted = lift(node, dialect)
    if lifted is None:
        return lower(node, dialect)
    return lower(lifted, dialect) or lifted

"""Constructs of another SQL dialect: found, and said in the dialect of the connection.

`lift` turns a call by its foreign name into the tree node that means it, which sqlglot generates for most dialects;
`lower` rewrites the nodes that SQLite has no word for; a synonym is written under the name that the dialect has.
"""

from collections.abc import Iterator

from sqlglot import exp
from sqlglot.errors import ErrorLevel, SqlglotError

from detomo.engine.dialects import facts
from detomo.engine.guard.foreign.lift import lift
from detomo.engine.guard.foreign.lower import UNSUPPORTED, lower
from detomo.engine.guard.parse import grammar, written_name
from detomo.engine.types import Dialect

__all__ = ["foreign_calls", "translate"]


def foreign_calls(tree: exp.Expr, dialect: Dialect) -> Iterator[exp.Expr]:
    """Every node, outermost first, that the dialect does not have or reads otherwise than it was meant."""
    for node in tree.walk():
        if _is_unknown(node, dialect) or _restated(node, dialect) is not None:
            yield node


def translate(node: exp.Expr, dialect: Dialect) -> exp.Expr | None:
    """What to say instead of `node`; None when it may stay, or when this dialect has no way to say it."""
    restated = _restated(node, dialect)
    if restated is not None:
        return restated
    return _under_own_name(node, dialect) if _is_unknown(node, dialect) else None


def _restated(node: exp.Expr, dialect: Dialect) -> exp.Expr | None:
    lifted = lift(node, dialect)
    if lifted is None:
        return lower(node, dialect)
    return lower(lifted, dialect) or lifted


def _is_unknown(node: exp.Expr, dialect: Dialect) -> bool:
    if isinstance(node, UNSUPPORTED.get(dialect, ())):
        return True
    name = written_name(node).lower() if isinstance(node, exp.Func) else ""
    return bool(name) and name not in facts(dialect).allowed_functions


def _under_own_name(node: exp.Expr, dialect: Dialect) -> exp.Expr | None:
    """NVL as COALESCE, LEN as LENGTH: what sqlglot calls the same function here, if the dialect has that."""
    try:
        text = node.sql(dialect, unsupported_level=ErrorLevel.RAISE)
        again = grammar(dialect).parse(f"SELECT {text}")[0]
    except SqlglotError:
        return None
    found = again.selects[0] if isinstance(again, exp.Select) else None
    return None if found is None or any(_is_unknown(part, dialect) for part in found.walk()) else found

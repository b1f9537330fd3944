"""Finds statements that run and may answer something else than was asked."""

from dataclasses import replace

from sqlglot import exp

from detomo.engine.catalog.model import Catalog
from detomo.engine.guard.lint.registry import RULES
from detomo.engine.guard.lint.statement import Statement
from detomo.engine.guard.scopes import Kind, Resolution, resolve
from detomo.engine.types import LintWarning

__all__ = ["lint"]


def lint(tree: exp.Expr, catalog: Catalog, resolution: Resolution | None = None) -> tuple[LintWarning, ...]:
    """Warn about what may be wrong in a parsed statement; outermost query first, each finding once.

    The tree is only read. Pass its `resolution` where there is one already, to save resolving the names again.
    """
    query = tree if isinstance(tree, exp.Query) else tree.find(exp.Query)
    if query is None:
        return ()
    statement = Statement(_resolved(query, catalog, resolution), catalog)
    found = {(w.code, w.part): w for block in statement.blocks for rule in RULES for w in rule(block)}
    return tuple(found.values())


def _resolved(query: exp.Query, catalog: Catalog, resolution: Resolution | None) -> Resolution:
    """PostgreSQL's names are tried again without case: a lint may guess where the guard must not."""
    resolution = resolution or resolve(query, catalog)
    unknown = any(source.kind is Kind.UNKNOWN for source in resolution.table_references())
    return (
        resolve(query, replace(catalog, dialect="duckdb")) if unknown and catalog.dialect == "postgres" else resolution
    )

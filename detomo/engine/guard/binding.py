"""What a column reference means, found from the innermost scope outwards."""

from dataclasses import dataclass
from enum import StrEnum

from sqlglot import exp

from detomo.engine.guard.sources import Scope, Source


class BindingKind(StrEnum):
    COLUMN = "column"  # of `source`
    ALIAS = "alias"  # of an output expression
    ROW = "row"  # the whole row of `source`, named by its alias
    AMBIGUOUS = "ambiguous"
    POSSIBLE = "possible"  # a source whose columns are not known may have it
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Binding:
    """`outer` is how many scopes out the source was found: more than 0 is a correlated reference."""

    kind: BindingKind
    source: Source | None = None
    outer: int = 0


def bind(column: exp.Column, innermost: Scope | None) -> Binding:
    """Say what the column means when it stands in the given scope."""
    scope, outer, possible = innermost, 0, False
    while scope is not None:
        owners = scope.owners(column)
        if owners:
            merged = len(owners) == 1 or _merged(owners, column)
            return Binding(BindingKind.COLUMN if merged else BindingKind.AMBIGUOUS, owners[0], outer)
        if outer == 0 and _is_output_alias(scope, column):
            return Binding(BindingKind.ALIAS)
        row = scope.source(column.this) if not column.args.get("table") else None
        if row is not None and not column.is_star:
            return Binding(BindingKind.ROW, row, outer)
        possible = possible or _possibly_in(scope, column)
        scope, outer = scope.parent, outer + 1
    return Binding(BindingKind.POSSIBLE if possible else BindingKind.UNKNOWN)


def _merged(owners: list[Source], column: exp.Column) -> bool:
    """Whether USING or NATURAL made one column of several."""
    wanted = column.name.casefold()
    return all(
        s.join is not None and (s.join.method == "NATURAL" or wanted in (u.casefold() for u in s.join_using))
        for s in owners[1:]
    )


def _is_output_alias(scope: Scope, column: exp.Column) -> bool:
    """Whether the name may mean an output of the same query, as in ORDER BY (in DuckDB also in later outputs)."""
    if column.args.get("table") is not None:
        return False
    wanted = column.name.casefold()
    if not isinstance(scope.node, exp.Select):
        return wanted in (name.casefold() for name in scope.columns)
    output = _output_of(column, scope.node)
    if output is not None and scope.dialect != "duckdb":
        return False
    aliases = (o for o in scope.node.expressions if isinstance(o, exp.Alias) and o is not output)
    return any(alias.alias.casefold() == wanted for alias in aliases)


def _output_of(column: exp.Column, select: exp.Select) -> exp.Expr | None:
    """The output expression of the SELECT that the column is part of."""
    node: exp.Expr = column
    while node.parent is not None and node.parent is not select:
        node = node.parent
    return node if node.parent is select and node.arg_key == "expressions" else None


def _possibly_in(scope: Scope, column: exp.Column) -> bool:
    qualifier = column.args.get("table")
    if qualifier is None:
        return scope.is_open()
    named = scope.source(qualifier)
    return scope.pivoted or (named is not None and named.open)

"""What a statement over ruled tables may not do. Everything here refuses; nothing changes the tree."""

from collections.abc import Iterable

from rapidfuzz import process
from sqlglot import exp

from detomo.engine.errors import Refused
from detomo.engine.guard.messages import nearest_hint, refusal
from detomo.engine.guard.parse import grammar, render
from detomo.engine.guard.rewrite import messages
from detomo.engine.guard.rewrite.sight import Sight
from detomo.engine.guard.scopes import BindingKind, Resolution, Scope, Source
from detomo.engine.types import Dialect

_SYSTEM_COLUMNS = {
    "sqlite": frozenset({"rowid", "_rowid_", "oid"}),
    "duckdb": frozenset({"rowid", "filename", "file_row_number", "file_index"}),
    "postgres": frozenset({"ctid", "oid", "tableoid", "xmin", "xmax", "cmin", "cmax"}),
    "mysql": frozenset({"_rowid", "row_start", "row_end"}),
}
_PLACES = (exp.From, exp.Join, exp.Subquery, exp.Paren, exp.Table)
_UNDERSTOOD = frozenset({"this", "db", "catalog", "alias", "joins"})


def check_shape(tree: exp.Expr, ruled: Iterable[Source]) -> None:
    """Every ruled table stands where a derived table can take its place, in a plain query."""
    for source in ruled:
        node = source.node
        extras = {name for name, value in node.args.items() if value} - _UNDERSTOOD
        if extras or not isinstance(tree, exp.Query) or not isinstance(node.parent, _PLACES):
            raise unsupported(node)


def check_columns(tree: exp.Expr, resolution: Resolution, sight: Sight) -> None:
    """No system column of a ruled table, and no column that does not exist for the viewer.

    A hidden column and one that never existed are told apart by nothing in the refusal.
    """
    for node in tree.find_all(exp.Column):
        if node.name.casefold() in _SYSTEM_COLUMNS[sight.catalog.dialect]:
            _check_system_column(node, resolution, sight)
        elif sight.hides and _is_unknown(node, resolution):
            raise column_not_found(node, resolution, sight.catalog.dialect)


def column_not_found(node: exp.Column, resolution: Resolution, dialect: Dialect) -> Refused:
    seen = {name for source in resolution.sources() for name in source.columns if name}
    nearest = [name for name, *_ in process.extract(node.name, sorted(seen), limit=3, score_cutoff=60)]
    return refusal("column_not_found", render(node, grammar(dialect)), nearest_hint(nearest) if nearest else None)


def unsupported(node: exp.Expr) -> Refused:
    part = node.alias_or_name
    message = messages.REFERENCE_UNSUPPORTED.within(part=part)
    return Refused("rule_not_enforceable", message, hint=messages.ASK_ADMIN, part=part)


def _check_system_column(node: exp.Column, resolution: Resolution, sight: Sight) -> None:
    owner = resolution.bind(node).source
    if owner is not None and node.name.casefold() in (name.casefold() for name in owner.columns):
        return  # a column of that name of the table's own
    if any(_is_ruled(source, sight) for source in _possible_owners(node, resolution)):
        raise Refused("rule_not_enforceable", messages.SYSTEM_COLUMN.within(part=node.name), part=node.name)


def _possible_owners(node: exp.Column, resolution: Resolution) -> list[Source]:
    """The sources that the column may belong to: its qualifier's, or all in reach."""
    sources: list[Source] = []
    scope: Scope | None = resolution.column_scopes.get(id(node))
    while scope is not None:
        named = scope.source(node.args.get("table")) if node.table else None
        if named is not None:
            return [named]
        sources += scope.sources
        scope = scope.parent
    return sources


def _is_ruled(source: Source, sight: Sight) -> bool:
    """Also for derived tables and CTEs: engines differ on whether system columns come through them."""
    return source.table is None or sight.is_ruled(source.table)


def _is_unknown(node: exp.Column, resolution: Resolution) -> bool:
    if node.db or resolution.bind(node).kind is not BindingKind.UNKNOWN:
        return False
    scope = resolution.column_scopes.get(id(node))
    if scope is None or (isinstance(node.this, exp.Star) and scope.source(node.args.get("table"))):
        return False
    if node.table and resolution.root.dialect == "duckdb":  # a field of a column, `place.city`
        return not any(node.table.casefold() in (name.casefold() for name in s.columns) for s in resolution.sources())
    return True

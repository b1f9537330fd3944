"""What a statement over ruled tables may not do. Everything here refuses; nothing changes the tree."""

from collections.abc import Iterable

from rapidfuzz import process
from sqlglot import exp

from detomo.engine.catalog.model import Table
from detomo.engine.errors import Refused
from detomo.engine.guard.rewrite import messages
from detomo.engine.guard.rewrite.references import Reference
from detomo.engine.guard.rewrite.sight import Sight
from detomo.engine.types import Dialect

_SYSTEM_COLUMNS = {
    "sqlite": frozenset({"rowid", "_rowid_", "oid"}),
    "duckdb": frozenset({"rowid", "filename", "file_row_number", "file_index"}),
    "postgres": frozenset({"ctid", "oid", "tableoid", "xmin", "xmax", "cmin", "cmax"}),
    "mysql": frozenset({"_rowid", "row_start", "row_end"}),
}
_PLACES = (exp.From, exp.Join, exp.Subquery, exp.Paren, exp.Table)
_UNDERSTOOD = frozenset({"this", "db", "catalog", "alias", "joins"})


def check_shape(tree: exp.Expr, ruled: Iterable[Reference]) -> None:
    """Every ruled table stands where a derived table can take its place, in a plain query."""
    for reference in ruled:
        node = reference.node
        extras = {name for name, value in node.args.items() if value} - _UNDERSTOOD
        if extras or not isinstance(tree, exp.Query) or not isinstance(node.parent, _PLACES):
            raise unsupported(node)


def check_columns(tree: exp.Expr, found: list[Reference], sight: Sight) -> None:
    """No system column of a ruled table, and no column name that exists nowhere in what the viewer sees.

    A hidden column and one that never existed are told apart by nothing in the refusal.
    """
    tables = [reference.table for reference in found if reference.table is not None]
    seen = {column.name for table in tables for column in sight.columns(table)}
    names = {name.casefold() for name in seen} | _names_given(tree)
    system = _SYSTEM_COLUMNS[sight.catalog.dialect]
    unknown = [node for node in tree.find_all(exp.Column) if _name(node) not in names | {"*"}]
    for node in unknown:
        if _name(node) in system:
            raise Refused("rule_not_enforceable", messages.SYSTEM_COLUMN.within(part=node.name), part=node.name)
    if unknown and any(sight.hidden(table) for table in tables) and not _has_open_sources(tree, found):
        raise column_not_found(unknown[0], seen, sight.catalog.dialect)


def column_not_found(node: exp.Column, seen: Iterable[str], dialect: Dialect) -> Refused:
    part = node.sql(dialect)
    nearest = [name for name, *_ in process.extract(node.name, sorted(seen), limit=3, score_cutoff=60)]
    hint = messages.COLUMN_NEAREST.within(names=", ".join(nearest)) if nearest else None
    return Refused("column_not_found", messages.COLUMN_UNKNOWN.within(part=part), hint=hint, part=part)


def unsupported(node: exp.Expr) -> Refused:
    part = node.alias_or_name
    message = messages.REFERENCE_UNSUPPORTED.within(part=part)
    return Refused("rule_not_enforceable", message, hint=messages.ASK_ADMIN, part=part)


def table_not_allowed(table: Table) -> Refused:
    part = table.full_name
    return Refused("table_not_allowed", messages.TABLE_UNKNOWN.within(part=part), part=part)


def _name(node: exp.Column) -> str:
    return node.name.casefold()


def _names_given(tree: exp.Expr) -> frozenset[str]:
    """Names that the statement itself gives: aliases of outputs, tables and their columns, parameters of lambdas."""
    given = {node.alias for node in tree.find_all(exp.Alias, exp.Aliases)}
    for alias in tree.find_all(exp.TableAlias):
        given |= {alias.name, *(column.name for column in alias.columns)}
    given |= {node.name for node in tree.find_all(exp.Table)}
    given |= {argument.name for node in tree.find_all(exp.Lambda) for argument in node.expressions}
    return frozenset(name.casefold() for name in given)


def _has_open_sources(tree: exp.Expr, found: list[Reference]) -> bool:
    """Whether a source has columns that no catalog tells, or a quoted name may be SQLite's other form of text."""
    functions = any(reference.is_function for reference in found)
    return functions or tree.find(exp.Lateral, exp.Unnest, exp.Pivot, exp.Columns, exp.Values) is not None

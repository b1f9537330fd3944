"""Writes plainly what an engine reads in a way of its own, so that the tree says what will happen."""

from sqlglot import exp

from detomo.engine.guard.names import ascii_lower
from detomo.engine.guard.scopes import BindingKind, Kind, Resolution
from detomo.engine.types import Dialect


def normalise(resolution: Resolution, dialect: Dialect) -> bool:
    """Change the tree in place; say whether names must be resolved again."""
    if dialect == "sqlite":
        return _tables_after_in(resolution.tree) | _strings_in_double_quotes(resolution)
    if dialect == "mysql":
        return _spell_as_in_catalog(resolution)
    return False


def _tables_after_in(tree: exp.Expr) -> bool:
    """SQLite reads `x IN name` as `x IN (SELECT * FROM name)`."""
    changed = False
    for node in list(tree.find_all(exp.In)):
        name = node.args.get("field")
        if isinstance(name, exp.Column) and isinstance(name.this, exp.Identifier):
            table = exp.Table(this=name.this, db=name.args.get("table"), catalog=name.args.get("db"))
            query = exp.Select(expressions=[exp.Star()], from_=exp.From(this=table))
            node.set("field", None)
            node.set("query", exp.Subquery(this=query))
            changed = True
    return changed


def _strings_in_double_quotes(resolution: Resolution) -> bool:
    """SQLite takes a double-quoted name that nothing has for a string."""
    strings = [column for column in resolution.tree.find_all(exp.Column) if _is_string(column, resolution)]
    for column in strings:
        column.replace(exp.Literal.string(column.name))
    return bool(strings)


def _is_string(column: exp.Column, resolution: Resolution) -> bool:
    quoted = column.args.get("table") is None and bool(column.this.args.get("quoted"))
    return quoted and resolution.bind(column).kind is BindingKind.UNKNOWN


def _spell_as_in_catalog(resolution: Resolution) -> bool:
    """MySQL may tell names apart by case alone: write each as the table or CTE that was found is spelt."""
    changed = False
    for source in resolution.table_references():
        spelt = source.table.name if source.table else ""
        if source.kind is Kind.CTE and source.cte is not None:
            spelt = source.cte.alias
        written = source.node.name
        if spelt and written != spelt and ascii_lower(written) == ascii_lower(spelt):
            if source.node.args.get("alias") is None:
                source.node.set("alias", exp.TableAlias(this=source.node.this.copy()))
            source.node.this.set("this", spelt)
            changed = True
    return changed

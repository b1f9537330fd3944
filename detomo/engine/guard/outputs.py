"""Names of a query's output columns, as far as the text tells them."""

from sqlglot import exp

from detomo.engine.guard.sources import Scope
from detomo.engine.types import Dialect


def outputs(node: exp.Expr, scope: Scope) -> tuple[tuple[str, ...], bool]:
    """Output names of a SELECT or VALUES, and whether there may be more."""
    if isinstance(node, exp.Values):
        first = node.expressions[0] if node.expressions else None
        width = len(first.expressions) if isinstance(first, exp.Tuple) else 1
        return _values_names(width, scope.dialect), False
    names: list[str] = []
    more = scope.pivoted or isinstance(node, exp.Pivot)
    for output in node.expressions if isinstance(node, exp.Select) else [exp.Star()]:
        if isinstance(output, exp.Columns):
            more = True
        elif output.is_star:
            starred, starred_open = _star(output, scope)
            names += starred
            more = more or starred_open
        else:
            names.append(output.alias_or_name if isinstance(output, (exp.Alias, exp.Column)) else "")
    return tuple(names), more


def _values_names(width: int, dialect: Dialect) -> tuple[str, ...]:
    if dialect == "duckdb":
        return tuple(f"col{position}" for position in range(width))
    if dialect == "mysql":  # named after the first row's values
        return ("",) * width
    return tuple(f"column{position + 1}" for position in range(width))


def _star(output: exp.Expr, scope: Scope) -> tuple[list[str], bool]:
    """Columns that `*` or `alias.*` stands for; those merged by USING or NATURAL appear once."""
    star = output.this if isinstance(output, exp.Column) else output
    if isinstance(output, exp.Column):
        named = scope.source(output.args.get("table"))
        sources = [named] if named is not None else []
        unknown = named is None
    else:
        sources, unknown = [s for s in scope.sources if s.join_kind not in ("semi", "anti")], False
    dropped = {column.name.casefold() for column in star.args.get("except_") or ()}
    names: list[str] = []
    for source in sources:
        merged = {name.casefold() for name in source.join_using}
        if source.join is not None and source.join.method == "NATURAL":
            merged = {name.casefold() for name in names}
        merged = merged if not isinstance(output, exp.Column) else set()
        names += [name for name in source.columns if name.casefold() not in merged | dropped]
    changed = any(star.args.get(key) for key in ("rename", "ilike"))
    return names, unknown or changed or any(source.open for source in sources)

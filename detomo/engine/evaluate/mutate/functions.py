"""The same statement in the words of another dialect: functions, casts, limits and operators."""

import random
from collections.abc import Callable, Iterator

from sqlglot import exp

from detomo.engine.catalog.model import Catalog

_PARTS = {"%Y": "YEAR", "%m": "MONTH", "%d": "DAY", "%H": "HOUR"}
_PG_FORMATS = {"%Y": "YYYY", "%m": "MM", "%d": "DD", "%Y-%m": "YYYY-MM", "%Y-%m-%d": "YYYY-MM-DD"}


def foreign_function(tree: exp.Expr, catalog: Catalog, rng: random.Random) -> Iterator[str]:
    """Replace one construct by what PostgreSQL, MySQL or SQL Server would say."""
    for node in list(tree.find_all(exp.Expr)):
        for rule in _RULES:
            for text in rule(node):
                yield _with_text(tree, node, text, catalog)
    yield from _other_limits(tree, catalog)


def _with_text(tree: exp.Expr, node: exp.Expr, text: str, catalog: Catalog) -> str:
    """Put raw text where `node` is: the tree could not hold a foreign construct without translating it."""
    marker = exp.to_identifier("foreign_text_here")
    node.replace(marker)
    sql = tree.sql(catalog.dialect).replace("foreign_text_here", text)
    marker.replace(node)
    return sql


def _other_limits(tree: exp.Expr, catalog: Catalog) -> Iterator[str]:
    limit = tree.args.get("limit")
    if not isinstance(tree, exp.Select) or not isinstance(limit, exp.Limit) or tree.args.get("offset"):
        return
    count = limit.expression.sql(catalog.dialect)
    tree.set("limit", None)
    plain = tree.sql(catalog.dialect)
    tree.set("limit", limit)
    yield f"{plain} FETCH FIRST {count} ROWS ONLY"
    if plain.startswith("SELECT ") and not plain.startswith("SELECT DISTINCT"):
        yield f"SELECT TOP {count} {plain.removeprefix('SELECT ')}"


def _sql(node: exp.Expr) -> str:
    return node.sql("sqlite")


def _date_parts(node: exp.Expr) -> Iterator[str]:
    """strftime('%Y', d) and CAST(strftime('%Y', d) AS INTEGER) as other engines write them."""
    inner = node.this if isinstance(node, exp.Cast) else node
    if not isinstance(inner, exp.TimeToStr) or isinstance(node.parent, exp.Cast):
        return
    pattern, moment = inner.args["format"].name, _sql(_unwrapped(inner.this))
    if isinstance(node, exp.Cast) and pattern in _PARTS:
        part = _PARTS[pattern]
        yield from (f"{part}({moment})", f"EXTRACT({part} FROM {moment})", f"DATE_PART('{part.lower()}', {moment})")
    elif isinstance(node, exp.TimeToStr):
        yield f"DATE_FORMAT({moment}, '{pattern}')"
        if pattern in _PG_FORMATS:
            yield f"TO_CHAR({moment}, '{_PG_FORMATS[pattern]}')"


def _unwrapped(node: exp.Expr) -> exp.Expr:
    return node.this if isinstance(node, exp.TsOrDsToTimestamp | exp.Cast) else node


def _concatenation(node: exp.Expr) -> Iterator[str]:
    if isinstance(node, exp.DPipe) and not isinstance(node.parent, exp.DPipe):
        parts = [_sql(part) for part in node.flatten()]
        yield f"CONCAT({', '.join(parts)})"
        yield " + ".join(parts)


def _null_functions(node: exp.Expr) -> Iterator[str]:
    if isinstance(node, exp.Coalesce) and len(node.expressions) == 1:
        arguments = f"{_sql(node.this)}, {_sql(node.expressions[0])}"
        yield from (f"NVL({arguments})", f"ISNULL({arguments})")


def _text_functions(node: exp.Expr) -> Iterator[str]:
    if isinstance(node, exp.Length):
        yield from (f"LEN({_sql(node.this)})", f"CHAR_LENGTH({_sql(node.this)})")
    if isinstance(node, exp.Like) and isinstance(node.expression, exp.Literal):
        yield f"{_sql(node.this)} ILIKE {_sql(node.expression)}"
    if isinstance(node, exp.Substring) and node.args.get("start") == exp.Literal.number(1):
        yield f"LEFT({_sql(node.this)}, {_sql(node.args['length'])})"


def _casts(node: exp.Expr) -> Iterator[str]:
    if isinstance(node, exp.Cast):
        yield f"{_sql(node.this)}::{node.to.sql('sqlite')}"
    if isinstance(node, exp.Avg | exp.Sum):
        yield f"CAST({_sql(node)} AS FLOAT8)::numeric"


def _conditions(node: exp.Expr) -> Iterator[str]:
    if isinstance(node, exp.If) and not isinstance(node.parent, exp.Case):
        parts = (node.this, node.args["true"], node.args["false"])
        yield f"IF({', '.join(part.sql('sqlite') for part in parts)})"


def _moments(node: exp.Expr) -> Iterator[str]:
    if isinstance(node, exp.Date) and node.this == exp.Literal.string("now"):
        yield from ("CURDATE()", "CAST(NOW() AS DATE)", "CAST(GETDATE() AS DATE)")


_RULES: tuple[Callable[[exp.Expr], Iterator[str]], ...] = (
    _date_parts,
    _concatenation,
    _null_functions,
    _text_functions,
    _casts,
    _conditions,
    _moments,
)

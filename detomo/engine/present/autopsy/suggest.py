"""What the data holds where a condition asked for something else."""

import re
from collections.abc import Iterator
from typing import Any

from sqlglot import exp

from detomo.engine.guard.likeness import nearest_values
from detomo.engine.present.autopsy.model import Suggestion
from detomo.engine.present.autopsy.probe import Prober
from detomo.engine.present.autopsy.suspects import Place, Suspect, conditions, links_tables, without
from detomo.engine.types import Dialect

_MOST_VALUES = 2_000
_MOST_SUGGESTIONS = 3
_FEW = 5
_RANGED = (exp.EQ, exp.GT, exp.GTE, exp.LT, exp.LTE)
_NUMBER_OR_DATE = re.compile(r"[+-]?\d+(\.\d+)?|\d{4}-\d{1,2}(-\d{1,2}([ T].*)?)?")


def suggestions(rest: exp.Select, suspect: Suspect, prober: Prober, dialect: Dialect) -> tuple[Suggestion, ...]:
    """For each value that the suspect compares with: the nearest values that exist, or the range.

    `rest` is the query without the suspect: its rows are those that the condition would choose from.
    """
    found: list[Suggestion] = []
    for compared, value, ranged in list(_comparisons(suspect.node))[:_MOST_SUGGESTIONS]:
        expression = _behind_alias(compared, rest)
        low, high = _range(rest, suspect, expression, prober) if ranged else (None, None)
        nearest = () if ranged or suspect.place is Place.HAVING else _nearest(rest, expression, value, prober)
        if nearest or low is not None:
            found.append(Suggestion(compared.sql(dialect), value, nearest, low, high))
    return tuple(found)


def _behind_alias(node: exp.Expr, select: exp.Select) -> exp.Expr:
    """What an output's name stands for, as the probe selects something else."""
    named = {output.alias.casefold(): output.this for output in select.selects if isinstance(output, exp.Alias)}
    bare = isinstance(node, exp.Column) and not node.table
    return named.get(node.name.casefold(), node) if bare else node


def _comparisons(node: exp.Expr) -> Iterator[tuple[exp.Expr, str, bool]]:
    """(expression, value asked, whether a range says more than near values) for each comparison with a literal."""
    if isinstance(node, exp.Paren):
        yield from _comparisons(node.this)
    elif isinstance(node, exp.Or | exp.And):
        yield from _comparisons(node.this)
        yield from _comparisons(node.expression)
    elif isinstance(node, exp.In) and not node.args.get("query"):
        yield from ((node.this, value, _is_ranged(value)) for item in node.expressions if (value := _value(item)))
    elif isinstance(node, exp.Between):
        yield node.this, f"{_value(node.args['low'])} – {_value(node.args['high'])}", True
    elif isinstance(node, exp.Like | exp.ILike):
        yield node.this, (_value(node.expression) or "").strip("%").replace("%", " "), False
    elif isinstance(node, _RANGED):
        yield from _comparison(node)


def _comparison(node: exp.Expr) -> Iterator[tuple[exp.Expr, str, bool]]:
    for expression, literal in ((node.this, node.expression), (node.expression, node.this)):
        value = _value(literal)
        if value is not None and _value(expression) is None and expression.find(exp.Column, exp.AggFunc):
            yield expression, value, _is_ranged(value) or not isinstance(node, exp.EQ)


def _value(node: exp.Expr) -> str | None:
    """The text of a constant: a literal, a negative number, or a literal made a date."""
    if isinstance(node, exp.Literal):
        return str(node.name)
    if isinstance(node, exp.Neg) and isinstance(node.this, exp.Literal):
        return f"-{node.this.name}"
    if isinstance(node, exp.Cast | exp.Date | exp.Lower | exp.Upper | exp.Paren):
        return _value(node.this) if isinstance(node.this, exp.Expr) else None
    return None


def _is_ranged(value: str) -> bool:
    return _NUMBER_OR_DATE.fullmatch(value.strip()) is not None


def _range(rest: exp.Select, suspect: Suspect, expression: exp.Expr, prober: Prober) -> tuple[Any, Any]:
    """The least and the greatest value of an expression over the rows that the other conditions leave."""
    inner = _projected(rest, exp.alias_(expression.copy(), "value"), grouped=suspect.place is Place.HAVING)
    value = exp.column("value")
    query = exp.select(exp.Min(this=value), exp.Max(this=value.copy())).from_(inner.subquery("found"))
    rows = prober.rows(query)
    return (rows[0][0], rows[0][1]) if rows else (None, None)


def _nearest(rest: exp.Select, expression: exp.Expr, value: str, prober: Prober) -> tuple[str, ...]:
    """Near values among the rows that are left, all of them where they are few, or near ones among all rows."""
    left = _distinct(rest, expression, prober)
    near = nearest_values(value, left)
    if near or 0 < len(left) <= _FEW:
        return tuple(near or left)
    everywhere = without(rest, [one for one in conditions(rest) if not links_tables(one.node)])
    found = [] if everywhere == rest else nearest_values(value, _distinct(everywhere, expression, prober))
    return tuple(other for other in found if other != value)


def _distinct(query: exp.Select, expression: exp.Expr, prober: Prober) -> list[str]:
    rows = prober.rows(_projected(query, expression.copy(), grouped=False).distinct().limit(_MOST_VALUES))
    return sorted(str(row[0]) for row in rows or () if row[0] is not None)


def _projected(rest: exp.Select, output: exp.Expr, grouped: bool) -> exp.Select:
    copy = rest.copy()
    for key in ("order", "limit", "offset", "distinct", *(() if grouped else ("group", "having"))):
        copy.set(key, None)
    copy.set("expressions", [output])
    return copy

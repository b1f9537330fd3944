"""What is asked of the groups together: their share of the whole, the running total, the value before."""

from collections.abc import Callable
from dataclasses import replace

from detomo.engine.propose.grammar.form import (
    Aggregate,
    Arithmetic,
    Expression,
    Previous,
    Query,
    Ratio,
    Rows,
    RunningTotal,
    Share,
)
from detomo.engine.propose.grammar.form_walk import aggregates, is_aggregated
from detomo.engine.propose.grammar.phrases import Request
from detomo.engine.propose.grammar.resolve.attributes import Unresolved


def with_series(query: Query, request: Request) -> Query:
    """The query with the shares, running totals or previous values that the request asks for, if it has groups to
    take them over; a share without groups is that of the rows for which the conditions hold."""
    if request.share:
        return _share(query)
    if not query.group or isinstance(query.group[0], Rows):
        return query
    if len(query.group) > 1:
        raise Unresolved  # a series for each group would need its own beginnings
    along = query.group[0]
    if request.running:
        return _measured(query, lambda of: (RunningTotal(of, along),))
    if request.previous:
        return _measured(query, lambda of: (of, _compared(of, Previous(of, along), request.previous)))
    return query


def _compared(of: Expression, before: Previous, how: str) -> Expression:
    if how == "value":
        return before
    change = Arithmetic("-", of, before)
    return change if how == "change" else Ratio(change, before)


def _share(query: Query) -> Query:
    if query.group:
        return _measured(query, lambda of: (Share(of),))
    if query.where is None or len(query.select) != 1:
        return query
    asked = query.select[0]
    is_sum = isinstance(asked, Aggregate) and asked.function == "sum"
    whole = asked if isinstance(asked, Aggregate) and is_sum else Aggregate("count", Rows(query.subject))
    part = replace(whole, where=query.where)
    return replace(query, select=(Ratio(part, whole),), where=None, distinct=False)


def _measured(query: Query, make: Callable[[Expression], tuple[Expression, ...]]) -> Query:
    """Each aggregate as what `make` makes of it. Raises `Unresolved` of the first or last of a set: they add to
    nothing."""
    if any(one.function in {"min", "max"} for item in query.select for one in aggregates(item)):
        raise Unresolved
    select = [one for item in query.select for one in (make(item) if is_aggregated(item) else (item,))]
    return replace(query, select=tuple(select))

"""A query under construction."""

from dataclasses import dataclass, field, replace

from detomo.engine.propose.grammar.form import (
    And,
    Condition,
    Expression,
    Order,
    Query,
    Rows,
)


@dataclass(slots=True)
class Draft:
    """A query under construction."""

    subject: str
    select: list[Expression] = field(default_factory=list)
    where: list[Condition] = field(default_factory=list)
    group: list[Expression | Rows] = field(default_factory=list)
    order: list[Order] = field(default_factory=list)
    limit: int | None = None
    distinct: bool = False
    having: list[Condition] = field(default_factory=list)


def finished(draft: Draft) -> Query:
    select = tuple(dict.fromkeys(draft.select))
    where = None
    if draft.where:
        where = draft.where[0] if len(draft.where) == 1 else And(tuple(draft.where))
    having = None
    if draft.having:
        having = draft.having[0] if len(draft.having) == 1 else And(tuple(draft.having))
    query = Query(
        draft.subject, select, where, tuple(draft.group), having, tuple(draft.order), draft.limit, False, draft.distinct
    )
    return replace(query, distinct=query.distinct and not query.group)

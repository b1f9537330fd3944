"""A query under construction."""

from dataclasses import dataclass, field

from detomo.engine.propose.grammar.form import (
    Condition,
    Expression,
    Order,
    Query,
    Rows,
)
from detomo.engine.propose.grammar.resolve.attributes import all_of


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
    return Query(
        draft.subject,
        tuple(dict.fromkeys(draft.select)),
        where=_all_of(draft.where),
        group=tuple(draft.group),
        having=_all_of(draft.having),
        order=tuple(draft.order),
        limit=draft.limit,
        distinct=draft.distinct and not draft.group,
    )


def _all_of(conditions: list[Condition]) -> Condition | None:
    return all_of(conditions) if conditions else None

"""The conditions of a SELECT, and the SELECT without some of them."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum

from sqlglot import exp


class Place(StrEnum):
    WHERE = "where"
    ON = "on"
    HAVING = "having"


@dataclass(frozen=True, slots=True)
class Suspect:
    """One condition. `position` counts the conditions of its clause; `join` is the join's number for ON."""

    place: Place
    node: exp.Expr
    position: int = 0
    join: int = -1


def conditions(select: exp.Select) -> list[Suspect]:
    """WHERE, ON and HAVING taken apart at their ANDs, in the order of suspicion."""
    found = [Suspect(Place.WHERE, node, at) for at, node in enumerate(_conjuncts(select, "where"))]
    for number, join in enumerate(select.args.get("joins") or []):
        parts = _parts(join.args.get("on"))
        found += [Suspect(Place.ON, node, at, number) for at, node in enumerate(parts)]
    found += [Suspect(Place.HAVING, node, at) for at, node in enumerate(_conjuncts(select, "having"))]
    return sorted(found, key=lambda suspect: links_tables(suspect.node))


def links_tables(node: exp.Expr) -> bool:
    """`a.x = b.y`: taking such a condition away multiplies rows without saying much."""
    if not isinstance(node, exp.Binary) or node.find(exp.Query):
        return False
    sides = [list(side.find_all(exp.Column)) for side in (node.this, node.expression)]
    return all(sides) and {column.table for column in sides[0]} != {column.table for column in sides[1]}


def without(select: exp.Select, removed: Collection[Suspect]) -> exp.Select:
    """A copy of the SELECT without some of its conditions."""
    copy = select.copy()
    _set_clause(copy, "where", exp.Where, _kept(_conjuncts(copy, "where"), Place.WHERE, removed))
    _set_clause(copy, "having", exp.Having, _kept(_conjuncts(copy, "having"), Place.HAVING, removed))
    for number, join in enumerate(copy.args.get("joins") or []):
        mine = [suspect for suspect in removed if suspect.join == number]
        if mine:
            kept = _kept(_parts(join.args.get("on")), Place.ON, mine)
            join.set("on", exp.and_(*kept, copy=False) if kept else exp.true())
    return copy


def with_outer_joins(select: exp.Select, first: int) -> exp.Select:
    """A copy whose inner joins from number `first` on keep rows without a match."""
    copy = select.copy()
    for join in (copy.args.get("joins") or [])[first:]:
        if is_inner(join):
            join.set("kind", None)
            join.set("side", "LEFT")
    return copy


def is_inner(join: exp.Join) -> bool:
    conditioned = join.args.get("on") is not None or join.args.get("using")
    return bool(conditioned) and not join.side and join.kind in ("", "INNER")


def core(select: exp.Select) -> exp.Select:
    """A copy that has a row exactly when the SELECT's FROM, WHERE, GROUP BY and HAVING leave one."""
    copy = select.copy()
    for key in ("order", "limit", "offset", "distinct"):
        copy.set(key, None)
    if is_bare_aggregate(copy):
        copy.set("expressions", [exp.Literal.number(1)])
    return copy.limit(1, copy=False)


def is_bare_aggregate(select: exp.Select) -> bool:
    """Aggregates without GROUP BY: always one row, even over nothing."""
    if select.args.get("group") or select.args.get("having"):
        return False
    return any(_aggregates(output) for output in select.selects)


def source_tables(select: exp.Select) -> Iterator[exp.Expr]:
    """What FROM and the inner joins name: an empty one of these empties the result."""
    if select.args.get("from_") is not None:
        yield select.args["from_"].this
    for join in select.args.get("joins") or []:
        if not join.side:
            yield join.this


def _aggregates(output: exp.Expr) -> bool:
    return any(not node.find_ancestor(exp.Window, exp.Subquery) for node in output.find_all(exp.AggFunc))


def _conjuncts(select: exp.Select, clause: str) -> list[exp.Expr]:
    node = select.args.get(clause)
    return _parts(node.this if node is not None else None)


def _parts(condition: exp.Expr | None) -> list[exp.Expr]:
    if condition is None:
        return []
    if isinstance(condition, exp.Paren):
        inner = _parts(condition.this)
        return inner if len(inner) > 1 else [condition]
    if isinstance(condition, exp.And):
        return _parts(condition.this) + _parts(condition.expression)
    return [condition]


def _kept(nodes: list[exp.Expr], place: Place, removed: Collection[Suspect]) -> list[exp.Expr]:
    gone = {suspect.position for suspect in removed if suspect.place is place}
    return [node for at, node in enumerate(nodes) if at not in gone]


def _set_clause(select: exp.Select, key: str, kind: type[exp.Expr], kept: list[exp.Expr]) -> None:
    if select.args.get(key) is not None:
        select.set(key, kind(this=exp.and_(*kept)) if kept else None)

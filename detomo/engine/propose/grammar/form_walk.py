"""Looking through forms: the columns and aggregates in an expression or a condition, subqueries aside."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from detomo.engine.propose.grammar.form import Aggregate, Column, Condition, Expression, Query, Related, Rows

Node = Expression | Condition | Rows


def walk(node: object) -> Iterator[object]:
    """The node and all below it, without queries and related rows, which speak of rows of their own."""
    if isinstance(node, Query | Related):
        return
    if isinstance(node, tuple):
        for part in node:
            yield from walk(part)
    elif is_dataclass(node):
        yield node
        for field in fields(node):
            yield from walk(getattr(node, field.name))


def columns(node: Node) -> list[Column]:
    return [one for one in walk(node) if isinstance(one, Column)]


def aggregates(node: Node) -> list[Aggregate]:
    return [one for one in walk(node) if isinstance(one, Aggregate)]


def is_aggregated(node: Node) -> bool:
    return bool(aggregates(node))

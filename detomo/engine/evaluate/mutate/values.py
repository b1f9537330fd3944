"""Literals in the wrong type or spelling: quoted numbers, wrong case, full width, stray spaces."""

import random
from collections.abc import Iterator

from sqlglot import exp

from detomo.engine.catalog.model import Catalog
from detomo.engine.evaluate.mutate.common import owner

_COMPARISONS = (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE)
_TO_FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)} | {0x20: 0x3000}


def quoted_number(tree: exp.Expr, catalog: Catalog, rng: random.Random) -> Iterator[str]:
    for comparison in tree.find_all(*_COMPARISONS):
        literal = comparison.expression
        if isinstance(literal, exp.Literal) and not literal.is_string:
            yield _swapped(tree, literal, exp.Literal.string(literal.name), catalog)


def value_case(tree: exp.Expr, catalog: Catalog, rng: random.Random) -> Iterator[str]:
    for comparison in tree.find_all(exp.EQ, exp.In):
        for literal in [comparison.expression] if isinstance(comparison, exp.EQ) else comparison.expressions:
            text = _text_of(literal, catalog)
            for variant in _respelt(text) if text else ():
                yield _swapped(tree, literal, exp.Literal.string(variant), catalog)


def _text_of(node: exp.Expr | None, catalog: Catalog) -> str:
    """The text of a string, also of a SQLite string that was written in double quotes."""
    if isinstance(node, exp.Literal) and node.is_string:
        return node.name
    if isinstance(node, exp.Column) and node.this.quoted and not node.table and owner(node, catalog) is None:
        return node.name
    return ""


def _respelt(text: str) -> list[str]:
    return [text.lower(), text.upper(), text.translate(_TO_FULL_WIDTH), f"{text} "]


def _swapped(tree: exp.Expr, node: exp.Expr, other: exp.Expr, catalog: Catalog) -> str:
    node.replace(other)
    sql = tree.sql(catalog.dialect)
    other.replace(node)
    return sql

"""Which columns a condition keeps from being NULL, and what it pins."""

import pytest

from detomo.engine.guard.lint.blocks import Block
from detomo.engine.guard.lint.conditions import equal_columns, kept_by_not_null, never_null, pinned_columns, where
from detomo.engine.guard.lint.statement import Statement
from detomo.engine.guard.scopes import resolve
from detomo.engine.types import Dialect
from tests.engine.guard.lint.corpus import DIALECTS, catalog, parse


def block(condition: str, dialect: Dialect = "sqlite", source: str = "orders o") -> Block:
    found = catalog("shop", dialect)
    tree = parse(f"SELECT 1 FROM {source} WHERE {condition}", dialect)
    return Statement(resolve(tree, found), found).blocks[0]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("o.status = 'x'", {"status"}),
        ("o.status <> 'x'", {"status"}),
        ("NOT o.status = 'x'", {"status"}),
        ("o.status LIKE 'x%'", {"status"}),
        ("o.status NOT IN ('x')", {"status"}),
        ("o.total BETWEEN 1 AND 2", {"total"}),
        ("o.total + o.shipping_fee > 3", {"total", "shipping_fee"}),
        ("LOWER(o.status) = 'x'", {"status"}),
        ("(o.status = 'x' OR o.status = 'y')", {"status"}),
        ("(o.status = 'x' OR o.total = 1)", set()),
        ("(o.status = 'x' OR o.status IS NULL)", set()),
        ("(o.status = 'x' AND o.total > 1 OR o.status = 'y')", {"status"}),
        ("o.status IS NULL", set()),
        ("COALESCE(o.status, 'x') = 'x'", set()),
        ("CASE WHEN o.total > 1 THEN 1 ELSE 0 END = 1", set()),
    ],
)
def test_never_null(condition: str, expected: set[str]) -> None:
    found = block(condition)

    assert {ref.column for part in where(found) for ref in never_null(part, found)} == expected


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize(
    ("condition", "is_kept"),
    [
        ("o.status IS NOT NULL", True),
        ("NOT o.status IS NULL", True),
        ("o.status IS NULL", False),
        ("o.total > 1", False),
    ],
)
def test_not_null_test_in_every_spelling(condition: str, is_kept: bool, dialect: Dialect) -> None:
    (part,) = where(block(condition, dialect))

    assert (kept_by_not_null(part) is not None) == is_kept


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("o.id = 5", ["id"]),
        ("5 = o.id", ["id"]),
        ("o.id = (SELECT MAX(id) FROM orders)", ["id"]),
        ("o.id = o.customer_id", []),
        ("o.id = (SELECT MAX(p.id) FROM payments p WHERE p.order_id = o.id)", ["id"]),
        ("o.id < 5", []),
        ("o.id = 5 OR o.id = 6", []),
    ],
)
def test_pinned_columns(condition: str, expected: list[str]) -> None:
    assert [ref.column for ref in pinned_columns(block(condition))] == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("orders o JOIN payments p ON p.order_id = o.id", ("p.order_id", "o.id")),
        ("customers c JOIN reviews r USING (id)", ("c.id", "r.id")),
        ("categories c NATURAL JOIN (SELECT 1 AS one) x JOIN reviews r ON r.id = c.id", ("r.id", "c.id")),
    ],
)
def test_equal_columns(source: str, expected: tuple[str, str]) -> None:
    pairs = [tuple(".".join(ref) for ref in pair) for pair in equal_columns(block("1 = 1", source=source))]

    assert pairs == [expected]

"""Which sources of a join are settled by keys, and which repeat the others' rows."""

import pytest

from detomo.engine.guard.lint.blocks import Block
from detomo.engine.guard.lint.keys import group_refs, keys_of, labelled, multipliers, settled
from detomo.engine.guard.lint.statement import Statement
from detomo.engine.guard.scopes import resolve
from tests.engine.guard.lint.corpus import catalog, parse


def block(sql: str, schema: str = "shop") -> Block:
    found = catalog(schema, "sqlite")
    return Statement(resolve(parse(sql, "sqlite"), found), found).blocks[0]


LINES = "orders o JOIN order_lines l ON l.order_id = o.id"


@pytest.mark.parametrize(
    ("sql", "keys"),
    [
        pytest.param("SELECT 1 FROM products t", [{"id"}, {"id"}, {"sku"}], id="primary and unique"),
        pytest.param("SELECT 1 FROM order_lines t", [{"order_id", "line_no"}], id="of two columns"),
        pytest.param(
            "SELECT 1 FROM (SELECT status, COUNT(*) FROM orders GROUP BY status) t", [{"status"}], id="grouped"
        ),
        pytest.param("SELECT 1 FROM (SELECT COUNT(*) FROM orders GROUP BY status) t", [], id="group not shown"),
        pytest.param(
            "SELECT 1 FROM (SELECT DISTINCT city, country FROM customers) t", [{"city", "country"}], id="distinct"
        ),
        pytest.param("SELECT 1 FROM (SELECT MAX(total) FROM orders) t", [set()], id="total"),
        pytest.param("SELECT 1 FROM (SELECT id FROM orders ORDER BY id LIMIT 1) t", [set()], id="limit 1"),
        pytest.param("SELECT 1 FROM (SELECT id AS n, total FROM orders) t", [{"n"}, {"n"}], id="passed on, renamed"),
        pytest.param(f"SELECT 1 FROM (SELECT o.id FROM {LINES}) t", [], id="repeated inside"),
        pytest.param("SELECT 1 FROM (SELECT * FROM categories) t", [{"id"}, {"id"}, {"name"}], id="star"),
        pytest.param("WITH t(a) AS (SELECT id FROM orders) SELECT 1 FROM t", [{"a"}, {"a"}], id="named by the CTE"),
    ],
)
def test_keys_of_a_source(sql: str, keys: list[set[str]]) -> None:
    (source,) = block(sql).sources.values()

    assert [set(key) for key in keys_of(source)] == keys


@pytest.mark.parametrize(
    ("sql", "whole", "expected"),
    [
        pytest.param(f"SELECT 1 FROM {LINES}", ["l"], {"o", "l"}, id="many settles one"),
        pytest.param(f"SELECT 1 FROM {LINES}", ["o"], {"o"}, id="one does not settle many"),
        pytest.param(f"SELECT 1 FROM {LINES} WHERE l.line_no = 1", ["o"], {"o", "l"}, id="pinned rest of the key"),
        pytest.param("SELECT 1 FROM orders o WHERE o.id = 5", [], {"o"}, id="pinned by a constant"),
        pytest.param("SELECT 1 FROM orders o WHERE o.id = (SELECT 5)", [], {"o"}, id="pinned by a subquery"),
        pytest.param("SELECT 1 FROM orders o WHERE o.id > 5", [], set(), id="a range pins nothing"),
        pytest.param(
            "SELECT 1 FROM products p JOIN categories c ON c.id = p.category_id", ["p"], {"p", "c"}, id="parent"
        ),
        pytest.param("SELECT 1 FROM orders o, payments p WHERE p.order_id = o.id", ["p"], {"p", "o"}, id="comma join"),
    ],
)
def test_settled(sql: str, whole: list[str], expected: set[str]) -> None:
    assert settled(block(sql), whole=whole) == expected


@pytest.mark.parametrize(
    ("sql", "whole", "expected"),
    [
        pytest.param(f"SELECT 1 FROM {LINES}", ["o"], ["l"], id="lines repeat orders"),
        pytest.param(f"SELECT 1 FROM {LINES}", ["l"], [], id="orders do not repeat lines"),
        pytest.param("SELECT 1 FROM customers c CROSS JOIN products p", ["c"], [], id="no equal columns"),
        pytest.param("SELECT 1 FROM orders o SEMI JOIN payments p ON p.order_id = o.id", ["o"], [], id="semi join"),
    ],
)
def test_multipliers(sql: str, whole: list[str], expected: list[str]) -> None:
    assert [source.name for source in multipliers(block(sql), whole=whole)] == expected


def test_linking_table_holds_each_pair_once() -> None:
    enrolled = block(
        "SELECT SUM(c.credits) FROM students s JOIN enrolments e ON e.student_id = s.student_id "
        "JOIN courses c ON c.course_id = e.course_id GROUP BY s.student_id",
        "school",
    )

    assert multipliers(enrolled, group_refs(enrolled), ["c"]) == []


@pytest.mark.parametrize(
    ("term", "expected"),
    [pytest.param("c.name", ["c"], id="label"), pytest.param("c.country", [], id="category")],
)
def test_grouping_by_a_label_means_one_row_each(term: str, expected: list[str]) -> None:
    grouped = block(f"SELECT {term}, COUNT(*) FROM customers c GROUP BY {term}")

    assert labelled(grouped, group_refs(grouped)) == expected

"""Under rules every query gives what it gives on a copy without the forbidden rows and values."""

from collections import Counter
from pathlib import Path

import pytest

from detomo.engine.evaluate.querygen import QueryGenerator
from detomo.engine.evaluate.ruled_databases import Outcome, Pair, pair
from detomo.engine.evaluate.rules import generated, main, measure, measure_corpus
from detomo.engine.guard.rewrite import derive, rewriter


def test_generated_queries_see_what_the_copy_holds(databases: Pair) -> None:
    tally = measure(databases, generated(databases, 60, seed=1))
    assert (tally.different, tally.leaks) == ([], [])
    assert tally.failed < tally.queries / 3


def test_queries_of_real_corpora_see_what_the_copy_holds(test_data: Path) -> None:
    tally = measure_corpus(test_data)
    assert tally.queries > 500
    assert (tally.different, tally.leaks, tally.refused) == ([], [], [])


def test_a_seed_gives_the_same_queries_again(databases: Pair) -> None:
    assert list(generated(databases, 20, 5)) == list(generated(databases, 20, 5))


def test_the_measurement_notices_rules_that_are_not_applied(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rewriter._Rewriter, "rewrite", lambda self, tree: tree)
    with pair("sqlite", "unused") as databases:
        tally = measure(databases, generated(databases, 40, 1))
    assert tally.leaks
    assert tally.different


@pytest.mark.parametrize("databases", ["postgres", "mysql"], indirect=True, scope="session")  # others filter first
def test_the_measurement_notices_a_missing_fence(monkeypatch: pytest.MonkeyPatch, databases: Pair) -> None:
    monkeypatch.setattr(derive, "fence", lambda select, dialect: select)
    cast = "CAST(name AS SIGNED)" if databases.dialect == "mysql" else "CAST(name AS INT)"
    assert measure(databases, [f"SELECT id FROM emp WHERE {cast} >= 0"]).leaks


def test_a_canary_is_found_in_rows_and_in_what_the_database_says() -> None:
    assert Outcome(Counter(["('CANARY1',)"])).leaks
    assert Outcome(None, "invalid input: canary7").leaks
    assert Outcome(Counter(["(7000012,)"])).leaks
    assert not Outcome(Counter(["(0.70000128,)"])).leaks


def test_the_command_prints_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--queries", "10", "--engine", "sqlite"]) == 0
    heading, row = capsys.readouterr().out.splitlines()
    assert heading.split() == ["engine", "queries", "failed", "refused", "different", "leaks"]
    assert row.split()[:2] == ["sqlite", "10"]


def test_the_generator_covers_the_shapes_of_sql() -> None:
    tables = dict.fromkeys(("emp", "dept", "sale", "Item"), (("id", "int"), ("name", "text")))
    generator = QueryGenerator("postgres", tables, keys={}, absent=["gone"], schema="public", seed=1)
    everything = "\n".join(generator.query() for _ in range(400))
    shapes = ("LEFT JOIN", "NATURAL", "USING", "WITH RECURSIVE", "UNION", "INTERSECT", "EXCEPT", "NOT EXISTS", "NOT IN")
    more = (" OVER (", "DISTINCT", "HAVING", ".*", '"public"."emp"', "LIMIT", "EMP")
    assert [shape for shape in (*shapes, *more) if shape not in everything] == []

"""Repair as a whole: what is mended, what is left alone, what is left to a model."""

from pathlib import Path
from typing import Any

import pytest
from sqlglot import exp

from detomo.engine.guard.bind import bind
from detomo.engine.guard.guard import Guard
from detomo.engine.guard.parse import parse
from detomo.engine.guard.repair import diagnose, repair
from tests.engine import library
from tests.engine.cases import load

CASES = Path(__file__).parent / "cases"


def tree_of(sql: str) -> exp.Expression:
    tree = parse(sql, "sqlite").tree
    assert isinstance(tree, exp.Expression)
    return tree


@pytest.mark.parametrize("case", load(CASES / "mended.jsonl"))
def test_what_is_broken_is_mended(case: dict[str, Any]) -> None:
    tree, changes = repair(tree_of(case["sql"]), library.catalog())

    assert tree.sql("sqlite") == case["repaired"]
    assert sorted(change.code for change in changes) == sorted(case["codes"])


@pytest.mark.parametrize("case", load(CASES / "mended.jsonl"))
def test_what_is_mended_passes_the_guard_and_runs(case: dict[str, Any]) -> None:
    tree, _ = repair(tree_of(case["sql"]), library.catalog())

    library.sqlite_run()(Guard(library.catalog()).check(tree.sql("sqlite")).sql)


@pytest.mark.parametrize("case", load(CASES / "mended.jsonl"))
def test_a_second_repair_finds_nothing(case: dict[str, Any]) -> None:
    once, _ = repair(tree_of(case["sql"]), library.catalog())
    twice, changes = repair(once, library.catalog())

    assert twice is once
    assert changes == ()


@pytest.mark.parametrize("case", load(CASES / "untouched.jsonl"))
def test_valid_sql_comes_back_as_the_same_object(case: dict[str, Any]) -> None:
    tree = tree_of(case["sql"])

    assert repair(tree, library.catalog()) == (tree, ())
    assert repair(tree, library.catalog())[0] is tree


@pytest.mark.parametrize("case", load(CASES / "untouched.jsonl"))
def test_what_is_called_valid_is_valid(case: dict[str, Any]) -> None:
    library.sqlite_run()(case["sql"])


@pytest.mark.parametrize("case", load(CASES / "unmended.jsonl"))
def test_what_would_be_a_guess_is_left_and_diagnosed(case: dict[str, Any]) -> None:
    tree, changes = repair(tree_of(case["sql"]), library.catalog())
    problems = bind(tree, library.catalog())

    assert changes == ()
    assert {str(problem.code) for problem in problems} == set(case["codes"])
    assert diagnose(problems)


def test_the_tree_given_is_never_changed() -> None:
    tree = tree_of("SELECT tilte FROM boook")
    repair(tree, library.catalog())

    assert tree.sql("sqlite") == "SELECT tilte FROM boook"


def test_a_change_says_before_after_and_why_in_both_languages() -> None:
    _, (change,) = repair(tree_of("SELECT b.tilte FROM book AS b"), library.catalog())

    assert (change.code, change.before, change.after) == ("unknown_column", "b.tilte", "b.title")
    assert change.message.en == "There is no column b.tilte; b.title was used."
    assert change.message.ja == "列 b.tilte はないため、b.title を使いました。"


def test_joins_are_found_by_name_and_type_where_no_key_is_declared() -> None:
    tree, _ = repair(tree_of("SELECT title, author.name FROM book"), library.catalog(keys=False))

    assert tree.sql("sqlite") == (
        "SELECT title, author.name FROM book JOIN author ON book.author_id = author.author_id"
    )


def test_names_that_the_catalog_does_not_show_are_never_offered() -> None:
    visible = library.catalog().restricted_to({"author", "member"})
    tree, changes = repair(tree_of("SELECT title FROM books"), visible)

    assert changes == ()
    assert "book" not in diagnose(bind(tree, visible)).replace("books", "")


def test_postgres_names_with_capitals_are_quoted() -> None:
    catalog = _with_capitals()
    tree = parse("SELECT firstname FROM customer", "postgres").tree
    assert isinstance(tree, exp.Expression)

    assert repair(tree, catalog)[0].sql("postgres") == 'SELECT "FirstName" FROM "Customer"'


def _with_capitals() -> Any:
    from detomo.engine.catalog.model import Catalog, Column, Table

    return Catalog("postgres", (Table("Customer", (Column("FirstName"), Column("LastName"))),), "public")

"""The mistakes that are put into correct SQL."""

import random
from pathlib import Path
from typing import Any

import pytest
import sqlglot
from sqlglot import exp

from detomo.engine.evaluate.mutate import KINDS, mutants
from detomo.engine.evaluate.mutate.names import plural_toggle, restyle, typo
from tests.engine import library
from tests.engine.cases import load

JOINED = "SELECT a.name, b.title FROM book AS b JOIN author AS a ON b.author_id = a.author_id WHERE a.country = 'Italy'"
CHAINED = (
    "SELECT m.city FROM book AS b JOIN loan AS l ON l.book_id = b.book_id JOIN member AS m ON m.member_id = l.member_id"
)


def tree_of(sql: str) -> exp.Expression:
    tree = sqlglot.parse_one(sql, read="sqlite")
    assert isinstance(tree, exp.Expression)
    return tree


def of_kind(kind: str, sql: str) -> set[str]:
    return set(KINDS[kind](tree_of(sql), library.catalog(), random.Random(1)))


@pytest.mark.parametrize("case", load(Path(__file__).parent / "cases" / "mutants.jsonl"))
def test_a_kind_makes_the_mistake(case: dict[str, Any]) -> None:
    assert case["mutant"] in of_kind(case["kind"], case["sql"])


@pytest.mark.parametrize("kind", KINDS)
def test_a_mutator_leaves_its_tree_as_it_was(kind: str) -> None:
    tree = tree_of(CHAINED + " WHERE m.city = 'Paris' AND b.page_count > 2")
    before = tree.sql("sqlite")
    list(KINDS[kind](tree, library.catalog(), random.Random(1)))

    assert tree.sql("sqlite") == before


def test_the_same_seed_gives_the_same_mutants() -> None:
    first, second = (list(mutants(tree_of(JOINED), library.catalog(), "seed")) for _ in range(2))

    assert first == second
    assert len({mutant.kind for mutant in first}) == len(first) > 6


def test_a_mutant_differs_from_its_original() -> None:
    tree = tree_of(JOINED)

    assert all(mutant.sql != tree.sql("sqlite") for mutant in mutants(tree, library.catalog(), "seed", per_kind=5))


@pytest.mark.parametrize("name", ["title", "song_name", "Country"])
def test_a_typo_is_one_slip(name: str) -> None:
    slips = {typo(name, random.Random(seed)) for seed in range(20)}

    assert all(abs(len(slip) - len(name)) <= 1 and slip[0] == name[0] for slip in slips)
    assert len(slips) > 3


@pytest.mark.parametrize(
    ("name", "other"), [("book", "books"), ("books", "book"), ("country", "countries"), ("countries", "country")]
)
def test_plural_and_singular_change_places(name: str, other: str) -> None:
    assert plural_toggle(name) == other


@pytest.mark.parametrize(("name", "other"), [("song_name", "SongName"), ("SongName", "song_name"), ("name", "name")])
def test_naming_conventions_change_places(name: str, other: str) -> None:
    assert restyle(name) == other

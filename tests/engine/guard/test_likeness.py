"""Which existing name an unknown one stands for, and which stored value an unknown text is near to."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detomo.engine.guard.likeness import Likeness, alike, nearest, nearest_values, ranked, spelling, words

STEADY = settings(derandomize=True, deadline=None)
COLUMNS = ("singer_id", "name", "song_name", "song_release_year", "age", "country", "is_male", "total_amount")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("song_release_year", ("song", "release", "year")),
        ("songReleaseYear", ("song", "release", "year")),
        ("HTTPStatus", ("http", "status")),
        ("Year2024", ("year", "2024")),
        ("official ratings (millions)", ("official", "ratings", "millions")),
        ("売上_金額", ("売上", "金額")),
        ("ＮＡＭＥ", ("name",)),
        ("", ()),
    ],
)
def test_a_name_is_taken_apart_into_words(name: str, expected: tuple[str, ...]) -> None:
    assert words(name) == expected


@pytest.mark.parametrize(
    ("name", "meant", "likeness"),
    [
        ("Age", "age", Likeness.SAME),
        ("SongName", "song_name", Likeness.SAME),
        ("countries", "country", Likeness.INFLECTED),
        ("total_amt", "total_amount", Likeness.INFLECTED),
        ("singer_name", "name", Likeness.PREFIXED),
        ("id", "singer_id", Likeness.PREFIXED),
        ("nmae", "name", Likeness.TYPO),
        ("coutnry", "country", Likeness.TYPO),
        ("release_year", "song_release_year", Likeness.PART),
        ("country_code", "country", Likeness.PART),
    ],
)
def test_a_name_finds_the_one_that_was_meant(name: str, meant: str, likeness: Likeness) -> None:
    match = nearest(name, COLUMNS, context="singer")

    assert match is not None
    assert (match.name, match.likeness) == (meant, likeness)


@pytest.mark.parametrize(
    ("name", "candidates"),
    [
        ("customer_name", ("FirstName", "LastName")),
        ("customer_name", ("customer_id", "phone")),
        ("rating", ("title", "price")),
        ("name", ("first_name", "last_name")),
        ("charge", ("charge_id", "charge_type", "charge_amount")),
        ("cat", ("bat", "hat")),
        ("size", ("side", "sine")),
        ("x", ("y",)),
    ],
    ids=str,
)
def test_no_name_is_guessed(name: str, candidates: tuple[str, ...]) -> None:
    assert nearest(name, candidates) is None


def test_equally_near_names_are_all_told() -> None:
    assert [match.name for match in alike("name", ("first_name", "last_name", "age"))] == ["first_name", "last_name"]


def test_looser_likeness_can_be_ruled_out() -> None:
    assert nearest("coutnry", COLUMNS, loosest=Likeness.PREFIXED) is None


def test_ranked_names_are_remotely_alike_and_best_first() -> None:
    assert ranked("song_nam", COLUMNS)[0] == "song_name"
    assert ranked("zzzzzz", COLUMNS) == ()


@STEADY
@given(st.text(max_size=20), st.lists(st.text(max_size=20), max_size=6))
def test_any_text_is_compared_without_error(name: str, candidates: list[str]) -> None:
    match = nearest(name, candidates)

    assert match is None or match.name in candidates


@STEADY
@given(st.text(alphabet=st.characters(whitelist_categories=("Lu", "Ll")), min_size=1, max_size=12))
def test_an_existing_name_finds_itself(name: str) -> None:
    assert [match.name for match in alike(name, [name])] == ([name] if words(name) or name else [])


@pytest.mark.parametrize(
    ("asked", "stored", "best"),
    [
        ("usa", ["USA", "UK"], "USA"),
        ("ＵＳＡ", ["USA", "UK"], "USA"),
        ("United States", ["USA", "France"], "USA"),
        ("USA", ["United States", "United Kingdom"], "United States"),
        ("UK", ["United States", "United Kingdom"], "United Kingdom"),
        ("東京", ["大阪府", "東京都"], "東京都"),
        ("Grmany", ["Germany", "Ghana"], "Germany"),
        ("new  york ", ["New York", "Newark"], "New York"),
        ("ｱﾒﾘｶ", ["アメリカ", "イギリス"], "アメリカ"),
    ],
)
def test_the_nearest_stored_value_comes_first(asked: str, stored: list[str], best: str) -> None:
    assert nearest_values(asked, stored)[0] == best


def test_a_stored_value_is_its_own_and_only_neighbour() -> None:
    assert nearest_values("Rock", ["rock", "Rock", "Rock And Roll"]) == ["Rock"]


def test_values_that_have_nothing_in_common_are_not_offered() -> None:
    assert nearest_values("Wakanda", ["France", "Peru"]) == []


def test_spelling_forgets_case_width_and_spaces() -> None:
    assert spelling(" Ｎｅｗ   york") == spelling("NEW YORK")

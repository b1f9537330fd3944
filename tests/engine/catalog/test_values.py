"""Which stored values a question speaks of."""

import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detomo.engine.catalog.values import ValueIndex
from detomo.engine.language.equivalents import equivalents
from detomo.engine.language.width import tidy

VALUES = {
    ("genre", "name"): ["Rock", "Jazz", "R&B/Soul"],
    ("artist", "name"): ["AC/DC", "Mötley Crüe", "Led Zeppelin"],
    ("client", "name"): ["Alice", "Bob"],
    ("client", "city"): ["New York", "York", "Manchester"],
    ("client", "country"): ["Brazil", "USA"],
    ("client", "sex"): ["F", "M"],
    ("dog", "breed"): ["Bulldog", "Huskies"],
    ("dog", "name"): ["Alice"],
    ("office", "state"): ["IN", "OR"],
    ("part", "code"): ["AB-15"],
    ("part", "number"): ["15", "007"],
    ("shop", "city"): ["大阪市", "東京"],
    ("shop", "name"): ["渋谷本店", "般"],
    ("shop", "goods"): ["ビール"],
}
_LINES = (Path(__file__).parent / "cases" / "values.jsonl").read_text(encoding="utf-8").splitlines()
CASES = [json.loads(line) for line in _LINES]


@pytest.fixture(scope="module")
def index() -> ValueIndex:
    return ValueIndex(VALUES, names={"part", "order"}, translate=equivalents)


@pytest.mark.parametrize("case", [pytest.param(case, id=case["id"]) for case in CASES])
def test_finds(index: ValueIndex, case: dict[str, object]) -> None:
    found = [[f"{m.table}.{m.column}", m.value, m.how] for m in index.find(str(case["question"]))]

    assert found == case["found"]


def test_places_are_those_of_the_tidied_text(index: ValueIndex) -> None:
    question = "  ＡＢ－１５   and   Jazz"

    assert [tidy(question)[m.start : m.end] for m in index.find(question)] == ["AB-15", "Jazz"]


def test_a_word_of_the_schema_is_seldom_a_value() -> None:
    meant, not_meant = (ValueIndex({("t", "c"): ["Order"]}, names=names).find("Order") for names in ((), ("order",)))

    assert meant[0].score > not_meant[0].score


def test_restricted_to_some_columns_knows_no_others(index: ValueIndex) -> None:
    few = index.restricted_to({("dog", "name")})

    assert {(m.table, m.column) for m in few.find("Alice, Bob, Manchster, Brazilian Rock 男性")} == {("dog", "name")}
    assert not few.holds("client", "name", "Alice")


def test_holds_exactly_this_text(index: ValueIndex) -> None:
    assert index.holds("artist", "name", "AC/DC")
    assert not index.holds("artist", "name", "ac/dc")
    assert not index.holds("genre", "name", "AC/DC")


@given(st.text(max_size=200))
def test_any_text_is_read(index: ValueIndex, text: str) -> None:
    size = len(tidy(text))

    assert all(0 <= m.start < m.end <= size and 0 < m.score <= 1 for m in index.find(text))


@pytest.mark.parametrize(
    "text", ["rocks of new yorks and manchestr " * 300, "東京の大阪市のロックンロール" * 700], ids=["en", "ja"]
)
def test_a_long_text_takes_bounded_time(index: ValueIndex, text: str) -> None:
    started = time.perf_counter()
    index.find(text)

    assert time.perf_counter() - started < 3

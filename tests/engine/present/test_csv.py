import csv
import io
import tracemalloc
import uuid
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detomo.engine.present.csv import CHUNK_CHARACTERS, csv_chunks


def written(rows: list[Any], columns: list[str] | None = None) -> str:
    return b"".join(csv_chunks(columns or ["a"], [rows], bom=False)).decode()


CELLS: list[tuple[str, Any, str]] = [
    ("text", "東京", "東京"),
    ("text with comma", "a,b", '"a,b"'),
    ("text with quote", 'a"b', '"a""b"'),
    ("text with line break", "a\nb", '"a\nb"'),
    ("null", None, '""'),  # a lone empty cell is quoted, else the line would read as no row at all
    ("true", True, "true"),
    ("negative integer", -5, "-5"),
    ("negative float", -0.5, "-0.5"),
    ("negative decimal", Decimal("-5.20"), "-5.20"),
    ("huge integer", 2**70, str(2**70)),
    ("not a number", float("nan"), '""'),
    ("infinity", float("-inf"), '""'),
    ("decimal not a number", Decimal("NaN"), '""'),
    ("date", date(2024, 1, 31), "2024-01-31"),
    ("datetime", datetime(2024, 1, 31, 9, 30), "2024-01-31 09:30:00"),
    ("duration", timedelta(hours=30, seconds=1.5), "30:00:01.500000"),
    ("negative duration", timedelta(minutes=-90), "-01:30:00"),
    ("bytes", b"\x00\xff", "AP8="),
    ("uuid", uuid.UUID(int=1), "00000000-0000-0000-0000-000000000001"),
    ("array", [1, "é"], '"[1, ""é""]"'),
    ("struct", {"a": None}, '"{""a"": null}"'),
    ("lone surrogate", "a\ud800", "a\ufffd"),
]


@pytest.mark.parametrize(("value", "cell"), [pytest.param(v, c, id=name) for name, v, c in CELLS])
def test_a_cell_is_written_as(value: Any, cell: str) -> None:
    assert written([(value,)]) == f"a\r\n{cell}\r\n"


@pytest.mark.parametrize("start", list("=+-@\t\r\n＝＋－＠"))
def test_text_that_begins_like_a_formula_is_disarmed(start: str) -> None:
    rows = list(csv.reader(io.StringIO(written([("plain",), (start + "1+1",)]), newline="")))
    assert rows == [["a"], ["plain"], ["'" + start + "1+1"]]


def test_a_heading_that_begins_like_a_formula_is_disarmed() -> None:
    assert written([], ["=HYPERLINK(1)"]) == "'=HYPERLINK(1)\r\n"


def test_a_formula_hidden_among_other_types_is_disarmed() -> None:
    assert "'=1+1" in written([(1,), (None,), ("=1+1",), (b"x",)])


def test_the_mark_for_excel_comes_once_and_first() -> None:
    file = b"".join(csv_chunks(["a"], [[("x",)], [("y",)]], bom=True))
    assert file == b"\xef\xbb\xbfa\r\nx\r\ny\r\n"


cells = (
    st.none()
    | st.integers()
    | st.text(st.characters(exclude_categories=["Cs"]))
    | st.floats(allow_nan=False, allow_infinity=False)
)


def read_as(value: Any) -> str:
    text = "" if value is None else str(value)
    return "'" + text if isinstance(value, str) and text[:1] in set("=+-@\t\r\n＝＋－＠") else text


@given(st.lists(st.tuples(cells, cells), max_size=40))
def test_a_csv_reader_gets_every_cell_back(rows: list[tuple[Any, Any]]) -> None:
    back = list(csv.reader(io.StringIO(written(rows, ["a", "b"]), newline="")))
    assert back == [["a", "b"], *([read_as(a), read_as(b)] for a, b in rows)]


def test_batches_are_read_only_as_pieces_are_asked_for() -> None:
    taken = []

    def batches() -> Iterator[list[tuple[str]]]:
        for number in range(100):
            taken.append(number)
            yield [("x" * 1000,)] * 100

    pieces = csv_chunks(["a"], batches(), bom=False)
    first = next(pieces)
    assert len(taken) == 1
    assert CHUNK_CHARACTERS <= len(first) < 2 * CHUNK_CHARACTERS


def test_memory_does_not_grow_with_the_rows() -> None:
    def peak(batches: int) -> int:
        tracemalloc.start()
        for _ in csv_chunks(["a", "b"], ([(n, "text")] * 500 for n in range(batches)), bom=False):
            pass
        used = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return used

    peak(1)
    assert peak(200) < peak(20) + 200_000

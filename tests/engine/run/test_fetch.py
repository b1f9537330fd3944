"""Rows in batches, within the caps."""

from collections.abc import Sequence
from itertools import islice
from typing import Any

import pytest

from detomo.engine.run.adapter import AdapterError
from detomo.engine.run.fetch import BATCH_BYTES, Fetcher
from detomo.engine.run.wire import Batch, loads
from detomo.engine.types import Limits, ResultColumn


class ListCursor:
    """Gives rows from a list and counts what it was asked."""

    def __init__(self, rows: Sequence[tuple[Any, ...]], notes: tuple[str, ...] = ()) -> None:
        self._rows = iter(rows)
        self._notes = notes
        self.given = 0
        self.closed = 0

    def fetch(self, count: int) -> Sequence[tuple[Any, ...]]:
        rows = list(islice(self._rows, count))
        self.given += len(rows)
        return rows

    def columns(self, rows: Sequence[tuple[Any, ...]]) -> tuple[ResultColumn, ...]:
        return (ResultColumn("a"),)

    def close(self) -> tuple[str, ...]:
        self.closed += 1
        return self._notes


def read(cursor: ListCursor, **limits: int) -> tuple[list[Any], list[Batch]]:
    fetcher = Fetcher(cursor, Limits(**limits))
    batches = [fetcher.batch()]
    while batches[-1].more:
        batches.append(fetcher.batch())
    rows = [row for batch in batches for chunk in batch.chunks for row in loads(chunk)]
    return rows, batches


@pytest.mark.parametrize("count", [0, 1, 7, 8, 9, 1000, 5000])
def test_gives_every_row_once_in_order(count: int) -> None:
    rows = [(number,) for number in range(count)]

    found, batches = read(ListCursor(rows), rows=10_000)

    assert found == rows
    assert not batches[-1].truncated


@pytest.mark.parametrize(("count", "cap", "truncated"), [(10, 10, False), (11, 10, True), (3, 0, True), (0, 0, False)])
def test_caps_rows_and_tells_whether_more_exist(count: int, cap: int, truncated: bool) -> None:
    found, batches = read(ListCursor([(number,) for number in range(count)]), rows=cap)

    assert len(found) == min(count, cap)
    assert batches[-1].truncated is truncated


def test_does_not_read_far_beyond_the_cap() -> None:
    cursor = ListCursor([(number,) for number in range(10_000)])

    read(cursor, rows=100)

    assert cursor.given == 101


def test_batches_stay_small_when_rows_are_wide() -> None:
    _, batches = read(ListCursor([(f"{number:050000}",) for number in range(100)]), rows=1000)

    assert max(sum(map(len, batch.chunks)) for batch in batches) < 3 * BATCH_BYTES


@pytest.mark.parametrize(
    ("cell", "kept"),
    [("x" * 200, "x" * 100), ("日" * 100, "日" * 33), (b"y" * 200, b"y" * 100), ("x" * 100, "x" * 100)],
    ids=["text", "wide characters", "bytes", "exactly"],
)
def test_cuts_cells_that_are_too_long(cell: Any, kept: Any) -> None:
    found, batches = read(ListCursor([(cell, 1)]), cell_bytes=100)

    assert found == [(kept, 1)]
    assert batches[-1].truncated is (cell != kept)


def test_refuses_a_long_cell_that_has_no_shorter_form() -> None:
    with pytest.raises(AdapterError, match="query_too_large"):
        read(ListCursor([(list(range(1000)),)]), cell_bytes=100)


def test_caps_the_bytes_of_a_result() -> None:
    found, batches = read(ListCursor([(f"{number:01000}",) for number in range(100)]), result_bytes=10_000)

    assert 0 < len(found) < 10
    assert batches[-1].truncated


def test_notes_of_the_engine_make_it_incomplete() -> None:
    _, batches = read(ListCursor([(1,)], notes=("recursion was cut",)))

    assert batches[-1].incomplete
    assert batches[-1].notes == ("recursion was cut",)


def test_ends_the_statement_once() -> None:
    cursor = ListCursor([(1,)] * 50)
    fetcher = Fetcher(cursor, Limits(rows=10))

    fetcher.batch()
    fetcher.close()

    assert cursor.closed == 1

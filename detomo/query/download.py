"""The rows of an answer as a file. They are read anew, for those that are stored end at the row cap."""

from collections.abc import Iterable, Iterator
from typing import Any

from detomo.audit.service import Action
from detomo.engine.pipeline import Pipeline
from detomo.engine.present.csv import csv_chunks
from detomo.engine.present.values import column_names
from detomo.engine.types import Limits, Result, SafeQuery
from detomo.identity import Caller
from detomo.query import store
from detomo.query.acts import Act, told_of_failure
from detomo.query.exceptions import NoResults
from detomo.rules.service import viewer_of


def csv_of(pipeline: Pipeline, caller: Caller, question_id: str, limits: Limits, *, bom: bool) -> Iterator[bytes]:
    """The full result as CSV, run anew and streamed. The first piece is made before this returns, so that a refusal
    is still an error response; a failure after that breaks the stream off. Raises `NoResults` before the first run,
    `RowsRemoved` once its rows are kept no longer."""
    asked = store.owned_with_sql(caller, question_id)
    store.refuse_without_rows(asked, NoResults())
    act = Act(Action.ROWS_EXPORTED, caller, asked)
    with told_of_failure(act):
        query = pipeline.check(asked.sql, viewer_of(caller))
        pieces = _csv_pieces(pipeline, query, limits, bom=bom)
        first = next(pieces)
    store.tell(act.done())
    return _chained(first, pieces)


def _csv_pieces(pipeline: Pipeline, query: SafeQuery, limits: Limits, *, bom: bool) -> Iterator[bytes]:
    count = 0

    def counted(batches: Iterable[list[Any]]) -> Iterator[list[Any]]:
        nonlocal count
        for batch in batches:
            count += len(batch)
            yield batch

    with pipeline.stream(query, limits) as rows:
        header = column_names(Result(rows.columns, ()))
        yield from csv_chunks(header, counted(rows), bom=bom)
        if rows.truncated:
            cut = f"after {count} rows" if count >= limits.rows else f"values of over {limits.cell_bytes} bytes"
            yield f"# truncated {cut}\r\n".encode()


def _chained(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest

"""Rows in batches, within the caps on rows, cells and bytes. Runs inside a query process."""

from collections.abc import Iterator, Sequence
from typing import Any

from detomo.engine.run.adapter import AdapterError, Cursor, Row
from detomo.engine.run.wire import Batch, dumps
from detomo.engine.types import Limits, ResultColumn

BATCH_BYTES = 256_000
_FIRST_STEP, _LARGEST_STEP = 8, 1024


class Fetcher:
    """Reads a cursor batch by batch; the step grows while rows are small, so that memory stays bounded."""

    def __init__(self, cursor: Cursor, limits: Limits) -> None:
        self._cursor = cursor
        self._limits = limits
        self._rows_left = limits.rows
        self._bytes_left = limits.result_bytes
        self._step = _FIRST_STEP
        self._started = False
        self._ended = False
        self._truncated = False

    def batch(self) -> Batch:
        """The next rows, about `BATCH_BYTES` of them; the first batch tells the columns, the last one the remarks."""
        chunks: list[bytes] = []
        columns: tuple[ResultColumn, ...] = ()
        size = 0
        while size < BATCH_BYTES and not self._ended:
            rows = self._fetch()
            if not self._started:
                columns, self._started = self._columns(rows), True
            for chunk in self._pack(rows):
                chunks.append(chunk)
                size += len(chunk)
        notes = self._cursor.close() if self._ended else ()
        return Batch(tuple(chunks), not self._ended, columns, self._truncated, bool(notes), notes)

    def close(self) -> None:
        if not self._ended:
            self._ended = True
            self._cursor.close()

    def _columns(self, rows: Sequence[Row]) -> tuple[ResultColumn, ...]:
        columns = self._cursor.columns(rows)
        if not columns:
            raise AdapterError("query_failed", "the statement has no columns")
        return columns

    def _fetch(self) -> Sequence[Row]:
        count = min(self._step, self._rows_left + 1)
        rows = self._cursor.fetch(count)
        self._ended = len(rows) < count
        if len(rows) > self._rows_left:
            rows = rows[: self._rows_left]
            self._truncated = self._ended = True
        self._rows_left -= len(rows)
        return rows

    def _pack(self, rows: Sequence[Row]) -> Iterator[bytes]:
        """Pickle rows. No cell can be over its cap while the whole chunk is not, so that cells are rarely looked at."""
        if not rows:
            return
        data = dumps(rows)
        if len(data) > self._limits.cell_bytes:
            rows = [tuple([self._cut(value) for value in row]) for row in rows]
            data = dumps(rows)
        self._pace(len(data))
        if len(data) <= self._bytes_left:
            self._bytes_left -= len(data)
            yield data
        else:
            yield from self._fitting(rows)

    def _fitting(self, rows: Sequence[Row]) -> Iterator[bytes]:
        """As many of the rows as the byte cap still lets through, one by one."""
        for row in rows:
            data = dumps([row])
            if len(data) > self._bytes_left:
                self._truncated = self._ended = True
                return
            self._bytes_left -= len(data)
            yield data

    def _pace(self, size: int) -> None:
        if size < BATCH_BYTES // 4:
            self._step = min(self._step * 2, _LARGEST_STEP)
        elif size > BATCH_BYTES:
            self._step = max(self._step // 2, 1)

    def _cut(self, value: Any) -> Any:
        """Cut a text or bytes; other values have no shorter form and are refused."""
        most = self._limits.cell_bytes
        if isinstance(value, str):
            return self._cut_text(value) if len(value) * 4 > most else value
        if isinstance(value, bytes):
            self._truncated = self._truncated or len(value) > most
            return value[:most]
        if isinstance(value, list | tuple | dict) and len(dumps(value)) > most:
            raise AdapterError("query_too_large", f"a {type(value).__name__} of more than {most} bytes")
        return value

    def _cut_text(self, value: str) -> str:
        data = value.encode("utf-8", "replace")
        if len(data) <= self._limits.cell_bytes:
            return value
        self._truncated = True
        return data[: self._limits.cell_bytes].decode("utf-8", "ignore")

"""Rows as CSV bytes (RFC 4180: CRLF, quotes doubled; UTF-8), in constant memory and without formulas.

A spreadsheet runs a text cell that begins like a formula. Such cells, and headings, get a leading apostrophe
(https://owasp.org/www-community/attacks/CSV_Injection). Numbers are numbers and stay: -5, Decimal("-0.5").

NULL, NaN and infinities are empty cells, bytes are base64, arrays and structs are JSON text, booleans `true` and
`false`. Datetimes (`2024-01-31 09:30:00`) and durations (`30:00:00`) are written as spreadsheets recognise them.
"""

import csv
import io
import json
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from operator import itemgetter
from typing import Any
from uuid import UUID

from detomo.engine.present.scalars import json_value, well_formed

CHUNK_CHARACTERS = 64 * 1024
_ROWS_AT_ONCE = 512  # enough to make the per-column look cheap, few enough to keep wide cells off the memory
_FORMULA_STARTS = frozenset("=+-@\t\r\n＝＋－＠")
_BOM = b"\xef\xbb\xbf"
_WRITTEN_AS_THEY_ARE = frozenset({type(None), int, date, datetime, time, UUID})  # csv.writer's str() is right for them

Row = Sequence[Any]


def csv_chunks(columns: Sequence[str], batches: Iterable[Sequence[Row]], *, bom: bool) -> Iterator[bytes]:
    """Yield the file in pieces of about 64 KB; a piece grows beyond that only when single rows do.

    `batches` are read one by one as pieces are asked for, so a driver's `fetchmany` can feed it. `bom` marks the file
    as UTF-8 for Excel.
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow([csv_value(well_formed(name)) for name in columns])
    if bom:
        yield _BOM
    for rows in _slices(batches):
        writer.writerows(_safe_rows(rows))
        if buffer.tell() >= CHUNK_CHARACTERS:
            yield _drain(buffer)
    yield _drain(buffer)


def csv_value(value: Any) -> Any:
    """One cell, as `csv.writer` is to write it."""
    converter = _CONVERTERS.get(type(value), _other_cell)
    return converter(value)


def _slices(batches: Iterable[Sequence[Row]]) -> Iterator[Sequence[Row]]:
    for batch in batches:
        for start in range(0, len(batch), _ROWS_AT_ONCE):
            yield batch[start : start + _ROWS_AT_ONCE]


def _drain(buffer: io.StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    try:
        return text.encode()
    except UnicodeEncodeError:
        return well_formed(text).encode()


def _safe_rows(rows: Sequence[Row]) -> Iterable[Row]:
    """The rows themselves if every column may be written as it is, which is the usual case and the fast one."""
    columns: list[Sequence[Any]] = list(zip(*rows, strict=True))
    unsafe = [index for index, values in enumerate(columns) if not _may_be_written(values)]
    if not unsafe:
        return rows
    for index in unsafe:
        columns[index] = [csv_value(value) for value in columns[index]]
    return zip(*columns, strict=True)


def _may_be_written(values: Sequence[Any]) -> bool:
    kinds = set(map(type, values)) - _WRITTEN_AS_THEY_ARE
    if not kinds:
        return True
    if kinds == {str}:
        return _FORMULA_STARTS.isdisjoint(_first_characters(values))
    if kinds == {float}:
        return all(map(math.isfinite, filter(None, values)))
    return kinds == {Decimal} and all(value.is_finite() for value in values if type(value) is Decimal)


def _first_characters(values: Sequence[Any]) -> AbstractSet[str]:
    return set(map(itemgetter(slice(1)), (value for value in values if type(value) is str)))


def _text_cell(value: str) -> str:
    return "'" + value if value[:1] in _FORMULA_STARTS else value


def _number_cell(value: float | Decimal) -> float | Decimal | None:
    return value if math.isfinite(value) else None


def _duration_cell(value: timedelta) -> str:
    sign, value = ("-", -value) if value < timedelta(0) else ("", value)
    minutes, seconds = divmod(value.days * 86_400 + value.seconds, 60)
    fraction = f".{value.microseconds:06}" if value.microseconds else ""
    return f"{sign}{minutes // 60:02}:{minutes % 60:02}:{seconds:02}{fraction}"


def _other_cell(value: Any) -> Any:
    """Whatever JSON makes of the value; containers as JSON text."""
    safe = json_value(value)
    if isinstance(safe, (list, dict)):
        return _text_cell(json.dumps(safe, ensure_ascii=False))
    return _CONVERTERS[type(safe)](safe)


def _unchanged(value: Any) -> Any:
    return value


_CONVERTERS: dict[type, Callable[[Any], Any]] = {
    **dict.fromkeys(_WRITTEN_AS_THEY_ARE, _unchanged),
    bool: lambda value: "true" if value else "false",
    str: _text_cell,
    float: _number_cell,
    Decimal: _number_cell,
    timedelta: _duration_cell,
}

"""Found lines as a file: CSV without formulas, or JSON lines."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from detomo.audit.search import FoundLine
from detomo.engine.present.csv import csv_chunks

COLUMNS = FoundLine.__slots__
MEDIA_TYPES = {"csv": "text/csv; charset=utf-8", "jsonl": "application/jsonl"}


def as_bytes(batches: Iterable[list[FoundLine]], form: str) -> Iterator[bytes]:
    """`form` is a key of `MEDIA_TYPES`."""
    if form == "csv":
        yield from csv_chunks(COLUMNS, ([_row(line) for line in batch] for batch in batches), bom=False)
    else:
        for batch in batches:
            yield "".join(f"{_json(line)}\n" for line in batch).encode()


def _row(line: FoundLine) -> list[Any]:
    values: list[Any] = [getattr(line, name) for name in COLUMNS]
    return [json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else value for value in values]


def _json(line: FoundLine) -> str:
    return json.dumps({**asdict(line), "at": line.at.isoformat()}, ensure_ascii=False)

"""A million rows to CSV: `csv_chunks` against `csv.writer` over the same bare SQLite cursor.

Run: python -m benchmarks.csv_export [rows]
"""

import csv
import resource
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from detomo.engine.present.csv import csv_chunks

COLUMNS = ["id", "name", "country", "amount", "quantity", "ordered"]
FILL = """
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
INSERT INTO sales SELECT i, 'customer ' || i,
  CASE i % 3 WHEN 0 THEN '日本' WHEN 1 THEN 'France' ELSE 'Brazil, South' END,
  i * 0.37, CASE WHEN i % 10 THEN i % 7 END, date('2020-01-01', '+' || (i % 2000) || ' days') FROM n
"""


def build(path: Path, rows: int) -> sqlite3.Connection:
    connection = sqlite3.connect(path)
    connection.execute(
        "CREATE TABLE sales (id INTEGER, name TEXT, country TEXT, amount REAL, quantity INTEGER, ordered TEXT)"
    )
    connection.execute(FILL, (rows,))
    connection.commit()
    return connection


def bare(cursor: sqlite3.Cursor, target: Path) -> None:
    with target.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(cursor)


def batches(cursor: sqlite3.Cursor) -> Iterator[list[Any]]:
    while rows := cursor.fetchmany(1_000):
        yield rows


def ours(cursor: sqlite3.Cursor, target: Path) -> None:
    with target.open("wb") as file:
        file.writelines(csv_chunks(COLUMNS, batches(cursor), bom=False))


def measure(write: Callable[[sqlite3.Cursor, Path], None], connection: sqlite3.Connection, target: Path) -> float:
    begun = time.perf_counter()
    write(connection.execute("SELECT * FROM sales"), target)
    return time.perf_counter() - begun


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        connection = build(Path(folder, "sales.sqlite"), rows)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        own = min(measure(ours, connection, Path(folder, "ours.csv")) for _ in range(3))
        growth = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        base = min(measure(bare, connection, Path(folder, "bare.csv")) for _ in range(3))
        same = Path(folder, "ours.csv").read_bytes() == Path(folder, "bare.csv").read_bytes()
    print(f"rows {rows:,}  bare {base:.2f} s  csv_chunks {own:.2f} s  ratio {own / base:.2f}")
    print(f"peak memory growth {growth / 1024:.1f} MB  same bytes {same}")


if __name__ == "__main__":
    main()

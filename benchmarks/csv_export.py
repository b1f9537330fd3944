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


Write = Callable[[sqlite3.Cursor, Path], None]


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


def measure(write: Write, connection: sqlite3.Connection, target: Path) -> tuple[float, float]:
    """Seconds on the clock and of the processor."""
    wall, cpu = time.perf_counter(), time.process_time()
    write(connection.execute("SELECT * FROM sales"), target)
    return time.perf_counter() - wall, time.process_time() - cpu


def peak_memory() -> int:
    """Kilobytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        connection = build(Path(folder, "sales.sqlite"), rows)
        before = peak_memory()
        runs: dict[str, list[tuple[float, float]]] = {"bare": [], "csv_chunks": []}
        for _ in range(3):  # by turns, so that both see the same load of the machine
            runs["csv_chunks"].append(measure(ours, connection, Path(folder, "ours.csv")))
            runs["bare"].append(measure(bare, connection, Path(folder, "bare.csv")))
        grown = peak_memory()
        same = Path(folder, "ours.csv").read_bytes() == Path(folder, "bare.csv").read_bytes()
        connection.close()
    best = {name: tuple(map(min, zip(*times, strict=True))) for name, times in runs.items()}
    for name, (wall, cpu) in best.items():
        print(f"{name:<12}{rows:>12,} rows{wall:8.2f} s{cpu:8.2f} s of processor")
    wall, cpu = (best["csv_chunks"][clock] / best["bare"][clock] for clock in (0, 1))
    print(f"ratio {wall:.2f}, of processor {cpu:.2f}")
    print(f"peak memory grew by {(grown - before) / 1024:.1f} MB; same bytes: {same}")


if __name__ == "__main__":
    main()

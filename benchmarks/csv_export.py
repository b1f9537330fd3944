"""A million rows as CSV over HTTP, against a bare SQLite cursor that writes the same file in the same run."""

import csv
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.memory import memory_of_workers
from benchmarks.service import Service, serving
from benchmarks.table import Row

ROWS = 1_000_000
TRIES = 3
QUESTION = "all sales"
SELECT = "SELECT id, name, country, amount, quantity, ordered FROM sales"
FILL = """
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
INSERT INTO sales SELECT i, 'customer ' || i,
  CASE i % 3 WHEN 0 THEN '日本' WHEN 1 THEN 'France' ELSE 'Brazil, South' END,
  i * 0.37, CASE WHEN i % 10 THEN i % 7 END, date('2020-01-01', '+' || (i % 2000) || ' days') FROM n
"""


def measure(folder: Path) -> Iterator[Row]:
    target = folder / "sales.sqlite"
    _build(target)
    with serving(folder, target, WEB_CONCURRENCY="1") as service:
        asked = _asked(service)
        before = memory_of_workers()
        ours = min(_timed_download(service, asked, folder / "ours.csv") for _ in range(TRIES))
        growth = memory_of_workers(peak=True) - before
    bare = min(_timed_bare(target, folder / "bare.csv") for _ in range(TRIES))
    same = (folder / "ours.csv").read_bytes() == (folder / "bare.csv").read_bytes()
    measured = f"{ours:.2f} s against {bare:.2f} s = {ours / bare:.2f}x, {'same' if same else 'OTHER'} bytes"
    yield Row(f"{ROWS:,} rows as CSV", "<= 2x a bare cursor", measured)
    yield Row("memory growth meanwhile, all processes", "<= 64 MB", f"{growth / 1e6:.0f} MB")


def _build(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute(
            "CREATE TABLE sales (id INTEGER, name TEXT, country TEXT, amount REAL, quantity INTEGER, ordered TEXT)"
        )
        connection.execute(FILL, (ROWS,))
    connection.close()


def _asked(service: Service) -> str:
    person = service.person()
    person.post("/api/v0/train", {"question": QUESTION, "sql": SELECT})
    answer = person.post("/api/v0/query", {"question": QUESTION})
    return str(answer["id"])


def _timed_download(service: Service, asked: str, path: Path) -> float:
    begun = time.perf_counter()
    with path.open("wb") as file:
        file.writelines(service.person().download(f"/api/v0/download_csv?id={asked}"))
    return time.perf_counter() - begun


def _timed_bare(database: Path, path: Path) -> float:
    begun = time.perf_counter()
    connection = sqlite3.connect(database)
    cursor = connection.execute(SELECT)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow([column[0] for column in cursor.description])
        writer.writerows(cursor)
    connection.close()
    return time.perf_counter() - begun

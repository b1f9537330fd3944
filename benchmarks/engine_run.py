"""What running in a process of its own costs: `python -m benchmarks.engine_run`.

Prints the time of a warm small query through the runner against the same query on a bare connection, and of a million
rows as CSV from SQLite against a bare cursor that writes the same file.
"""

import csv
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from detomo.engine.run import Runner
from detomo.engine.types import Limits, SafeQuery

ROWS = 1_000_000
SMALL = "SELECT id, name FROM people WHERE id < 11"
DOWNLOAD = Limits(seconds=600, rows=10**9, result_bytes=10**12)


def make(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute(
        "CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT, city TEXT, amount REAL, n INT, at DATETIME)"
    )
    cities = ("東京", "Paris", "Osaka")
    connection.executemany(
        "INSERT INTO people VALUES (?, ?, ?, ?, ?, ?)",
        (
            (i, f"person {i % 5000}", cities[i % 3], (i % 9973) / 7, i % 17, f"2024-01-{i % 28 + 1:02} 10:00:00")
            for i in range(ROWS)
        ),
    )
    connection.commit()
    connection.close()


def median_ms(call: Callable[[], object], times: int = 500) -> float:
    def once() -> float:
        started = time.perf_counter()
        call()
        return (time.perf_counter() - started) * 1000

    for _ in range(20):
        once()
    return statistics.median(once() for _ in range(times))


def small_query(path: Path) -> tuple[float, float]:
    connection = sqlite3.connect(path)
    runner = Runner(str(path))
    query = SafeQuery(SMALL, "sqlite")
    bare = median_ms(lambda: connection.execute(SMALL).fetchall())
    ours = median_ms(lambda: runner.run(query))
    runner.close()
    connection.close()
    return bare, ours


def bare_csv(path: Path, out: Path) -> None:
    with out.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(sqlite3.connect(path).execute("SELECT * FROM people"))


def runner_csv(path: Path, out: Path) -> None:
    runner = Runner(str(path))
    with out.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        with runner.stream(SafeQuery("SELECT * FROM people", "sqlite"), limits=DOWNLOAD) as stream:
            for rows in stream:
                writer.writerows(rows)
    runner.close()


def measured(name: str, path: Path, out: Path) -> tuple[float, float]:
    """Seconds, and the memory in MB that the call added to a fresh process."""
    code = (
        "import time, sys; from pathlib import Path; import benchmarks.engine_run as b\n"
        "def peak(): return int(Path('/proc/self/status').read_text().partition('VmHWM:')[2].split()[0]) / 1024\n"
        "before, started = peak(), time.perf_counter()\n"
        f"b.{name}(Path(sys.argv[1]), Path(sys.argv[2]))\n"
        "print(time.perf_counter() - started, peak() - before)"
    )
    printed = subprocess.run(
        [sys.executable, "-c", code, str(path), str(out)], check=True, capture_output=True, text=True, env=os.environ
    ).stdout
    seconds, megabytes = map(float, printed.split())
    return seconds, megabytes


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "people.db"
        make(path)
        bare, ours = small_query(path)
        print(f"small query, median: bare {bare:.3f} ms, through the runner {ours:.3f} ms, more {ours - bare:.3f} ms")
        for _ in range(3):
            a, b = Path(folder) / "a.csv", Path(folder) / "b.csv"
            bare_seconds, _ = measured("bare_csv", path, a)
            our_seconds, growth = measured("runner_csv", path, b)
            same = a.read_bytes() == b.read_bytes()
            print(
                f"{ROWS} rows to CSV: bare {bare_seconds:.2f} s, runner {our_seconds:.2f} s "
                f"({our_seconds / bare_seconds:.2f}×), memory +{growth:.1f} MB, same bytes: {same}"
            )


if __name__ == "__main__":
    main()

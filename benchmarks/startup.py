"""How long the service takes to start, and what a worker keeps in memory once it has answered questions."""

from collections.abc import Iterator
from pathlib import Path

from benchmarks.memory import private_memory
from benchmarks.overhead import SQL
from benchmarks.service import asking, serving
from benchmarks.table import Row
from tests.fakes.messages_api import MessagesApi

QUESTIONS = 40


def measure(folder: Path, target: Path) -> Iterator[Row]:
    with MessagesApi(lambda _: f"```sql\n{SQL}\n```") as model, serving(folder, target, **asking(model)) as service:
        for number in range(QUESTIONS):
            service.person().post("/api/v0/query", {"question": f"revenue by country, number {number}"})
        each = sorted(private_memory(), reverse=True)
        listed = ", ".join(f"{size / 1e6:.0f}" for size in each)
        yield Row("start to first answer of /health", "-", f"{service.seconds_to_start:.2f} s")
        yield Row("memory by process (PSS, MB), 2 workers", "-", f"{listed}; {sum(each) / 1e6:.0f} in all")

"""A hundred people who ask at once, each a new question, while the model takes two seconds."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.overhead import SQL
from benchmarks.service import Service, asking, serving
from benchmarks.table import Row, percentiles
from tests.fakes.messages_api import MessagesApi

PEOPLE, ROUNDS, MODEL_SECONDS = 100, 3, 2.0


def measure(folder: Path, target: Path) -> Iterator[Row]:
    with (
        MessagesApi(lambda _: f"```sql\n{SQL}\n```", delay=MODEL_SECONDS) as model,
        serving(folder, target, WEB_CONCURRENCY="2", **asking(model)) as service,
    ):
        _ask_all(service, "warm-up")
        times, errors = _ask_all(service, "measured")
    goal = "p95 <= 2.6 s, 0 errors"
    yield Row(f"{PEOPLE} people at once, model 2 s", goal, f"{percentiles(times)}, {len(errors)} errors")


def _ask_all(service: Service, name: str) -> tuple[list[float], list[str]]:
    times: list[float] = []
    errors: list[str] = []
    start = threading.Barrier(PEOPLE)

    def ask(number: int) -> None:
        person = service.person()
        for turn in range(ROUNDS):
            start.wait()
            begun = time.perf_counter()
            try:
                person.post("/api/v0/query", {"question": f"{name} {number} {turn}: revenue by country"})
            except (OSError, RuntimeError) as error:
                errors.append(str(error))
            times.append((time.perf_counter() - begun) * 1000)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(PEOPLE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times, errors

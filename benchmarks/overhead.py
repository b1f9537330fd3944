"""What an answer costs beyond the model's time, over HTTP, one person asking."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.service import TAUGHT, Person, asking, serving
from benchmarks.table import Row, percentiles
from tests.fakes.messages_api import MessagesApi

TURNS = 200
WARM_UP = 20
MODEL_SECONDS = 0.2
SQL = "SELECT BillingCountry, SUM(Total) AS revenue FROM invoices GROUP BY BillingCountry ORDER BY revenue DESC"


def measure(folder: Path, target: Path) -> Iterator[Row]:
    with MessagesApi(lambda _: f"```sql\n{SQL}\n```") as model, serving(folder, target, **asking(model)) as service:
        person = service.person()
        person.post("/api/v0/train", {"question": TAUGHT, "sql": "SELECT COUNT(*) AS n FROM customers"})
        verified = _times(lambda _: person.post("/api/v0/query", {"question": TAUGHT}))
        whole = _times(lambda turn: person.post("/api/v0/query", {"question": f"revenue by country, take {turn}"}))
        steps = _times(lambda turn: _in_steps(person, turn))
        model.delay = MODEL_SECONDS
        slow = _times(lambda turn: person.post("/api/v0/query", {"question": f"revenue by country, again {turn}"}), 60)
        beyond = [spent - MODEL_SECONDS * 1000 for spent in slow]
        yield Row("verified answer, one call", "p50 <= 10 ms", percentiles(verified))
        yield Row("Claude answer (stand-in without delay), one call", "p50 <= 20 ms", percentiles(whole))
        yield Row(f"Claude answer beyond a model of {MODEL_SECONDS} s, one call", "p50 <= 20 ms", percentiles(beyond))
        yield Row("Claude answer in three calls: SQL, rows, chart", "p50 <= 20 ms", percentiles(steps))


def _in_steps(person: Person, turn: int) -> None:
    asked = person.post("/api/v0/generate_sql", {"question": f"revenue by country, turn {turn}"})
    for step in ("run_sql", "generate_plotly_figure"):
        person.post(f"/api/v0/{step}", {"id": asked["id"]})


def _times(call: Callable[[int], object], turns: int = TURNS) -> list[float]:
    for turn in range(WARM_UP):
        call(-turn)
    times = []
    for turn in range(turns):
        begun = time.perf_counter()
        call(turn)
        times.append((time.perf_counter() - begun) * 1000)
    return times

"""Many people who log in at the same moment, at the real cost of a password, while twenty others ask."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.overhead import SQL
from benchmarks.service import TAUGHT, Person, Refusal, Service, asking, serving
from benchmarks.table import Row, percentiles
from tests.fakes.messages_api import MessagesApi

ASKING, LOGGING_IN, GUESSING, WAVES = 20, 50, 500, 4
MODEL_SECONDS, CALM_SECONDS, REST_SECONDS = 2.0, 8.0, 3.0
PASSWORD = "three green bicycles"
QUESTIONS_GOAL, LOGINS_GOAL = "p95 <= 2 x alone, 0 errors", "max <= 15 s, 0 errors"

Window = tuple[float, float]  # begin and end, of time.perf_counter()


class Calls:
    """When each call was made, and the statuses of those that failed; 0 without any."""

    def __init__(self) -> None:
        self.windows: list[Window] = []
        self.failures: list[int] = []

    def make(self, call: Callable[[], object]) -> None:
        begun = time.perf_counter()
        try:
            call()
        except (OSError, Refusal) as error:
            self.failures.append(getattr(error, "status", 0))
        else:
            self.windows.append((begun, time.perf_counter()))

    def milliseconds(self, during: list[Window]) -> list[float]:
        """What the calls took that were under way in one of the windows."""
        return [
            (ended - begun) * 1000
            for begun, ended in self.windows
            if any(begun < end and ended > start for start, end in during)
        ]


def measure(folder: Path, target: Path) -> Iterator[Row]:
    with (
        MessagesApi(lambda _: f"```sql\n{SQL}\n```", delay=MODEL_SECONDS) as model,
        serving(folder, target, WEB_CONCURRENCY="2", TRUSTED_PROXIES="127.0.0.1", **asking(model)) as service,
    ):
        service.person().post("/api/v0/train", {"question": TAUGHT, "sql": "SELECT COUNT(*) AS n FROM customers"})
        registered, _ = _at_once(LOGGING_IN, lambda number: _register(service, number))
        yield Row(f"{LOGGING_IN} registrations at once", "0 errors", _told(registered))
        with _people_asking(service) as (verified, claude):
            calm, bursts = [], []
            for wave in range(WAVES):
                calm.append(_window(lambda: time.sleep(CALM_SECONDS)))
                whence = ["one address", f"{LOGGING_IN} addresses"][wave % 2]
                logins, burst = _at_once(LOGGING_IN, _log_in(service, "person", f"10.{wave}.0", wave % 2 * LOGGING_IN))
                bursts.append(burst)
                yield Row(f"{LOGGING_IN} log-ins at once from {whence}", LOGINS_GOAL, _told(logins))
                time.sleep(REST_SECONDS)
            guesses, flood = _at_once(GUESSING, _log_in(service, "nobody", "10.9.0", 250))
        yield Row(f"{GUESSING} guesses at once", "each 401, 429 or 503", str(dict(Counter(guesses.failures))))
        for name, calls in (("verified answer", verified), (f"Claude answer, model {MODEL_SECONDS:.0f} s", claude)):
            yield _compared(f"{name}, {LOGGING_IN} log-ins at once", calls, bursts, calm)
            yield _compared(f"{name}, {GUESSING} guesses at once", calls, [flood], calm)


def _compared(what: str, calls: Calls, during: list[Window], calm: list[Window]) -> Row:
    times, alone = (percentiles(calls.milliseconds(windows)) for windows in (during, calm))
    return Row(what, QUESTIONS_GOAL, f"{times}; alone {alone}; {len(calls.failures)} errors")


def _told(calls: Calls) -> str:
    times = [(ended - begun) * 1000 for begun, ended in calls.windows]
    return f"{percentiles(times)}, max {max(times):.0f} ms, {len(calls.failures)} errors {calls.failures or ''}".strip()


@contextmanager
def _people_asking(service: Service) -> Iterator[tuple[Calls, Calls]]:
    """Each asks what is verified, then something new, and so on without a pause."""
    verified, claude, stop = Calls(), Calls(), threading.Event()

    def ask(number: int) -> None:
        person, turn = service.person(), 0
        while not stop.is_set():
            verified.make(lambda: person.post("/api/v0/query", {"question": TAUGHT}))
            question = f"{number} {turn}: revenue by country"
            claude.make(lambda: person.post("/api/v0/query", {"question": question}))  # noqa: B023 (called at once)
            turn += 1

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(ASKING)]
    for thread in threads:
        thread.start()
        time.sleep(MODEL_SECONDS / ASKING)  # people do not ask in step
    try:
        yield verified, claude
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def _at_once(count: int, call: Callable[[int], object]) -> tuple[Calls, Window]:
    calls, start = Calls(), threading.Barrier(count)

    def make(number: int) -> None:
        start.wait()
        calls.make(lambda: call(number))

    threads = [threading.Thread(target=make, args=(number,)) for number in range(count)]

    def run() -> None:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    return calls, _window(run)


def _window(action: Callable[[], object]) -> Window:
    begun = time.perf_counter()
    action()
    return begun, time.perf_counter()


def _register(service: Service, number: int) -> None:
    body = {"email": f"person{number}@example.com", "username": f"person{number}", "password": PASSWORD}
    Person(service.url).post("/api/v0/auth/register", body)


def _log_in(service: Service, name: str, network: str, addresses: int) -> Callable[[int], object]:
    def call(number: int) -> None:
        person = Person(service.url, address=f"{network}.{number % max(1, addresses)}")
        person.post("/api/v0/auth/login", {"username": f"{name}{number}", "password": PASSWORD})

    return call

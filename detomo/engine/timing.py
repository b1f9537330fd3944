"""What a question took: the time of each step, and the replies of the model."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from detomo.engine.ports import Completion


class Stopwatch:
    """Adds up milliseconds by step name; repeated steps (repair rounds) add to one figure. `completions` are all
    that a model replied, also what was of no use."""

    def __init__(self) -> None:
        self.timings: dict[str, float] = {}
        self.completions: list[Completion] = []

    @contextmanager
    def __call__(self, step: str) -> Iterator[None]:
        start = time.perf_counter()
        try:
            yield
        finally:
            spent = (time.perf_counter() - start) * 1000
            self.timings[step] = round(self.timings.get(step, 0.0) + spent, 3)

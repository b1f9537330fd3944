"""Work that a response does not wait for: a few threads of this worker, gone when it stops, each job within the app.

What must not be lost belongs into the database; what is done here may be asked for again, such as a mail.
"""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar

import structlog
from flask import Flask, current_app

from detomo.exceptions import Busy
from detomo.origin import Origin, act_from, current_origin

log = structlog.get_logger(__name__)

BACKGROUND = "detomo_background"
THREADS = 2
MOST_WAITING = 1000
_kept: ContextVar[int] = ContextVar("kept_places", default=0)


class Background:
    """The threads of one app; they start with the first job, hence after gunicorn's fork."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="background")
        self._free = MOST_WAITING
        self._lock = threading.Lock()
        self._unfinished: set[Future[None]] = set()

    def submit(self, job: Callable[[], object]) -> bool:
        """Do a job soon; false when too many wait already, in which case it is dropped and logged."""
        if kept := _kept.get():
            _kept.set(kept - 1)
        elif not self._take(1):
            return False
        future = self._pool.submit(self._run, job, current_origin())
        self._unfinished.add(future)
        future.add_done_callback(self._done)
        return True

    @contextmanager
    def room_for(self, jobs: int) -> Iterator[None]:
        if not self._take(jobs):
            raise Busy
        before = _kept.set(jobs)
        try:
            yield
        finally:
            self._give_back(_kept.get())
            _kept.reset(before)

    def drain(self, seconds: float) -> bool:
        """Wait until every job given so far has ended; tell whether they did in time."""
        return not wait(list(self._unfinished), seconds).not_done

    def _run(self, job: Callable[[], object], origin: Origin) -> None:
        with self._app.app_context():
            act_from(origin)
            try:
                job()
            except Exception as err:  # the end of the line: nobody waits for it
                log.error("background_failed", exc_info=err)

    def _done(self, future: "Future[None]") -> None:
        self._unfinished.discard(future)
        self._give_back(1)

    def _take(self, places: int) -> bool:
        with self._lock:
            if places <= self._free:
                self._free -= places
                return True
        log.error("background_full", waiting=MOST_WAITING)
        return False

    def _give_back(self, places: int) -> None:
        with self._lock:
            self._free += places


def init_app(app: Flask) -> None:
    app.extensions[BACKGROUND] = Background(app)


def submit(job: Callable[[], object]) -> bool:
    """Give the current app's threads a job."""
    return current_app.extensions[BACKGROUND].submit(job)


def room_for(jobs: int) -> AbstractContextManager[None]:
    """Keep places for as many jobs that are submitted within, so that none is dropped. Raises `Busy` on entering."""
    background: Background = current_app.extensions[BACKGROUND]
    return background.room_for(jobs)


def drain(seconds: float = 30) -> bool:
    """Wait for the current app's jobs."""
    return current_app.extensions[BACKGROUND].drain(seconds)

"""Work that a response does not wait for: a few threads of this worker, gone when it stops, each job within the app.

What must not be lost belongs into the database; what is done here may be asked for again, such as a mail.
"""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait

import structlog
from flask import Flask, current_app

from detomo.origin import Origin, act_from, current_origin

log = structlog.get_logger(__name__)

BACKGROUND = "detomo_background"
THREADS = 2
MOST_WAITING = 1000


class Background:
    """The threads of one app; they start with the first job, hence after gunicorn's fork."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="background")
        self._places = threading.BoundedSemaphore(MOST_WAITING)
        self._unfinished: set[Future[None]] = set()

    def submit(self, job: Callable[[], object]) -> bool:
        """Do a job soon; false when too many wait already, in which case it is dropped and logged."""
        if not self._places.acquire(blocking=False):
            log.error("background_full", waiting=MOST_WAITING)
            return False
        future = self._pool.submit(self._run, job, current_origin())
        self._unfinished.add(future)
        future.add_done_callback(self._done)
        return True

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
        self._places.release()


def init_app(app: Flask) -> None:
    app.extensions[BACKGROUND] = Background(app)


def submit(job: Callable[[], object]) -> bool:
    """Give the current app's threads a job."""
    return current_app.extensions[BACKGROUND].submit(job)


def drain(seconds: float = 30) -> bool:
    """Wait for the current app's jobs."""
    return current_app.extensions[BACKGROUND].drain(seconds)

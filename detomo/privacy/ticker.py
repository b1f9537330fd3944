"""Looking every minute, in each worker, whether something is due. Leases keep workers from doing it twice."""

import threading

import structlog
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from detomo.privacy.jobs import run_due

log = structlog.get_logger(__name__)

SECONDS = 60.0


def start(app: Flask) -> None:
    """Begin to look, in a thread that ends with the process."""
    threading.Thread(target=_tick, args=(app, threading.Event()), daemon=True, name="privacy").start()


def _tick(app: Flask, stopped: threading.Event) -> None:
    while not stopped.wait(SECONDS):
        try:
            with app.app_context():
                run_due()
        except SQLAlchemyError as err:  # the database is away: another minute
            log.warning("privacy_jobs_not_run", error=type(err).__name__)
        except Exception as err:  # the end of the line: without this thread nothing would ever be due
            log.error("privacy_jobs_failed", exc_info=err)

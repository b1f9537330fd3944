"""Structured logs: one line for each request, with its id, user, route, status, time and step times.

No line holds a body, a query string, a header, or the text of an unknown exception: they may quote a password, a
token, a key or a row.
"""

import logging
import logging.config
import os
import re
import sys
import time
import traceback
import uuid
from typing import Any

import structlog
from flask import Flask, Response, g, has_request_context, request

REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
log = structlog.get_logger(__name__)


def init_app(app: Flask) -> None:
    settings = app.config["SETTINGS"]
    logging.config.dictConfig(logging_config(settings.log_level, settings.log_format))
    configure_structlog()
    app.before_request(_start)
    app.after_request(_finish)


def request_id() -> str:
    """The id of this request, from `X-Request-ID` or made here; empty outside a request."""
    return g.get("request_id", "") if has_request_context() else ""


def add_step(step: str, milliseconds: float) -> None:
    """Add the time that a step took to this request's log line, as `<step>_ms`."""
    if has_request_context():
        steps = g.setdefault("steps", {})
        steps[step] = steps.get(step, 0.0) + milliseconds


def _start() -> None:
    g.started = time.perf_counter()
    given = request.headers.get("X-Request-ID", "")
    g.request_id = given if REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


def _finish(response: Response) -> Response:
    response.headers["X-Request-ID"] = request_id()
    caller = g.get("caller")
    route = request.url_rule.rule if request.url_rule else "-"
    facts: dict[str, Any] = {"request_id": request_id(), "user_id": caller.id if caller else None}
    facts |= {"method": request.method, "route": route, "status": response.status_code, "worker": os.getpid()}
    started, steps = g.started, g.setdefault("steps", {})

    def write() -> None:
        times = {f"{name}_ms": round(ms, 1) for name, ms in steps.items()}
        log.info("request", **facts, ms=round((time.perf_counter() - started) * 1000, 1), **times)

    if response.is_streamed:
        response.call_on_close(write)  # the time of a stream is known at its end
    else:
        write()
    return response


def _without_texts(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    """Replace an exception by where it happened: types and code lines, not its text, which may quote data."""
    error = event.pop("exc_info", None)
    if error is True:
        error = sys.exc_info()[1]
    elif isinstance(error, tuple):
        error = error[1]
    if isinstance(error, BaseException):
        event["exception"] = _where(error)
    return event


def _where(error: BaseException) -> str:
    chain: list[str] = []
    seen: BaseException | None = error
    while seen is not None:
        frames = traceback.extract_tb(seen.__traceback__)
        lines = [f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        chain.append("\n".join([f"{type(seen).__module__}.{type(seen).__qualname__}", *lines]))
        seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)
    return "\ncaused by ".join(chain)


class StandardError(logging.StreamHandler[Any]):
    """Writes to what `sys.stderr` is now, not to what it was when logging was configured."""

    @property
    def stream(self) -> Any:
        return sys.stderr

    @stream.setter
    def stream(self, _value: Any) -> None:
        pass


SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    _without_texts,
]


def configure_structlog() -> None:
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )


def logging_config(level: str, form: str) -> dict[str, Any]:
    """The standard library's configuration: every logger, gunicorn's too, writes our lines to standard error."""
    renderer: Any = structlog.processors.JSONRenderer(ensure_ascii=False)
    if form == "text":
        renderer = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    remove = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "ours": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": SHARED,
                "processors": [remove, renderer],
            }
        },
        "handlers": {"stderr": {"()": StandardError, "formatter": "ours"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "alembic.runtime.plugins": {"level": "WARNING"},
            "gunicorn.error": {"level": level, "handlers": [], "propagate": True},
            "werkzeug": {"level": "WARNING"},  # its access lines hold query strings
        },
    }

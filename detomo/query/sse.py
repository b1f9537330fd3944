"""Server-sent events (WHATWG HTML, section 9.2), and errors as their last event."""

from collections.abc import Iterator

import orjson
import structlog
from flask import Response, stream_with_context

from detomo.engine.errors import EngineError
from detomo.errors import describe, said
from detomo.exceptions import ServiceError
from detomo.extensions import db
from detomo.query.events import Event

log = structlog.get_logger(__name__)


def event_stream(events: Iterator[Event]) -> Response:
    """The status is always 200; an expected error comes as an `error` event with the one error body."""
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}  # the second stops nginx from holding events
    return Response(stream_with_context(_encoded(events)), mimetype="text/event-stream", headers=headers)


def _encoded(events: Iterator[Event]) -> Iterator[bytes]:
    try:
        for event in events:
            yield _bytes(event)
    except (EngineError, ServiceError) as error:
        yield _bytes(Event("error", describe(error)))
    except Exception as error:  # the status has left: no error handler can answer any more
        db.session.rollback()
        log.error("unknown_error", exc_info=error)
        yield _bytes(Event("error", said("internal_error")))


def _bytes(event: Event) -> bytes:
    return b"event: " + event.name.encode() + b"\ndata: " + orjson.dumps(event.data) + b"\n\n"

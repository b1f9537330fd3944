"""Where an act comes from, for the audit: the request's address, id and session, the command line, or the service
itself."""

from dataclasses import dataclass

from flask import g, has_request_context, request

COMMAND_LINE, SERVICE = "command line", "service"


@dataclass(frozen=True, slots=True)
class Origin:
    """`address` is the client's as the configured proxies tell it; `session_id` is empty before a log-in."""

    address: str
    request_id: str = ""
    session_id: str = ""


def act_from(origin: Origin) -> None:
    """Tell for the rest of this app context, outside of a request, where what is done comes from."""
    g.origin = origin


def current_origin() -> Origin:
    if not has_request_context():
        return g.get("origin", Origin(COMMAND_LINE))
    caller = g.get("caller")
    return Origin(request.remote_addr or "", g.get("request_id", ""), caller.session_id if caller else "")

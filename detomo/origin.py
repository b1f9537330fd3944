"""Where an act comes from, for the audit: the request's address, id and session, or the command line."""

from dataclasses import dataclass

from flask import g, has_request_context, request

COMMAND_LINE = "command line"


@dataclass(frozen=True, slots=True)
class Origin:
    """`address` is the client's as the configured proxies tell it; `session_id` is empty before a log-in."""

    address: str
    request_id: str = ""
    session_id: str = ""


def current_origin() -> Origin:
    if not has_request_context():
        return Origin(COMMAND_LINE)
    caller = g.get("caller")
    return Origin(request.remote_addr or "", g.get("request_id", ""), caller.session_id if caller else "")

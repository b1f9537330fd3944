"""Where an act comes from, for the audit: the request's address, id and session, the command line, or the service
itself. And which addresses count as one."""

import ipaddress
from dataclasses import dataclass

from flask import g, has_request_context, request

COMMAND_LINE, SERVICE = "command line", "service"
IPV6_SITE = 64  # one customer of a provider has at least this prefix (RFC 6177)


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


def network_of(address: str) -> str:
    """What counts as one address: of IPv6 the site, within which a caller can choose addresses freely.

    IPv4 inside IPv6 (RFC 4291, section 2.5.5.2) counts as IPv4; what is no address, as of a Unix socket, as itself.
    """
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    return str(found.ipv4_mapped or ipaddress.ip_network((found, IPV6_SITE), strict=False))

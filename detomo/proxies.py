"""What a reverse proxy says of its client, believed only where the connection comes from a proxy of ours.

From any other peer, and for every field that is not read here, the headers are dropped: nothing behind this sees them.
"""

import ipaddress
from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask

UNIX_SOCKET = "unix"  # in TRUSTED_PROXIES: whoever connects by BIND=unix:/path
DROPPED = "HTTP_X_FORWARDED_"
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]


def init_app(app: Flask) -> None:
    app.wsgi_app = TrustedProxies(app.wsgi_app, app.config["SETTINGS"].trusted_proxies)  # type: ignore[method-assign]


class TrustedProxies:
    """WSGI middleware: sets REMOTE_ADDR and the scheme from X-Forwarded-For and X-Forwarded-Proto.

    The client is the last address of X-Forwarded-For that is no proxy of ours: what stands before it, the client may
    have written itself.
    """

    def __init__(self, app: Wsgi, proxies: Iterable[str]) -> None:
        self._app = app
        self._unix = UNIX_SOCKET in proxies
        self._networks = [ipaddress.ip_network(proxy, strict=False) for proxy in proxies if proxy != UNIX_SOCKET]

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        given = {name: environ.pop(name) for name in list(environ) if name.startswith(DROPPED)}
        environ.pop("HTTP_FORWARDED", None)
        if self._is_trusted(environ.get("REMOTE_ADDR", "")):
            self._believe(environ, given)
        return self._app(environ, start_response)

    def _believe(self, environ: dict[str, Any], given: dict[str, str]) -> None:
        for text in reversed(given.get("HTTP_X_FORWARDED_FOR", "").split(",")):
            address = _address(text.strip())
            if address is None:  # no proxy writes this: what it stands for is not known
                break
            environ["REMOTE_ADDR"] = str(address)
            if not self._is_trusted(str(address)):
                break
        scheme = given.get("HTTP_X_FORWARDED_PROTO", "").rpartition(",")[2].strip().lower()
        if scheme in {"http", "https"}:
            environ["wsgi.url_scheme"] = scheme

    def _is_trusted(self, peer: str) -> bool:
        if not peer:
            return self._unix
        address = _address(peer)
        return address is not None and any(address in network for network in self._networks)


def _address(text: str) -> Address | None:
    """An address, with or without a port, as proxies write it; IPv4 inside IPv6 as IPv4."""
    host = text.removeprefix("[").partition("]")[0] if text.startswith("[") else text
    if host.count(":") == 1:
        host = host.partition(":")[0]
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address

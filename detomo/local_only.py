"""Without log-ins the service is for programs and pages of its own machine, and for no other page in a browser there.

A page whose name was made to mean 127.0.0.1 (DNS rebinding) is of one origin with the service as far as the browser
knows; the name that it called by gives it away.
"""

from flask import Flask, request

from detomo.exceptions import ServiceError
from detomo.settings.checks import is_loopback


class HostNotLocal(ServiceError):
    """RFC 9110, section 15.5.20: this service does not answer for that name."""

    status = 421
    code = "host_not_local"


def init_app(app: Flask) -> None:
    if not app.config["SETTINGS"].auth_required:
        app.before_request(_refuse_other_names)


def _refuse_other_names() -> None:
    if not is_loopback(request.host):
        raise HostNotLocal

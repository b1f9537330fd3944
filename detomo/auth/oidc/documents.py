"""What a provider answers: JSON objects, never waited for long and never larger than sensible."""

import json
import time
from typing import Any

import httpx2

from detomo.exceptions import ServiceError

TIMEOUT_SECONDS = 5.0  # for a step
LONGEST_SECONDS = 10.0  # for a document, which may come byte by byte
LARGEST_DOCUMENT = 500_000  # bytes, once unpacked


class ProviderAway(ServiceError):
    status = 503
    code = "oidc_provider_unavailable"


def fetch(http: httpx2.Client, method: str, url: str, **more: Any) -> tuple[int, dict[str, Any]]:
    """Status and JSON object of an answer. Raises `ProviderAway` where there is none."""
    try:
        with http.stream(method, url, timeout=TIMEOUT_SECONDS, **more) as answer:
            found = json.loads(_body(answer))
    except (httpx2.HTTPError, httpx2.InvalidURL, RecursionError, ValueError) as err:
        raise ProviderAway from err
    if not isinstance(found, dict):
        raise ProviderAway
    return answer.status_code, found


def _body(answer: httpx2.Response) -> bytes:
    deadline, body = time.monotonic() + LONGEST_SECONDS, bytearray()
    for piece in answer.iter_bytes():
        body += piece
        if len(body) > LARGEST_DOCUMENT or time.monotonic() > deadline:
            raise ProviderAway
    return bytes(body)

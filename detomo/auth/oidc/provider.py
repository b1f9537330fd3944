"""What a provider publishes: its metadata (OpenID Connect Discovery 1.0, section 4) and its keys (RFC 7517).

Both are kept in memory for a while: they are the provider's, and every worker may read them for itself.
"""

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx2
import jwt

from detomo.exceptions import ServiceError

TIMEOUT_SECONDS = 5.0
KEPT_SECONDS = 600.0
PAUSE_SECONDS = 30.0  # between two readings, however many tokens name unknown keys
LARGEST_DOCUMENT = 500_000  # bytes
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")


class ProviderAway(ServiceError):
    status = 503
    code = "oidc_provider_unavailable"


@dataclass(frozen=True, slots=True)
class Metadata:
    """The parts of the discovery document that are used here."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str


class Provider:
    """Thread-safe. `http` sends the requests; `clock` is monotonic seconds."""

    def __init__(self, issuer: str, http: httpx2.Client, clock: Callable[[], float] = time.monotonic) -> None:
        self.issuer = issuer
        self._http = http
        self._clock = clock
        self._lock = threading.Lock()
        self._metadata: Metadata | None = None
        self._keys: dict[str, jwt.PyJWK] = {}
        self._read_at = -KEPT_SECONDS
        self._tried_at = -PAUSE_SECONDS

    def metadata(self) -> Metadata:
        """Raises `ProviderAway` when the provider does not answer, or answers for another issuer."""
        with self._lock:
            return self._known_metadata()

    def key(self, key_id: str) -> jwt.PyJWK | None:
        """The key that signs under this id, read anew when the provider may have changed its keys.

        Raises `ProviderAway` when nothing was ever read, or too long ago.
        """
        with self._lock:
            if self._is_due(key_id):
                self._read_keys()
            return self._keys.get(key_id)

    def _is_due(self, key_id: str) -> bool:
        now = self._clock()
        is_old = now - self._read_at >= KEPT_SECONDS
        return (is_old or key_id not in self._keys) and now - self._tried_at >= PAUSE_SECONDS

    def _read_keys(self) -> None:
        self._tried_at = self._clock()
        try:
            documents = self._get(self._known_metadata().jwks_uri).get("keys")
        except ProviderAway:
            if self._clock() - self._read_at >= 2 * KEPT_SECONDS:
                self._keys = {}
                raise
            return
        self._keys = {key.key_id: key for key in map(_signing_key, documents or []) if key is not None}
        self._read_at = self._clock()

    def _known_metadata(self) -> Metadata:
        if self._metadata is None:
            self._metadata = self._read_metadata()
        return self._metadata

    def _read_metadata(self) -> Metadata:
        found = self._get(f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
        try:
            metadata = Metadata(**{name: str(found[name]) for name in Metadata.__slots__})
        except KeyError as err:
            raise ProviderAway from err
        is_ours = metadata.issuer == self.issuer  # Discovery 1.0, section 4.3: exactly the same
        if not is_ours or not all(_is_safe(url, self.issuer) for url in (metadata.token_endpoint, metadata.jwks_uri)):
            raise ProviderAway
        return metadata

    def _get(self, url: str) -> dict[str, Any]:
        try:
            answer = self._http.get(url, timeout=TIMEOUT_SECONDS)
            answer.raise_for_status()
            found = json.loads(answer.content) if len(answer.content) <= LARGEST_DOCUMENT else None
        except (httpx2.HTTPError, ValueError) as err:
            raise ProviderAway from err
        if not isinstance(found, dict):
            raise ProviderAway
        return found


def _is_safe(url: str, issuer: str) -> bool:
    """Encrypted, unless the issuer itself is not: settings allow that for tests and development alone."""
    return urlsplit(url).scheme in {"https", urlsplit(issuer).scheme}


def _signing_key(document: Any) -> jwt.PyJWK | None:
    """A public key for signatures; None for any other, and for those that cannot be read."""
    if not isinstance(document, dict) or document.get("use", "sig") != "sig" or document.get("kty") == "oct":
        return None
    try:
        key = jwt.PyJWK(document)
    except jwt.PyJWTError:
        return None
    return key if key.key_id and key.algorithm_name in ALGORITHMS else None

"""What a provider publishes: its metadata (OpenID Connect Discovery 1.0, section 4) and its keys (RFC 7517).

Both are read together and kept in memory for a while: they are the provider's, and every worker may read them for
itself.
"""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx2
import jwt

from detomo.auth.oidc.documents import ProviderAway, fetch

KEPT_SECONDS = 600.0
LONGEST_KEPT_SECONDS = 1200.0  # while the provider is away
PAUSE_SECONDS = 30.0  # between two readings, however many tokens name unknown keys
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")


@dataclass(frozen=True, slots=True)
class Metadata:
    """The parts of the discovery document that are used here."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str


@dataclass(frozen=True, slots=True)
class Published:
    """`read_at` is in monotonic seconds."""

    metadata: Metadata
    keys: Mapping[str, jwt.PyJWK]
    read_at: float


class Provider:
    """Thread-safe. `http` sends the requests; `clock` is monotonic seconds."""

    def __init__(self, issuer: str, http: httpx2.Client, clock: Callable[[], float] = time.monotonic) -> None:
        self.issuer = issuer
        self._http = http
        self._clock = clock
        self._lock = threading.Lock()
        self._known: Published | None = None
        self._tried_at = float("-inf")

    def metadata(self) -> Metadata:
        """Raises `ProviderAway` when the provider does not answer, or answers for another issuer."""
        return self._published(None).metadata

    def key(self, key_id: str) -> jwt.PyJWK | None:
        """The key that signs under this id, read anew when the provider may have changed its keys.

        Raises `ProviderAway` when nothing was ever read, or too long ago.
        """
        return self._published(key_id).keys.get(key_id)

    def _published(self, key_id: str | None) -> Published:
        """Who needs nothing new does not wait for the one who reads."""
        if self._is_due(key_id) or not self._has(key_id):
            with self._lock:
                if self._is_due(key_id):
                    self._read()
        if self._known is None or self._clock() - self._known.read_at >= LONGEST_KEPT_SECONDS:
            raise ProviderAway
        return self._known

    def _has(self, key_id: str | None) -> bool:
        return self._known is not None and (key_id is None or key_id in self._known.keys)

    def _is_due(self, key_id: str | None) -> bool:
        now = self._clock()
        is_old = self._known is None or now - self._known.read_at >= KEPT_SECONDS
        return (is_old or not self._has(key_id)) and now - self._tried_at >= PAUSE_SECONDS

    def _read(self) -> None:
        self._tried_at = self._clock()
        try:
            metadata = self._metadata()
            self._known = Published(metadata, self._keys(metadata.jwks_uri), self._clock())
        except ProviderAway:
            if self._known is None:
                raise

    def _metadata(self) -> Metadata:
        found = self._get(f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
        try:
            metadata = Metadata(**{name: str(found[name]) for name in Metadata.__slots__})
        except KeyError as err:
            raise ProviderAway from err
        urls = (metadata.authorization_endpoint, metadata.token_endpoint, metadata.jwks_uri)
        is_ours = metadata.issuer == self.issuer  # Discovery 1.0, section 4.3: exactly the same
        if not is_ours or not all(_is_safe(url, self.issuer) for url in urls):
            raise ProviderAway
        return metadata

    def _keys(self, url: str) -> dict[str, jwt.PyJWK]:
        documents = self._get(url).get("keys")
        if not isinstance(documents, list):
            raise ProviderAway
        return {key.key_id: key for key in map(_signing_key, documents) if key is not None and key.key_id}

    def _get(self, url: str) -> dict[str, Any]:
        status, found = fetch(self._http, "GET", url)
        if status != httpx2.codes.OK:  # a redirect is not followed: it may lead anywhere
            raise ProviderAway
        return found


def _is_safe(url: str, issuer: str) -> bool:
    """Encrypted, unless the issuer itself is not: settings allow that for tests and development alone."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"https", urlsplit(issuer).scheme} and bool(parts.hostname)


def _signing_key(document: Any) -> jwt.PyJWK | None:
    """A public key for signatures; None for any other, and for those that cannot be read."""
    if not isinstance(document, dict) or document.get("use", "sig") != "sig" or document.get("kty") == "oct":
        return None
    try:
        key = jwt.PyJWK(document)
    except (jwt.PyJWTError, NotImplementedError, TypeError, ValueError):
        return None
    return key if isinstance(key.key_id, str) and key.algorithm_name in ALGORITHMS else None

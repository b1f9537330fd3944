"""AES-256-GCM (NIST SP 800-38D) under keys that are told apart by an id, so that several can be in use at once.

A stored value is `v1.<key id>.<base64url of nonce, ciphertext and tag>`. The place that it is stored in is the
associated data: a value that is copied into another column does not decrypt. Chosen over Fernet, which has no
associated data, uses AES-128 and can tell only by trying which key a value needs.
"""

import base64
import binascii
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from detomo.exceptions import ServiceError

FORMAT = "v1"
NONCE_BYTES = 12
KEY_ID_BYTES = 4


class KeyMissing(ServiceError):
    """None of the keys in ENCRYPTION_KEY is the one that a stored value was encrypted with."""

    status = 503
    code = "encryption_key_missing"


class ValueDamaged(ServiceError):
    """A stored value was changed, moved from another column, or never encrypted."""

    status = 503
    code = "encrypted_value_damaged"


@dataclass(frozen=True, slots=True)
class _Key:
    """What is derived from one secret (HKDF, RFC 5869): nothing is used for two purposes."""

    id: str
    cipher: AESGCM = field(repr=False)
    index: bytes = field(repr=False)

    @classmethod
    def of(cls, secret: str) -> "_Key":
        key_id = _derived(secret, "key id", KEY_ID_BYTES).hex()
        return cls(key_id, AESGCM(_derived(secret, "encryption", 32)), _derived(secret, "blind index", 32))


def _derived(secret: str, purpose: str, length: int) -> bytes:
    info = f"detomo {purpose} {FORMAT}".encode()
    return HKDF(SHA256(), length, salt=None, info=info).derive(secret.encode())


class Keyring:
    """The first secret encrypts, all of them decrypt. Secrets need at least 128 bits of randomness."""

    def __init__(self, secrets: Sequence[str]) -> None:
        self._keys = {key.id: key for key in map(_Key.of, secrets)}
        self._current = next(iter(self._keys.values()))

    @property
    def ids(self) -> tuple[str, ...]:
        """The keys' ids, the one that encrypts first. An id tells nothing about its key."""
        return tuple(self._keys)

    def encrypt(self, text: str, place: str) -> str:
        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed = self._current.cipher.encrypt(nonce, text.encode("utf-8", "surrogatepass"), place.encode())
        return f"{self.prefix}{base64.urlsafe_b64encode(nonce + sealed).decode()}"

    def decrypt(self, stored: str, place: str) -> str:
        """Raises `KeyMissing` or `ValueDamaged`; a value that is not encrypted is never given back as it is."""
        key = self._keys.get(key_id_of(stored))
        if key is None:
            raise KeyMissing(place=place, key=key_id_of(stored))
        try:
            raw = base64.b64decode(stored.rpartition(".")[2], altchars=b"-_", validate=True)
            opened = key.cipher.decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], place.encode())
        except (InvalidTag, ValueError, binascii.Error) as err:
            raise ValueDamaged(place=place) from err
        return opened.decode("utf-8", "surrogatepass")

    @property
    def prefix(self) -> str:
        """What every value begins with that the current key encrypted."""
        return f"{FORMAT}.{self._current.id}."

    def indexes(self, value: str, purpose: str) -> tuple[str, ...]:
        """Keyed digests of a value, by which it is found without being read; the current key's first."""
        text = f"{purpose}\0{value}".encode("utf-8", "surrogatepass")
        return tuple(_encoded(hmac.digest(key.index, text, "sha256")) for key in self._keys.values())


def key_id_of(stored: str) -> str:
    """The id of the key that a stored value needs. Raises `ValueDamaged` for what is not an encrypted value."""
    version, _, rest = stored.partition(".")
    key_id, dot, _ = rest.partition(".")
    if version != FORMAT or not dot or len(key_id) != 2 * KEY_ID_BYTES:
        raise ValueDamaged(place="")
    return key_id


def _encoded(digest: bytes) -> str:
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()

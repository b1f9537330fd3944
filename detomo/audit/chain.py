"""How lines hang together: hash chain with sealed links, after Schneier and Kelsey, "Secure Audit Logs" (1999).

`hash` is SHA-256 over the line before and the line's own content, so that anyone can check the order and the content.
`seal` is an HMAC of that hash under a key derived from SECRET_KEY: whoever can write the database, and not read the
service's secrets, can compute hashes anew but no seals.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any

GENESIS = "0" * 64  # stands before the first line
CONTENT = ("at", "action", "outcome", "actor_id", "target", "address_digest", "request_id", "session_id", "details")


def key_of(secret_key: str) -> bytes:
    return hmac.digest(secret_key.encode(), b"detomo audit seal v1", hashlib.sha256)


def hash_of(previous: str, line_id: int, line: Mapping[str, Any]) -> str:
    """The line's hash, whatever somebody may have put into its columns. `at` is an aware moment in UTC."""
    content = [line[name] for name in CONTENT[1:]]
    moment = line["at"].isoformat(timespec="microseconds")
    text = json.dumps([previous, line_id, moment, *content], ensure_ascii=False, separators=(",", ":"), default=repr)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def address_digest(salt: str, address: str) -> str:
    """What the hash holds of an address: once address and salt are erased, nobody can tell which one it was."""
    return hashlib.sha256(f"{salt} {address}".encode("utf-8", "surrogatepass")).hexdigest()


def seal_of(key: bytes, line_hash: str) -> str:
    return hmac.new(key, str(line_hash).encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()

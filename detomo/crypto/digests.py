"""Digests that only this service can compute."""

import hashlib
import hmac

from flask import current_app


def keyed_digest(purpose: bytes, text: bytes) -> str:
    """HMAC-SHA-256 under SECRET_KEY, as 64 hexadecimal digits. `purpose` keeps one use's digests from another's."""
    key = current_app.config["SECRET_KEY"].encode()
    return hmac.new(key, purpose + b"\0" + text, hashlib.sha256).hexdigest()

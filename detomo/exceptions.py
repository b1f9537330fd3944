"""The root of what our services raise. Each feature names its own; `errors.py` turns them into HTTP.

ServiceError
├── RateLimited              too many calls
├── Busy                     a bounded resource stayed taken
├── crypto.keyring           KeyMissing, ValueDamaged
├── FieldRefused             one field's value: WeakPassword, PermissionNotHeld, …
├── auth                     UserExists, LoginFailed, TooManyAttempts, TokenRevoked, CodeRefused, …
└── health.service           NotReady
"""

from typing import ClassVar

from detomo.engine.types import Text
from detomo.messages import HINTS, MESSAGES


class ServiceError(Exception):
    """An expected failure. `code` names its texts in `messages.py`; `values` fill their placeholders."""

    status: ClassVar[int] = 400
    code: ClassVar[str] = "bad_request"

    def __init__(self, **values: object) -> None:
        super().__init__(self.code)
        self.headers: dict[str, str] = {}
        self.message: Text = MESSAGES[self.code].within(**values)
        self.hint: Text | None = HINTS.get(self.code)


class FieldRefused(ServiceError):
    """A value that has the right form and is refused all the same: told as the finding of one field, with 422."""

    status = 422
    field: str


class RateLimited(ServiceError):
    """Too many calls: the same one may succeed `retry_after` seconds later."""

    status = 429
    code = "rate_limited"

    def __init__(self, *, retry_after: int) -> None:
        super().__init__(seconds=retry_after)
        self.headers = {"Retry-After": str(retry_after)}


class Busy(ServiceError):
    status = 503
    code = "busy"

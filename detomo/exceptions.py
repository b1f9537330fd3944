"""The root of what our services raise. Each feature names its own; `errors.py` turns them into HTTP.

ServiceError
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
        self.message: Text = MESSAGES[self.code].within(**values)
        self.hint: Text | None = HINTS.get(self.code)


class FieldRefused(ServiceError):
    """A value that has the right form and is refused all the same: told as the finding of one field, with 422."""

    status = 422
    field: str


class Busy(ServiceError):
    status = 503
    code = "busy"

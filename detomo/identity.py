"""Who makes a request, as it crosses from HTTP into services."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    USER = "user"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Caller:
    """A user whose token was checked for this request. `session_id` is empty when no token was asked for."""

    id: int
    email: str
    username: str
    role: Role
    is_active: bool
    created_at: datetime
    session_id: str = ""

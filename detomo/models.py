"""Every feature's models, imported so that the metadata is complete for migrations."""

from detomo.auth.models import (
    ApiKey,
    KnownAddress,
    LoginDelay,
    OneTimeToken,
    RecoveryCode,
    SecondFactor,
    Session,
    User,
)
from detomo.projects.models import Project
from detomo.query.models import AskedQuestion, StoredResult
from detomo.rules.models import AccessRule, UserAttribute
from detomo.training.models import TrainingItem

__all__ = [
    "AccessRule",
    "ApiKey",
    "AskedQuestion",
    "KnownAddress",
    "LoginDelay",
    "OneTimeToken",
    "Project",
    "RecoveryCode",
    "SecondFactor",
    "Session",
    "StoredResult",
    "TrainingItem",
    "User",
    "UserAttribute",
]

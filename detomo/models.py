"""Every feature's models, imported so that the metadata is complete for migrations."""

from detomo.audit.models import AuditHead, AuditLine
from detomo.auth.models import (
    ApiKey,
    ExternalIdentity,
    KnownAddress,
    LoginDelay,
    OneTimeToken,
    RecoveryCode,
    SecondFactor,
    Session,
    User,
)
from detomo.connections.models import Connection
from detomo.evaluation.models import GoldenQuestion
from detomo.glossary.models import GlossaryTerm
from detomo.privacy.models import ExportPart, PrivacyJob
from detomo.projects.models import Project
from detomo.query.models import AskedQuestion, StoredResult
from detomo.quotas.models import DailyQuestions, Quota
from detomo.roles.models import StoredRole
from detomo.rules.models import AccessRule, UserAttribute
from detomo.training.models import TrainingItem
from detomo.usage.models import ModelCall

__all__ = [
    "AccessRule",
    "ApiKey",
    "AskedQuestion",
    "AuditHead",
    "AuditLine",
    "Connection",
    "DailyQuestions",
    "ExportPart",
    "ExternalIdentity",
    "GlossaryTerm",
    "GoldenQuestion",
    "KnownAddress",
    "LoginDelay",
    "ModelCall",
    "OneTimeToken",
    "PrivacyJob",
    "Project",
    "Quota",
    "RecoveryCode",
    "SecondFactor",
    "Session",
    "StoredResult",
    "StoredRole",
    "TrainingItem",
    "User",
    "UserAttribute",
]

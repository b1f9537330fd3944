"""Every feature's models, imported so that the metadata is complete for migrations."""

from detomo.audit.models import AuditHead, AuditLine
from detomo.auth.models import Session, User
from detomo.connections.models import Connection
from detomo.projects.models import Project
from detomo.query.models import AskedQuestion, StoredResult
from detomo.roles.models import StoredRole
from detomo.rules.models import AccessRule, UserAttribute
from detomo.training.models import TrainingItem

__all__ = [
    "AccessRule",
    "AskedQuestion",
    "AuditHead",
    "AuditLine",
    "Connection",
    "Project",
    "Session",
    "StoredResult",
    "StoredRole",
    "TrainingItem",
    "User",
    "UserAttribute",
]

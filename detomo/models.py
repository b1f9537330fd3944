"""Every feature's models, imported so that the metadata is complete for migrations."""

from detomo.auth.models import Session, User
from detomo.evaluation.models import GoldenQuestion
from detomo.glossary.models import GlossaryTerm
from detomo.projects.models import Project
from detomo.query.models import AskedQuestion, StoredResult
from detomo.rules.models import AccessRule, UserAttribute
from detomo.training.models import TrainingItem
from detomo.usage.models import ModelCall

__all__ = [
    "AccessRule",
    "AskedQuestion",
    "GlossaryTerm",
    "GoldenQuestion",
    "ModelCall",
    "Project",
    "Session",
    "StoredResult",
    "TrainingItem",
    "User",
    "UserAttribute",
]

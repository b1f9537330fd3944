"""Every feature's models, imported so that the metadata is complete for migrations."""

from detomo.auth.models import Session, User
from detomo.projects.models import Project

__all__ = ["Project", "Session", "User"]

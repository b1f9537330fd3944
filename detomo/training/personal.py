"""What this feature holds about a person. What somebody taught stays the team's when they go."""

from detomo.personal import PersonalRows
from detomo.training.models import TrainingItem

PERSONAL = (
    PersonalRows(
        "taught",
        TrainingItem,
        TrainingItem.created_by_id,
        (TrainingItem.id, TrainingItem.kind, TrainingItem.question, TrainingItem.content, TrainingItem.created_at),
        erase="forget",
    ),
)

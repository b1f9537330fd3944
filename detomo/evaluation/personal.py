"""What this feature holds about a person. Golden questions stay the team's when their author goes."""

from detomo.evaluation.models import GoldenQuestion
from detomo.personal import PersonalRows

PERSONAL = (
    PersonalRows(
        "golden_questions",
        GoldenQuestion,
        GoldenQuestion.created_by_id,
        (GoldenQuestion.id, GoldenQuestion.question, GoldenQuestion.created_at),
        erase="forget",
    ),
)

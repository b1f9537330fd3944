"""What this feature holds about a person. Rows of answers are the company's data: they go with their question, and are
not told."""

from detomo.personal import PersonalRows
from detomo.query.models import AskedQuestion

PERSONAL = (
    PersonalRows(
        "questions",
        AskedQuestion,
        AskedQuestion.user_id,
        (
            AskedQuestion.id,
            AskedQuestion.created_at,
            AskedQuestion.text,
            AskedQuestion.language,
            AskedQuestion.sql,
            AskedQuestion.source,
            AskedQuestion.status,
        ),
    ),
)

"""What this feature holds about a person."""

from detomo.personal import PersonalRows
from detomo.quotas.models import DailyQuestions, Quota

PERSONAL = (
    PersonalRows("quota", Quota, Quota.user_id, (Quota.questions_per_day, Quota.tokens_per_month)),
    PersonalRows(
        "daily_questions", DailyQuestions, DailyQuestions.user_id, (DailyQuestions.day, DailyQuestions.questions)
    ),
)

"""What this feature holds about a person."""

from detomo.personal import PersonalRows
from detomo.rules.models import AccessRule, UserAttribute

PERSONAL = (
    PersonalRows("attributes", UserAttribute, UserAttribute.user_id, (UserAttribute.name, UserAttribute.value)),
    PersonalRows("rules_made", AccessRule, AccessRule.created_by_id, (AccessRule.id, AccessRule.table_name), "forget"),
)

"""What this feature itself holds about a person: the copies that they asked for."""

from detomo.personal import PersonalRows
from detomo.privacy.models import PrivacyJob

EXPORT, DELETION = "export", "deletion"

PERSONAL = (
    PersonalRows(
        "exports",
        PrivacyJob,
        PrivacyJob.user_id,  # type: ignore[arg-type]
        (PrivacyJob.created_at, PrivacyJob.status),
        where=lambda: PrivacyJob.kind == EXPORT,
    ),
)

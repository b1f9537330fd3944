"""What this feature holds about a person. Lines stay, under a number that names nobody once the account is gone, and
without the addresses they came from."""

from detomo.audit.models import AuditLine
from detomo.personal import PersonalRows

PERSONAL = (
    PersonalRows(
        "audit",
        AuditLine,
        AuditLine.actor_id,  # type: ignore[arg-type]
        (AuditLine.at, AuditLine.action, AuditLine.outcome, AuditLine.target, AuditLine.address),
        erase="blank",
        blanks=(AuditLine.address, AuditLine.address_salt),
    ),
)

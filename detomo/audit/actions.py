"""What is audited. The values are stored: they may be added to, never renamed."""

from enum import StrEnum


class Action(StrEnum):
    """Named as object and act; `docs/audit.md` says what `target` and `details` of each one hold."""

    ACCOUNT_CREATED = "account.created"
    ACCOUNT_INVITED = "account.invited"
    ACCOUNT_ENABLED = "account.enabled"
    ACCOUNT_DISABLED = "account.disabled"
    ACCOUNT_UNLOCKED = "account.unlocked"
    DELETION_ASKED = "account.deletion_asked"
    DELETION_CANCELLED = "account.deletion_cancelled"
    EXPORT_ASKED = "account.export_asked"
    ACCOUNT_DELETED = "account.deleted"
    ACCOUNT_EXPORTED = "account.exported"
    EMAIL_VERIFIED = "email.verified"
    EMAIL_CHANGED = "email.changed"
    PASSWORD_CHANGED = "password.changed"  # noqa: S105
    PASSWORD_RESET_FORCED = "password.reset_forced"  # noqa: S105
    PASSWORD_RESET_REQUESTED = "password.reset_requested"  # noqa: S105
    PASSWORD_RESET = "password.reset"  # noqa: S105
    LOGGED_IN = "login"
    STEPPED_UP = "login.step_up"
    TOKEN_REFRESHED = "token.refreshed"  # noqa: S105
    TOKEN_REPLAYED = "token.replayed"  # noqa: S105
    SESSION_ENDED = "session.ended"
    SESSIONS_ENDED = "session.ended_all"
    MFA_ENABLED = "mfa.enabled"
    MFA_DISABLED = "mfa.disabled"
    RECOVERY_CODES_MADE = "mfa.recovery_codes"
    IDENTITY_LINKED = "identity.linked"
    API_KEY_CREATED = "api_key.created"
    API_KEY_REVOKED = "api_key.revoked"
    PERMISSION_DENIED = "permission.denied"
    ROLE_GIVEN = "role.given"
    ROLE_CREATED = "role.created"
    ROLE_CHANGED = "role.changed"
    ROLE_REMOVED = "role.removed"
    QUOTA_SET = "quota.set"
    RULE_ADDED = "rule.added"
    RULE_REMOVED = "rule.removed"
    ATTRIBUTE_SET = "attribute.set"
    CONNECTION_ADDED = "connection.added"
    CONNECTION_CHANGED = "connection.changed"
    CONNECTION_TESTED = "connection.tested"
    CONNECTION_REMOVED = "connection.removed"
    KEYS_ROTATED = "keys.rotated"
    TAUGHT = "training.added"
    TAUGHT_OTHERWISE = "training.changed"
    FORGOTTEN = "training.removed"
    ANSWER_VERIFIED = "answer.verified"
    ASKED = "question.asked"
    SQL_WRITTEN = "question.sql_written"
    SQL_RUN = "question.sql_run"
    SQL_EDITED = "question.sql_edited"
    SQL_FIXED = "question.sql_fixed"
    TEXT_GENERATED = "model.text_generated"
    ROWS_EXPORTED = "export.rows"
    USERS_EXPORTED = "export.users"
    AUDIT_EXPORTED = "export.audit"
    AUDIT_READ = "audit.read"
    AUDIT_PURGED = "audit.purged"
    AUDIT_ADOPTED = "audit.adopted"


class Outcome(StrEnum):
    SUCCESS = "success"
    FAILURE = "failure"  # tried and did not work: a wrong password, SQL that failed
    DENIED = "denied"  # not allowed to

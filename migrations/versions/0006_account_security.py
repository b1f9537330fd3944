"""where sessions come from and how long they last; second factors, one-time tokens, API keys, login delays"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
TABLES = ("known_addresses", "login_delays", "api_keys", "one_time_tokens", "recovery_codes", "second_factors")
SESSION_COLUMNS = {  # what sessions that exist already get
    "ends_at": (MOMENT, "expires_at"),
    "authenticated_at": (MOMENT, "created_at"),
    "last_used_at": (MOMENT, "updated_at"),
    "address": (sa.String(45), "''"),
    "user_agent": (sa.String(200), "''"),
    "has_second_factor": (sa.Boolean(), "false"),
}


def upgrade() -> None:
    op.add_column("users", sa.Column("email_verified_at", MOMENT, nullable=True))
    _complete_sessions()
    _user_table(
        "second_factors",
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("confirmed_at", MOMENT, nullable=True),
        sa.Column("last_step", sa.Integer(), nullable=False),
        *_timestamps(),
        key="user_id",
    )
    _user_table("recovery_codes", sa.Column("code_hash", sa.String(64), nullable=False), key="code_hash")
    _user_table(
        "one_time_tokens",
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("purpose", sa.String(20), nullable=False),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("expires_at", MOMENT, nullable=False),
        *_timestamps(),
        key="token_hash",
    )
    op.create_index(op.f("ix_one_time_tokens_expires_at"), "one_time_tokens", ["expires_at"])
    _create_api_keys()
    op.create_table(
        "known_addresses",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(45), nullable=False),
        sa.Column("last_proof_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_known_addresses_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "address", name=op.f("pk_known_addresses")),
    )
    op.create_table(
        "login_delays",
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("subject", sa.String(64), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("next_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_login_delays")),
    )
    op.create_index(op.f("ix_login_delays_next_at"), "login_delays", ["next_at"])
    op.create_index(op.f("ix_login_delays_subject"), "login_delays", ["subject"])


def _complete_sessions() -> None:
    for name, (kind, _) in SESSION_COLUMNS.items():
        op.add_column("sessions", sa.Column(name, kind, nullable=True))
    values = ", ".join(f"{name} = {value}" for name, (_, value) in SESSION_COLUMNS.items())
    op.execute(f"UPDATE sessions SET {values}")  # noqa: S608
    with op.batch_alter_table("sessions") as sessions:
        for name, (kind, _) in SESSION_COLUMNS.items():
            sessions.alter_column(name, existing_type=kind, nullable=False)


def _create_api_keys() -> None:
    _user_table(
        "api_keys",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("prefix", sa.String(16), nullable=False),
        sa.Column("key_hash", sa.String(64), nullable=False),
        sa.Column("permissions", sa.JSON(), nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("last_used_at", MOMENT, nullable=True),
        sa.Column("revoked_at", MOMENT, nullable=True),
        *_timestamps(),
        sa.UniqueConstraint("key_hash", name=op.f("uq_api_keys_key_hash")),
        key="id",
    )


def _timestamps() -> list[sa.Column]:
    return [sa.Column("created_at", MOMENT, nullable=False), sa.Column("updated_at", MOMENT, nullable=False)]


def _user_table(name: str, *columns: sa.schema.SchemaItem, key: str) -> None:
    """A table of things that go with their user."""
    op.create_table(
        name,
        *columns,
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f(f"fk_{name}_user_id_users"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint(key, name=op.f(f"pk_{name}")),
    )
    if key != "user_id":
        op.create_index(op.f(f"ix_{name}_user_id"), name, ["user_id"])


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
    for name in SESSION_COLUMNS:
        op.drop_column("sessions", name)
    op.drop_column("users", "email_verified_at")

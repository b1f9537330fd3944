"""roles and their permissions, quotas, the audit's chain

Accounts of role `user` become `analyst`: they keep every right that they had. Rules for `user` become rules for
`analyst` and `viewer`, so that nobody whom they limited, and no smaller role, sees more than before.
"""

import re
from collections.abc import Callable

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
LINE_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
HASH = sa.String(64)
GENESIS = "0" * 64
BUILT_IN = ("viewer", "analyst", "admin")
ROLE_IS_USER = re.compile(r"(:user\.role\s*(?:=|<>|!=)\s*)'user'", re.IGNORECASE)
ROLE_IS_ANALYST = re.compile(r"(:user\.role\s*(?:=|<>|!=)\s*)'analyst'", re.IGNORECASE)

SQLITE_TRIGGERS = (
    """CREATE TRIGGER audit_lines_keep BEFORE UPDATE ON audit_lines
    WHEN NEW.address <> '' OR NEW.address_salt <> '' OR NEW.id IS NOT OLD.id OR NEW.at IS NOT OLD.at
        OR NEW.action IS NOT OLD.action OR NEW.outcome IS NOT OLD.outcome OR NEW.actor_id IS NOT OLD.actor_id
        OR NEW.target IS NOT OLD.target OR NEW.address_digest IS NOT OLD.address_digest
        OR NEW.request_id IS NOT OLD.request_id OR NEW.session_id IS NOT OLD.session_id
        OR NEW.details IS NOT OLD.details OR NEW.hash IS NOT OLD.hash OR NEW.seal IS NOT OLD.seal
    BEGIN SELECT RAISE(ABORT, 'audit lines cannot be changed'); END""",
    """CREATE TRIGGER audit_lines_stay BEFORE DELETE ON audit_lines
    WHEN OLD.id > (SELECT purged_id FROM audit_head)
    BEGIN SELECT RAISE(ABORT, 'audit lines cannot be removed'); END""",
)
POSTGRES_TRIGGERS = (
    """CREATE FUNCTION audit_lines_keep() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' AND OLD.id <= (SELECT purged_id FROM audit_head) THEN
            RETURN OLD;
        END IF;
        IF TG_OP = 'UPDATE' AND NEW.address = '' AND NEW.address_salt = ''
            AND to_jsonb(NEW) - '{address,address_salt}'::text[] = to_jsonb(OLD) - '{address,address_salt}'::text[]
        THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'audit lines cannot be changed or removed';
    END $$""",
    """CREATE TRIGGER audit_lines_keep BEFORE UPDATE OR DELETE ON audit_lines
    FOR EACH ROW EXECUTE FUNCTION audit_lines_keep()""",
    """CREATE TRIGGER audit_lines_stay BEFORE TRUNCATE ON audit_lines
    FOR EACH STATEMENT EXECUTE FUNCTION audit_lines_keep()""",
)


def upgrade() -> None:
    _make_roles()
    _change_length_of_role(16, 32)
    op.execute("UPDATE users SET role = 'analyst' WHERE role = 'user'")
    _change_rules({"user": ("analyst", "viewer")}, lambda text: ROLE_IS_USER.sub(r"\1'analyst'", text))
    _make_quotas()
    _make_audit()


def downgrade() -> None:
    op.drop_table("audit_lines")  # with its triggers
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_lines_keep()")
    op.drop_table("audit_head")
    op.drop_table("daily_questions")
    op.drop_table("quotas")
    custom = [row.name for row in op.get_bind().execute(sa.text("SELECT name FROM roles")) if row.name != "admin"]
    _change_rules(dict.fromkeys(custom, ("user",)), lambda text: ROLE_IS_ANALYST.sub(r"\1'user'", text))
    op.execute("UPDATE users SET role = 'user' WHERE role <> 'admin'")
    _change_length_of_role(32, 16)
    op.drop_table("roles")


def _make_roles() -> None:
    roles = op.create_table(
        "roles",
        sa.Column("name", sa.String(32), nullable=False),
        sa.Column("based_on", sa.String(32), nullable=True),
        sa.Column("permissions", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("description", sa.String(200), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_roles")),
    )
    now = sa.func.current_timestamp()
    for name in BUILT_IN:
        op.execute(roles.insert().values(name=name, description="", created_at=now, updated_at=now))


def _change_length_of_role(old: int, new: int) -> None:
    """On SQLite this makes the table anew, which must not forget the highest id that was ever given."""
    connection = op.get_bind()
    last_id = None
    if connection.dialect.name == "sqlite":
        last_id = connection.scalar(sa.text("SELECT seq FROM sqlite_sequence WHERE name = 'users'"))
    with op.batch_alter_table("users", table_kwargs={"sqlite_autoincrement": True}) as users:
        users.alter_column("role", existing_type=sa.String(old), type_=sa.String(new), existing_nullable=False)
    if last_id is not None:
        connection.execute(sa.text("DELETE FROM sqlite_sequence WHERE name = 'users'"))
        connection.execute(sa.text("INSERT INTO sqlite_sequence (name, seq) VALUES ('users', :seq)"), {"seq": last_id})


def _change_rules(roles: dict[str, tuple[str, ...]], predicate: Callable[[str], str]) -> None:
    """Rename roles in rules: in their lists, and where a condition compares `:user.role` with one."""
    connection = op.get_bind()
    rules = sa.table(
        "access_rules", sa.column("id"), sa.column("roles", sa.JSON(none_as_null=True)), sa.column("predicate")
    )
    for rule in connection.execute(sa.select(rules)).all():
        named = {new for role in rule.roles or () for new in roles.get(role, (role,))}
        values = {"roles": sorted(named) if rule.roles else None, "predicate": predicate(rule.predicate)}
        connection.execute(rules.update().where(rules.c.id == rule.id).values(values))


def _make_quotas() -> None:
    op.create_table(
        "quotas",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("role", sa.String(32), nullable=True),
        sa.Column("questions_per_day", sa.Integer(), nullable=True),
        sa.Column("tokens_per_month", sa.Integer(), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_quotas_user_id_users"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["role"], ["roles.name"], name=op.f("fk_quotas_role_roles"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quotas")),
        sa.UniqueConstraint("user_id", name=op.f("uq_quotas_user_id")),
        sa.UniqueConstraint("role", name=op.f("uq_quotas_role")),
    )
    op.create_table(
        "daily_questions",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("questions", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_daily_questions_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_daily_questions")),
    )


def _make_audit() -> None:
    op.create_table(
        "audit_lines",
        sa.Column("id", LINE_ID, autoincrement=False, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("action", sa.String(64), nullable=False),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("target", sa.String(200), nullable=False),
        sa.Column("address", sa.String(64), nullable=False),
        sa.Column("address_salt", sa.String(32), nullable=False),
        sa.Column("address_digest", sa.String(64), nullable=False),
        sa.Column("request_id", sa.String(64), nullable=False),
        sa.Column("session_id", sa.String(64), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("hash", HASH, nullable=False),
        sa.Column("seal", HASH, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_lines")),
    )
    op.create_index("ix_audit_lines_at", "audit_lines", ["at"])
    op.create_index("ix_audit_lines_actor_id_id", "audit_lines", ["actor_id", "id"])
    op.create_index("ix_audit_lines_action_id", "audit_lines", ["action", "id"])
    head = op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("line_id", LINE_ID, nullable=False),
        sa.Column("hash", HASH, nullable=False),
        sa.Column("purged_id", LINE_ID, nullable=False),
        sa.Column("purged_hash", HASH, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    op.execute(head.insert().values(id=1, line_id=0, hash=GENESIS, purged_id=0, purged_hash=GENESIS))
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for trigger in SQLITE_TRIGGERS if is_sqlite else POSTGRES_TRIGGERS:
        op.execute(trigger)

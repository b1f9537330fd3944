"""encrypted e-mail addresses; connections to target databases"""

from collections.abc import Callable

import sqlalchemy as sa
from alembic import op

from detomo.auth.names import name_key
from detomo.crypto.columns import current_keyring

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
PROJECTS_KEY = "fk_projects_connection_id_connections"
BATCH_ROWS = 1_000
EMAIL = "users.email"
USERS = sa.table("users", sa.column("id", sa.Integer), sa.column("email", sa.Text), sa.column("email_key", sa.Text))


def upgrade() -> None:
    change_type("email", sa.String(320), sa.Text())
    change_addresses(encrypted)
    change_type("email_key", sa.String(800), sa.String(43))
    op.create_table(
        "connections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("password", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("probed_at", MOMENT, nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["users.id"], name=op.f("fk_connections_created_by_id_users"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_connections")),
        sa.UniqueConstraint("name", name=op.f("uq_connections_name")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("projects") as projects:
        projects.add_column(sa.Column("connection_id", sa.Integer(), nullable=True))
        projects.create_foreign_key(op.f(PROJECTS_KEY), "connections", ["connection_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("projects") as projects:
        projects.drop_constraint(op.f(PROJECTS_KEY), type_="foreignkey")
        projects.drop_column("connection_id")
    op.drop_table("connections")
    change_type("email_key", sa.String(43), sa.String(800))
    change_addresses(decrypted)
    change_type("email", sa.Text(), sa.String(320))


def change_type(column: str, old: sa.types.TypeEngine[str], new: sa.types.TypeEngine[str]) -> None:
    """SQLite copies the table for it: the highest id that was ever given, which the copy forgets, is put back."""
    connection = op.get_bind()
    is_sqlite = connection.dialect.name == "sqlite"
    given = connection.scalar(sa.text("SELECT seq FROM sqlite_sequence WHERE name = 'users'")) if is_sqlite else None
    with op.batch_alter_table("users", table_kwargs={"sqlite_autoincrement": True}) as users:
        users.alter_column(column, existing_type=old, type_=new, existing_nullable=False)
    if given is not None:
        connection.execute(sa.text("DELETE FROM sqlite_sequence WHERE name = 'users'"))
        connection.execute(sa.text("INSERT INTO sqlite_sequence VALUES ('users', :given)"), {"given": given})


def encrypted(email: str) -> dict[str, str]:
    keyring = current_keyring()
    return {"email": keyring.encrypt(email, EMAIL), "email_key": keyring.indexes(name_key(email), EMAIL)[0]}


def decrypted(stored: str) -> dict[str, str]:
    email = current_keyring().decrypt(stored, EMAIL)
    return {"email": email, "email_key": name_key(email)}


def change_addresses(changed: Callable[[str], dict[str, str]]) -> None:
    connection = op.get_bind()
    batch = sa.select(USERS.c.id, USERS.c.email).order_by(USERS.c.id).limit(BATCH_ROWS)
    keep = sa.update(USERS).where(USERS.c.id == sa.bindparam("row"))
    last = 0
    while rows := connection.execute(batch.where(USERS.c.id > last)).all():
        connection.execute(keep, [{"row": row.id, **changed(row.email)} for row in rows])
        last = rows[-1].id

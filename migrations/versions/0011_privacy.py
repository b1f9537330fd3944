"""exports and deletions of personal data"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "privacy_jobs",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("position", sa.JSON(), nullable=False),
        sa.Column("leased_until", MOMENT, nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_privacy_jobs")),
    )
    op.create_index("ix_privacy_jobs_user_id_kind", "privacy_jobs", ["user_id", "kind"])
    op.create_index("ix_privacy_jobs_status_due_at", "privacy_jobs", ["status", "due_at"])
    op.create_table(
        "export_parts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("job_id", sa.String(32), nullable=False),
        sa.Column("section", sa.String(40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["job_id"], ["privacy_jobs.id"], name=op.f("fk_export_parts_job_id_privacy_jobs"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_export_parts")),
        sa.UniqueConstraint("job_id", "section", "number", name=op.f("uq_export_parts_job_id")),
    )


def downgrade() -> None:
    op.drop_table("export_parts")
    op.drop_table("privacy_jobs")

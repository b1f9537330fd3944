"""what the language model was asked, and the conversation that a question follows"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0004"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    with op.batch_alter_table("questions") as questions:
        questions.add_column(sa.Column("previous_id", sa.String(32), nullable=True))
        questions.create_foreign_key(
            op.f("fk_questions_previous_id_questions"), "questions", ["previous_id"], ["id"], ondelete="SET NULL"
        )
        questions.create_index(op.f("ix_questions_previous_id"), ["previous_id"])
    op.create_table(
        "model_calls",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("question_id", sa.String(32), nullable=True),
        sa.Column("model", sa.String(100), nullable=False),
        sa.Column("input_tokens", sa.Integer(), nullable=False),
        sa.Column("output_tokens", sa.Integer(), nullable=False),
        sa.Column("cache_read_tokens", sa.Integer(), nullable=False),
        sa.Column("cache_write_tokens", sa.Integer(), nullable=False),
        sa.Column("cost_usd", sa.Numeric(14, 8), nullable=True),
        sa.Column("sent", sa.JSON(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_model_calls_project_id_projects")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_model_calls_user_id_users"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["question_id"], ["questions.id"], name=op.f("fk_model_calls_question_id_questions"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_model_calls")),
    )
    op.create_index("ix_model_calls_user_id_created_at", "model_calls", ["user_id", "created_at"])
    op.create_index("ix_model_calls_question_id", "model_calls", ["question_id"])


def downgrade() -> None:
    op.drop_table("model_calls")
    with op.batch_alter_table("questions") as questions:
        questions.drop_index(op.f("ix_questions_previous_id"))
        questions.drop_constraint(op.f("fk_questions_previous_id_questions"), type_="foreignkey")
        questions.drop_column("previous_id")

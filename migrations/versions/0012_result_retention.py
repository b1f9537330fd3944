"""an index to find the results that are kept no longer"""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_results_updated_at", "results", ["updated_at"])


def downgrade() -> None:
    op.drop_index("ix_results_updated_at", "results")

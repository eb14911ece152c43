"""Plans, with the usual ones

Revision ID: 005_plans
Revises: 004_merge
Create Date: 2024-02-01 08:00:00
"""
import sqlalchemy as sa
from alembic import op

revision = "005_plans"
down_revision = "004_merge"
branch_labels = None
depends_on = None


def upgrade():
    plans = op.create_table(
        "plans",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("name", sa.String(50), nullable=False),
        sa.Column("credits", sa.Integer(), nullable=False),
    )
    op.bulk_insert(plans, [
        {"id": 1, "name": "Free", "credits": 100},
        {"id": 2, "name": "Pro; 'the best'", "credits": 1000},
    ])


def downgrade():
    op.drop_table("plans")

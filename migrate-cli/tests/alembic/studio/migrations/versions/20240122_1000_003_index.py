"""Find posts by status

Revision ID: 003_index
Revises: a1b2c3d4e5f6
Create Date: 2024-01-22 10:00:00
"""
from alembic import op

revision = "003_index"
down_revision = "a1b2c3d4e5f6"
branch_labels = ("search",)
depends_on = None


def upgrade():
    with op.get_context().autocommit_block():
        op.create_index("ix_posts_status", "posts", ["status"], postgresql_concurrently=True)


def downgrade():
    with op.get_context().autocommit_block():
        op.drop_index("ix_posts_status", "posts", postgresql_concurrently=True)

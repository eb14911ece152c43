"""merge heads

Revision ID: 004_merge
Revises: 002_touch, 003_index
Create Date: 2024-01-25 00:00:00
"""
revision = "004_merge"
down_revision = ("002_touch", "003_index")
branch_labels = None
depends_on = None


def upgrade():
    pass


def downgrade():
    pass

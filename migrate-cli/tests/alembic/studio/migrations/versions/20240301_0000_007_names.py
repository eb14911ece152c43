"""Names of users

Revision ID: 007_names
Revises: 006_encrypt
Create Date: 2024-03-01 00:00:00
"""
import sqlalchemy as sa
from alembic import op

revision = "007_names"
down_revision = "006_encrypt"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("users", sa.Column("name", sa.String(80), nullable=False, server_default=""))
    op.alter_column("users", "email", type_=sa.String(320), existing_type=sa.String(255))


def downgrade() -> None:
    op.alter_column("users", "email", type_=sa.String(255), existing_type=sa.String(320))
    op.drop_column("users", "name")

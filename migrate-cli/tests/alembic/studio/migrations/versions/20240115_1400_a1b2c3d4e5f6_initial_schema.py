"""Initial schema

Revision ID: a1b2c3d4e5f6
Revises:
Create Date: 2024-01-15 14:00:00.000000+00:00

The users and their posts.
Estimated time: none, the tables are new.
"""
from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision: str = 'a1b2c3d4e5f6'
down_revision: Union[str, None] = None
branch_labels: Union[str, Sequence[str], None] = ('studio',)
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        'users',
        sa.Column('id', sa.Integer(), primary_key=True),
        sa.Column('email', sa.String(255), nullable=False, unique=True),
        sa.Column('bio', sa.Text(), server_default="it's; empty -- yet"),
    )
    op.create_table(
        'posts',
        sa.Column('id', sa.Integer(), primary_key=True),
        sa.Column('user_id', sa.Integer(), sa.ForeignKey('users.id', ondelete='CASCADE'), nullable=False),
        sa.Column('title', sa.String(500)),
        sa.Column('status', sa.String(20), nullable=False, server_default='draft'),
    )


def downgrade() -> None:
    op.drop_table('posts')
    op.drop_table('users')

"""Touch posts when they change, with a trigger

Revision ID: 002_touch
Revises: a1b2c3d4e5f6
Create Date: 2024-01-20 09:00:00
"""
import sqlalchemy as sa
from alembic import op

revision = "002_touch"
down_revision = "a1b2c3d4e5f6"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("posts", sa.Column("touched_at", sa.DateTime(timezone=True)))
    op.execute(
        """
        CREATE FUNCTION touch() RETURNS trigger AS $$
        BEGIN
            -- Running upgrade of the row; this COMMIT; is a comment
            NEW.touched_at := now();
            RETURN NEW;
        END
        $$ LANGUAGE plpgsql
        """
    )
    op.execute("CREATE TRIGGER touch_posts BEFORE UPDATE ON posts FOR EACH ROW EXECUTE FUNCTION touch()")


def downgrade():
    op.execute("DROP TRIGGER touch_posts ON posts")
    op.execute("DROP FUNCTION touch()")
    op.drop_column("posts", "touched_at")

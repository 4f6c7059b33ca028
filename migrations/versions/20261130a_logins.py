"""When a log-in was used, and when its password was last given.

Revision: 0004, after 0003
"""

import sqlalchemy as sa
from alembic import op

from core.db import UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("login_session", sa.Column("confirmed_at", UtcDateTime(), nullable=True))
    session = sa.ForeignKey("login_session.id", ondelete="CASCADE")
    op.create_table(
        "login_use",
        sa.Column("session_id", sa.String(64), session, primary_key=True),
        sa.Column("used_at", UtcDateTime(), primary_key=True),
    )


def downgrade() -> None:
    raise SystemExit("There is no way back below this schema; restore a backup instead.")

"""Places are released that nobody has checked in to, who often does not come asks first, and hosts answer in time.

Revision: 0021, after 0020
"""

import sqlalchemy as sa
from alembic import op

from core.db import UtcDateTime

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

RULES = {
    "release_minutes": ("release", "release_minutes = 0 or release_minutes between 15 and 1440"),
    "most_no_shows": ("most_no_shows", "most_no_shows >= 0"),
    "no_show_days": ("no_show_days", "no_show_days between 1 and 365"),
    "answer_hours": ("answer_hours", "answer_hours >= 0"),
}


def upgrade() -> None:
    """By plain statements: so the checks come along in place, also on SQLite, where the triggers stay."""
    for column, (name, rule) in RULES.items():
        check = f"CONSTRAINT ck_booking_rules_{name} CHECK ({rule})"
        op.execute(f"ALTER TABLE booking_rules ADD COLUMN {column} INTEGER {check}")
    op.add_column("booking", sa.Column("release_at", UtcDateTime(), nullable=True))

"""What is odd in an outside calendar is called warnings, as in the code; the text needs no word before it any more.

Revision: 0007, after 0006
"""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE outside_calendar RENAME COLUMN odd TO warnings")
    op.execute("UPDATE outside_calendar SET warnings = substr(warnings, 5) WHERE warnings LIKE 'odd %'")


def downgrade() -> None:
    raise SystemExit("There is no way back below this schema; restore a backup instead.")

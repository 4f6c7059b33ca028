"""What was odd in an outside calendar has a column of its own, and it is kept when hosts heard that it fails.

Revision: 0006, after 0005
"""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = "TIMESTAMP WITH TIME ZONE" if op.get_bind().dialect.name == "postgresql" else "DATETIME"
    op.execute("ALTER TABLE outside_calendar ADD COLUMN odd VARCHAR(240) NOT NULL DEFAULT ''")
    op.execute(f"ALTER TABLE outside_calendar ADD COLUMN told_at {moment}")
    op.execute("UPDATE outside_calendar SET odd = error, error = '' WHERE error LIKE 'odd %'")


def downgrade() -> None:
    raise SystemExit("There is no way back below this schema; restore a backup instead.")

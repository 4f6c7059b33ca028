"""What gave way to a change is an impact: the table has the name of what stands in it.

Revision: 0008, after 0007
"""

import sqlalchemy as sa
from alembic import op

from core.db import UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

COLUMNS = "id, operation, hub_id, booking_id, outcome, from_space_id, from_status, created_at"


def upgrade() -> None:
    op.create_table(
        "impact",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("operation", sa.String(32), nullable=False, index=True),
        sa.Column("hub_id", sa.Integer(), sa.ForeignKey("hub.id", ondelete="CASCADE"), nullable=False, index=True),
        sa.Column("booking_id", sa.Uuid(), sa.ForeignKey("booking.id", ondelete="CASCADE"), nullable=False, index=True),
        sa.Column("outcome", sa.String(10), nullable=False),
        sa.Column("from_space_id", sa.Integer(), sa.ForeignKey("space.id", ondelete="CASCADE"), nullable=False),
        sa.Column("from_status", sa.String(12), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("outcome in ('moved', 'cancelled')", name=op.f("ck_impact_known_outcome")),
    )
    op.execute(f"INSERT INTO impact ({COLUMNS}) SELECT {COLUMNS} FROM displacement")  # noqa: S608  # names of ours
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SELECT setval('impact_id_seq', (SELECT coalesce(max(id), 0) + 1 FROM impact), false)")
    op.drop_table("displacement")


def downgrade() -> None:
    raise SystemExit("There is no way back below this schema; restore a backup instead.")

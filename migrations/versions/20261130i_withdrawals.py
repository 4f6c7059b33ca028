"""Withdrawals are taken down as they were declared.

Revision: 0012, after 0011
"""

import sqlalchemy as sa
from alembic import op

from core.db import UtcDateTime

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "withdrawal",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("code", sa.String(60), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False, index=True),
        sa.Column("booking_id", sa.Uuid(), sa.ForeignKey("booking.id", ondelete="SET NULL"), index=True),
        sa.Column("outcome", sa.String(12), nullable=False),
        sa.Column("settled_at", UtcDateTime()),
        sa.CheckConstraint(
            "outcome in ('open', 'accepted', 'refused', 'unknown')", name=op.f("ck_withdrawal_known_outcome")
        ),
        sa.CheckConstraint("(outcome = 'open') = (settled_at is null)", name=op.f("ck_withdrawal_settled")),
    )


def downgrade() -> None:
    raise SystemExit("There is no way back below this schema; restore a backup instead.")

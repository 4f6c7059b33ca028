"""Bookings may belong to a series, and a hub says how far ahead one may go.

Revision: 0020, after 0019
"""

import sqlalchemy as sa
from alembic import op

from core.db import UtcDateTime

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "ALTER TABLE booking_rules ADD COLUMN series_days INTEGER "
        "CONSTRAINT ck_booking_rules_series_days CHECK (series_days between 0 and 366)"
    )
    op.create_table(
        "series",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("hub_id", sa.Integer(), sa.ForeignKey("hub.id"), nullable=False, index=True),
        sa.Column("member_id", sa.Integer(), sa.ForeignKey("member.id", ondelete="CASCADE"), nullable=False),
        sa.Column("every", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(5), nullable=False),
        sa.Column("days", sa.String(20), nullable=False),
        sa.Column("nth", sa.Integer(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("count", sa.Integer(), nullable=True),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("starts_minute", sa.Integer(), nullable=False),
        sa.Column("ends_minute", sa.Integer(), nullable=False),
        sa.Column("left_out", sa.JSON(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("every between 1 and 99", name=op.f("ck_series_every")),
        sa.CheckConstraint("unit in ('day', 'week', 'month')", name=op.f("ck_series_known_unit")),
        sa.CheckConstraint("(until is null) <> (count is null)", name=op.f("ck_series_one_end")),
        sa.CheckConstraint("count between 1 and 366", name=op.f("ck_series_count")),
        sa.CheckConstraint("0 <= starts_minute and starts_minute < ends_minute", name=op.f("ck_series_order")),
    )
    op.create_index("ix_series_member_id", "series", ["member_id"])
    _bookings()


def _bookings() -> None:
    """In place: on SQLite a table that others refer to is not rebuilt."""
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    key, moment = ("UUID", "TIMESTAMP WITH TIME ZONE") if on_postgresql else ("CHAR(32)", "DATETIME")
    op.execute(
        f"ALTER TABLE booking ADD COLUMN series_id {key} CONSTRAINT fk_booking_series_id_series REFERENCES series (id)"
    )
    op.execute(f"ALTER TABLE booking ADD COLUMN series_at {moment}")
    op.execute("ALTER TABLE booking ADD COLUMN series_own BOOLEAN DEFAULT false NOT NULL")
    op.create_index("uq_booking_series_date", "booking", ["series_id", "series_at"], unique=True)


def downgrade() -> None:
    raise SystemExit("There is no way back below this schema; restore a backup instead.")

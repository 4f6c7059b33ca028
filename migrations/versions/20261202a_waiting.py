"""People wait for places that are taken; what becomes free is held for them in their order.

Revision: 0022, after 0021
"""

import sqlalchemy as sa
from alembic import op

from core.db import UtcDateTime

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What is added to tables that others refer to is added in place: on SQLite they are not rebuilt."""
    op.execute(
        "ALTER TABLE booking_rules ADD COLUMN proposal_minutes INTEGER "
        "CONSTRAINT ck_booking_rules_proposal_minutes CHECK (proposal_minutes between 5 and 1440)"
    )
    op.execute(
        "ALTER TABLE booking ADD COLUMN held_for VARCHAR(10) DEFAULT '' NOT NULL "
        "CONSTRAINT ck_booking_known_held_for CHECK (held_for in ('', 'taking', 'address'))"
    )
    op.create_table(
        "waiting_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("hub_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=True),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("joined_at", UtcDateTime(), nullable=False),
        sa.Column("choice", sa.JSON(), nullable=True),
        sa.Column("booking_id", sa.Uuid(), nullable=True),
        sa.Column("passed_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_waiting_entry_order")),
        sa.CheckConstraint("booking_id is null or passed_at is null", name=op.f("ck_waiting_entry_one_state")),
        sa.ForeignKeyConstraint(["hub_id"], ["hub.id"], name=op.f("fk_waiting_entry_hub_id_hub"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_waiting_entry_member_id_member"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["space_id"], ["space.id"], name=op.f("fk_waiting_entry_space_id_space"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["booking.id"], name=op.f("fk_waiting_entry_booking_id_booking"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiting_entry")),
    )
    op.create_index("ix_waiting_entry_hub_starts", "waiting_entry", ["hub_id", "starts_at"])
    op.create_index("ix_waiting_entry_space_id", "waiting_entry", ["space_id"])
    op.create_index("uq_waiting_entry_booking_id", "waiting_entry", ["booking_id"], unique=True)
    wish = ["member_id", "hub_id", "kind", "starts_at", "ends_at"]
    _unique("uq_waiting_entry_any", wish, "space_id is null")
    _unique("uq_waiting_entry_space", [*wish, "space_id"], "space_id is not null")


def _unique(name: str, columns: list[str], condition: str) -> None:
    where = sa.text(condition)
    op.create_index(name, "waiting_entry", columns, unique=True, postgresql_where=where, sqlite_where=where)


def downgrade() -> None:
    raise SystemExit("There is no way back below this schema; restore a backup instead.")

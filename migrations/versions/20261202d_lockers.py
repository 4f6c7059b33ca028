"""Lockers may stand outside and are handed over by codes; how one gets in is kept encrypted.

Revision: 0025, after 0024
"""

import sqlalchemy as sa
from alembic import op

from core.db import UtcDateTime

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The column is added in place: on SQLite a space keeps its triggers."""
    op.add_column("space", sa.Column("is_outside", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table(
        "handover",
        sa.Column("booking_id", sa.Uuid(), nullable=False),
        sa.Column("hub_id", sa.Integer(), nullable=False),
        sa.Column("recipient", sa.String(length=80), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("collected_at", UtcDateTime(), nullable=True),
        sa.Column("overdue_told_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["booking.id"], name=op.f("fk_handover_booking_id_booking"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["hub_id"], ["hub.id"], name=op.f("fk_handover_hub_id_hub")),
        sa.PrimaryKeyConstraint("booking_id", name=op.f("pk_handover")),
    )
    op.create_index(op.f("ix_handover_hub_id"), "handover", ["hub_id"])
    op.create_table(
        "handover_code",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("booking_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.String(length=10), nullable=False),
        sa.CheckConstraint("purpose in ('deposit', 'collection')", name=op.f("ck_handover_code_known_purpose")),
        sa.ForeignKeyConstraint(
            ["booking_id"],
            ["handover.booking_id"],
            name=op.f("fk_handover_code_booking_id_handover"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_handover_code")),
        sa.UniqueConstraint("booking_id", "purpose", name=op.f("uq_handover_code_booking_id_purpose")),
    )
    op.create_table(
        "entry_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("hub_id", sa.Integer(), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["hub_id"], ["hub.id"], name=op.f("fk_entry_note_hub_id_hub"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["space_id"], ["space.id"], name=op.f("fk_entry_note_space_id_space"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_note")),
        sa.UniqueConstraint("space_id", name=op.f("uq_entry_note_space_id")),
    )
    op.create_index(op.f("ix_entry_note_hub_id"), "entry_note", ["hub_id"])
    op.create_index(
        "uq_entry_note_hub",
        "entry_note",
        ["hub_id"],
        unique=True,
        postgresql_where=sa.text("space_id is null"),
        sqlite_where=sa.text("space_id is null"),
    )

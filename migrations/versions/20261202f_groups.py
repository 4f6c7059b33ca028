"""Bookings may be of a group, and somebody who has no account may be told of the place that is booked for them.

Revision: 0027, after 0026
"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """In place: on SQLite a table that others refer to is not rebuilt."""
    kind = "UUID" if op.get_bind().dialect.name == "postgresql" else "CHAR(32)"
    op.execute(f"ALTER TABLE booking ADD COLUMN group_id {kind}")
    in_group = sa.text("group_id IS NOT NULL")
    op.create_index("ix_booking_group_id", "booking", ["group_id"], postgresql_where=in_group, sqlite_where=in_group)
    op.create_table(
        "guest_contact",
        sa.Column("booking_id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("telephone", sa.String(40), nullable=False),
        sa.Column("is_told", sa.Boolean(), nullable=False),
        sa.CheckConstraint("email <> '' or telephone <> ''", name=op.f("ck_guest_contact_something")),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["booking.id"], name=op.f("fk_guest_contact_booking_id_booking"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("booking_id", name=op.f("pk_guest_contact")),
    )


def downgrade() -> None:
    raise SystemExit("There is no way back below this schema; restore a backup instead.")

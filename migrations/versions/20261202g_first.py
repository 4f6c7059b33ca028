"""One may book by name and e-mail address, and the place is held until the address is confirmed.

Revision: 0028, after 0027
"""

import sqlalchemy as sa
from alembic import op

from core.db import UtcDateTime
from core.sqlite import change_table

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("booking_rules", sa.Column("needs_account", sa.Boolean(), nullable=True))
    _bookings_wait_for_whose_they_are()
    op.create_table(
        "unconfirmed_booking",
        sa.Column("booking_id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("locale", sa.String(5), nullable=False),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("choice", sa.JSON(), nullable=False),
        sa.Column("mailed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["booking_id"],
            ["booking.id"],
            name=op.f("fk_unconfirmed_booking_booking_id_booking"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("booking_id", name=op.f("pk_unconfirmed_booking")),
    )
    op.create_index("uq_unconfirmed_booking_email", "unconfirmed_booking", ["email"], unique=True)


def _bookings_wait_for_whose_they_are() -> None:
    """What is held until an address is confirmed is nobody's: there may be no account yet."""
    before = "member_id is not null or origin <> 'member' or anonymised_at is not null"
    after = f"{before} or held_for = 'address'"
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(op.f("ck_booking_somebodys"), "booking")
        op.create_check_constraint(op.f("ck_booking_somebodys"), "booking", after)
    else:
        change_table(op.get_bind(), "booking", {before: after})


def downgrade() -> None:
    raise SystemExit("There is no way back below this schema; restore a backup instead.")

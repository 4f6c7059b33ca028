"""Spaces can be confidential: their bookings bear no title, hosts do not see whose they are, and what they cost is told
without where and when.

Revision: 0024, after 0022
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0022"
branch_labels = None
depends_on = None

TOLD = "(booking_id is null) <> (pass_id is null) or (is_confidential and pass_id is null)"


def upgrade() -> None:
    _spaces_and_bookings()
    _fees()
    _visits()


def _spaces_and_bookings() -> None:
    """By plain statements: so the checks come along in place, also on SQLite, where the triggers stay."""
    flag = "is_confidential BOOLEAN DEFAULT false NOT NULL"
    op.execute("ALTER TABLE space ADD COLUMN outer_name VARCHAR(80) DEFAULT '' NOT NULL")
    named = "CONSTRAINT ck_space_outer_name CHECK (not is_confidential or outer_name <> '')"
    op.execute(f"ALTER TABLE space ADD COLUMN {flag} {named}")
    silent = "CONSTRAINT ck_booking_nothing_told CHECK (not is_confidential or (title = '' and note = ''))"
    op.execute(f"ALTER TABLE booking ADD COLUMN {flag} {silent}")


def _fees() -> None:
    """The table has no triggers, so that SQLite may build it anew."""
    with op.batch_alter_table("fee") as table:
        table.add_column(sa.Column("is_confidential", sa.Boolean(), server_default=sa.false(), nullable=False))
        table.drop_constraint(op.f("ck_fee_one_thing"), type_="check")
        table.create_check_constraint(op.f("ck_fee_one_thing"), TOLD)


def _visits() -> None:
    """Nor has this one."""
    with op.batch_alter_table("pass_use") as table:
        table.alter_column("booking_id", existing_type=sa.Uuid(), nullable=True)
        table.add_column(sa.Column("fee_id", sa.Uuid(), nullable=True))
        table.create_foreign_key(op.f("fk_pass_use_fee_id_fee"), "fee", ["fee_id"], ["id"])
        table.create_check_constraint(op.f("ck_pass_use_one_thing"), "(booking_id is null) <> (fee_id is null)")
        table.create_index(op.f("ix_pass_use_fee_id"), ["fee_id"])

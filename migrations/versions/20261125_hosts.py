"""What hosts need: pictures and plans, people of the hub, door signs, guests without an account, the journal.

Revision: 0002, after 0001
"""

import sqlalchemy as sa
from alembic import op

from core.db import BigId, UtcDateTime
from core.sqlite import change_table
from core.tokens import new_code
from hubs import stamps

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# Written by hand: the same on both databases, and SQLite rebuilds no table for it.
COLUMNS = (
    "hub ADD COLUMN is_public BOOLEAN NOT NULL DEFAULT true",
    "hub ADD COLUMN amenities JSON NOT NULL DEFAULT '[]'",
    "member ADD COLUMN may_open_hub BOOLEAN NOT NULL DEFAULT false",
    "space ADD COLUMN qr_code VARCHAR(16)",
    "booking_rules ADD COLUMN admission VARCHAR(12) CONSTRAINT ck_booking_rules_admission"
    " CHECK (admission in ('everyone', 'members', 'approval'))",
    "booking_rules ADD COLUMN check_in_lead_minutes INTEGER CONSTRAINT ck_booking_rules_check_in_lead"
    " CHECK (check_in_lead_minutes between 0 and 1440)",
    "blocking ADD COLUMN kind VARCHAR(10) NOT NULL DEFAULT 'private' CONSTRAINT ck_blocking_known_kind"
    " CHECK (kind in ('private', 'fault', 'calendar'))",
    "blocking ADD COLUMN series VARCHAR(32)",
    "booking ADD COLUMN origin VARCHAR(10) NOT NULL DEFAULT 'member' CONSTRAINT ck_booking_known_origin"
    " CHECK (origin in ('member', 'host', 'walk_in', 'door'))",
    "booking ADD COLUMN guest_name VARCHAR(80) NOT NULL DEFAULT ''",
    "booking ADD COLUMN pickup_code VARCHAR(8)",
    "booking ADD COLUMN note VARCHAR(300) NOT NULL DEFAULT ''",
)
MOMENTS = ("paid_at", "checked_in_at", "checked_out_at")


def upgrade() -> None:
    for column in COLUMNS:
        op.execute(f"ALTER TABLE {column}")
    for moment in MOMENTS:
        op.add_column("booking", sa.Column(moment, UtcDateTime(), nullable=True))
    _let_bookings_be_guests()
    _give_codes()
    op.create_index("ix_blocking_series", "blocking", ["series"])
    _hubs()
    _people()
    _bookings()
    _journal()
    stamps.create(op.get_bind(), ("hub_member", "floor_plan"))


def _let_bookings_be_guests() -> None:
    """`member_id` may be empty."""
    somebodys = "CONSTRAINT ck_booking_somebodys CHECK (member_id is not null or origin <> 'member')"
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("booking", "member_id", existing_type=sa.Integer(), nullable=True)
        op.execute(f"ALTER TABLE booking ADD {somebodys}")
        return
    changes = {
        "member_id INTEGER NOT NULL": "member_id INTEGER",
        "CONSTRAINT ck_booking_order": f"{somebodys}, CONSTRAINT ck_booking_order",
    }
    change_table(op.get_bind(), "booking", changes)


def _give_codes() -> None:
    space = sa.table("space", sa.column("id", sa.Integer), sa.column("qr_code", sa.String))
    for space_id in op.get_bind().execute(sa.select(space.c.id)).scalars().all():
        op.get_bind().execute(space.update().where(space.c.id == space_id).values(qr_code=new_code()))
    op.create_index("uq_space_qr_code", "space", ["qr_code"], unique=True)


def _hubs() -> None:
    op.create_table(
        "picture",
        sa.Column("id", sa.Integer(), primary_key=True),
        _hub(index=False),
        sa.Column("purpose", sa.String(10), nullable=False),
        sa.Column("media_type", sa.String(40), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("alt_de", sa.String(200), nullable=False),
        sa.Column("alt_en", sa.String(200), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("purpose in ('photo', 'plan')", name=op.f("ck_picture_known_purpose")),
        sa.CheckConstraint("width > 0 and height > 0", name=op.f("ck_picture_size")),
    )
    op.create_index("ix_picture_hub_position", "picture", ["hub_id", "position"])
    op.create_table(
        "floor_plan",
        sa.Column("hub_id", sa.Integer(), sa.ForeignKey("hub.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("columns", sa.Integer(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("picture_id", sa.Integer(), sa.ForeignKey("picture.id", ondelete="SET NULL"), index=True),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("columns between 4 and 60 and rows between 4 and 60", name=op.f("ck_floor_plan_size")),
    )
    op.create_table(
        "floor_plan_item",
        sa.Column("space_id", sa.Integer(), sa.ForeignKey("space.id", ondelete="CASCADE"), primary_key=True),
        _hub(),
        sa.Column("x", sa.Integer(), nullable=False),
        sa.Column("y", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.CheckConstraint("x >= 0 and y >= 0 and width > 0 and height > 0", name=op.f("ck_floor_plan_item_size")),
    )


def _people() -> None:
    op.create_table(
        "hub_member",
        sa.Column("hub_id", sa.Integer(), sa.ForeignKey("hub.id", ondelete="CASCADE"), primary_key=True),
        sa.Column(
            "member_id", sa.Integer(), sa.ForeignKey("member.id", ondelete="CASCADE"), primary_key=True, index=True
        ),
        sa.Column("is_member", sa.Boolean(), nullable=False),
        sa.Column("restricted_at", UtcDateTime(), nullable=True),
        sa.Column("reason", sa.String(300), nullable=False),
        _by("changed_by"),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("restricted_at is null or reason <> ''", name=op.f("ck_hub_member_restricted_for_a_reason")),
    )
    op.create_table(
        "host_invitation",
        sa.Column("id", sa.Integer(), primary_key=True),
        _hub(),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        _by("invited_by"),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.UniqueConstraint("digest"),
    )
    op.create_table(
        "door_sign",
        sa.Column("id", sa.Integer(), primary_key=True),
        _hub(),
        sa.Column("space_id", sa.Integer(), sa.ForeignKey("space.id", ondelete="CASCADE"), index=True),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("shows_names", sa.Boolean(), nullable=False),
        sa.Column("pin_hash", sa.String(200), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.UniqueConstraint("digest"),
    )


def _bookings() -> None:
    op.create_table(
        "displacement",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("operation", sa.String(32), nullable=False, index=True),
        _hub(),
        sa.Column("booking_id", sa.Uuid(), sa.ForeignKey("booking.id", ondelete="CASCADE"), nullable=False, index=True),
        sa.Column("outcome", sa.String(10), nullable=False),
        sa.Column("from_space_id", sa.Integer(), sa.ForeignKey("space.id", ondelete="CASCADE"), nullable=False),
        sa.Column("from_status", sa.String(12), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("outcome in ('moved', 'cancelled')", name=op.f("ck_displacement_known_outcome")),
    )


def _journal() -> None:
    op.create_table(
        "journal",
        sa.Column("id", BigId, primary_key=True),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("hub_slug", sa.String(60), nullable=False),
        sa.Column("what", sa.String(40), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("hour", UtcDateTime(), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=False),
    )
    once = ["actor_id", "hub_slug", "what", "subject_id", "hour"]
    op.create_index("uq_journal_once", "journal", once, unique=True)
    op.create_index("ix_journal_hub_seen", "journal", ["hub_slug", "seen_at"])


def _hub(*, index: bool = True) -> sa.Column[int]:
    return sa.Column("hub_id", sa.Integer(), sa.ForeignKey("hub.id", ondelete="CASCADE"), nullable=False, index=index)


def _by(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), sa.ForeignKey("member.id", ondelete="SET NULL"), nullable=True)


def downgrade() -> None:
    raise SystemExit("There is no way back below this schema; restore a backup instead.")

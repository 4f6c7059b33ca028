"""First schema.

Revision: 0001, after
"""

import sqlalchemy as sa
from alembic import op

from bookings import guard
from core.db import UtcDateTime
from hubs import stamps

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "idempotency_key",
        sa.Column("caller", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("content_type", sa.String(length=60), nullable=True),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("location", sa.String(length=200), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("caller", "key", name=op.f("pk_idempotency_key")),
    )
    op.create_index(op.f("ix_idempotency_key_created_at"), "idempotency_key", ["created_at"], unique=False)
    op.create_table(
        "job_lease",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=True),
        sa.Column("finished_at", UtcDateTime(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_job_lease")),
    )
    op.create_table(
        "member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("locale", sa.String(length=5), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("email_confirmed_at", UtcDateTime(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member")),
        sa.UniqueConstraint("email", name=op.f("uq_member_email")),
    )
    op.create_table(
        "municipality",
        sa.Column("key", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.Column("population", sa.Integer(), nullable=True),
        sa.Column("population_year", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_municipality")),
        sa.UniqueConstraint("name", name=op.f("uq_municipality_name")),
    )
    op.create_table(
        "outbox_mail",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("recipient", sa.String(length=254), nullable=False),
        sa.Column("locale", sa.String(length=5), nullable=False),
        sa.Column("template", sa.String(length=60), nullable=False),
        sa.Column("context", sa.JSON(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_mail")),
        sa.UniqueConstraint("key", name=op.f("uq_outbox_mail_key")),
    )
    op.create_index(op.f("ix_outbox_mail_due_at"), "outbox_mail", ["due_at"], unique=False)
    op.create_table(
        "rate_limit",
        sa.Column("bucket", sa.String(length=120), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("bucket", name=op.f("pk_rate_limit")),
    )
    op.create_index(op.f("ix_rate_limit_expires_at"), "rate_limit", ["expires_at"], unique=False)
    op.create_table(
        "api_token",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_api_token_member_id_member"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_token")),
        sa.UniqueConstraint("digest", name=op.f("uq_api_token_digest")),
    )
    op.create_index(op.f("ix_api_token_member_id"), "api_token", ["member_id"], unique=False)
    op.create_table(
        "hub",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("village", sa.String(length=120), nullable=False),
        sa.Column("municipality_key", sa.String(length=8), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.Column("time_zone", sa.String(length=40), nullable=False),
        sa.Column("holiday_state", sa.String(length=2), nullable=False),
        sa.Column("opening_hours", sa.String(length=500), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("portrait", sa.String(length=40), nullable=False),
        sa.Column("description_de", sa.Text(), nullable=False),
        sa.Column("description_en", sa.Text(), nullable=False),
        sa.Column("arrival_de", sa.Text(), nullable=False),
        sa.Column("arrival_en", sa.Text(), nullable=False),
        sa.Column("house_rules_de", sa.Text(), nullable=False),
        sa.Column("house_rules_en", sa.Text(), nullable=False),
        sa.Column("step_free", sa.Boolean(), nullable=False),
        sa.Column("staffed", sa.Boolean(), nullable=False),
        sa.Column("is_open_to_book", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("setup_stamp", sa.String(length=32), nullable=False),
        sa.CheckConstraint("lat between -90 and 90 and lon between -180 and 180", name=op.f("ck_hub_position")),
        sa.CheckConstraint("phone is null or length(phone) <= 40", name=op.f("ck_hub_phone_length")),
        sa.ForeignKeyConstraint(
            ["municipality_key"], ["municipality.key"], name=op.f("fk_hub_municipality_key_municipality")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hub")),
        sa.UniqueConstraint("slug", name=op.f("uq_hub_slug")),
    )
    op.create_index(op.f("ix_hub_municipality_key"), "hub", ["municipality_key"], unique=False)
    op.create_table(
        "login_session",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("device", sa.String(length=80), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_login_session_member_id_member"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_session")),
    )
    op.create_index(op.f("ix_login_session_expires_at"), "login_session", ["expires_at"], unique=False)
    op.create_index(op.f("ix_login_session_member_id"), "login_session", ["member_id"], unique=False)
    op.create_table(
        "closure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("hub_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_closure_order")),
        sa.ForeignKeyConstraint(["hub_id"], ["hub.id"], name=op.f("fk_closure_hub_id_hub"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closure")),
    )
    op.create_index("ix_closure_hub_ends", "closure", ["hub_id", "ends_at"], unique=False)
    op.create_table(
        "member_role",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("hub_slug", sa.String(length=60), nullable=True),
        sa.CheckConstraint("(role = 'host') = (hub_slug is not null)", name=op.f("ck_member_role_host_of_a_hub")),
        sa.CheckConstraint("role in ('host', 'reviewer', 'admin')", name=op.f("ck_member_role_known_role")),
        sa.ForeignKeyConstraint(
            ["hub_slug"],
            ["hub.slug"],
            name=op.f("fk_member_role_hub_slug_hub"),
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_member_role_member_id_member"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member_role")),
        sa.UniqueConstraint("member_id", "role", "hub_slug", name=op.f("uq_member_role_member_id_role_hub_slug")),
    )
    op.create_index(op.f("ix_member_role_member_id"), "member_role", ["member_id"], unique=False)
    op.create_index(
        "uq_member_role_once",
        "member_role",
        ["member_id", "role"],
        unique=True,
        postgresql_where=sa.text("hub_slug is null"),
        sqlite_where=sa.text("hub_slug is null"),
    )
    op.create_table(
        "space",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("hub_id", sa.Integer(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("features", sa.JSON(), nullable=False),
        sa.Column("turnaround_minutes", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.CheckConstraint("kind in ('desk', 'room', 'booth', 'workshop', 'locker')", name=op.f("ck_space_known_kind")),
        sa.CheckConstraint("capacity >= 1", name=op.f("ck_space_capacity")),
        sa.CheckConstraint("room_id <> id", name=op.f("ck_space_not_inside_itself")),
        sa.CheckConstraint("turnaround_minutes between 0 and 1440", name=op.f("ck_space_turnaround")),
        sa.ForeignKeyConstraint(["hub_id"], ["hub.id"], name=op.f("fk_space_hub_id_hub"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["room_id"], ["space.id"], name=op.f("fk_space_room_id_space"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_space")),
        sa.UniqueConstraint("hub_id", "name", name=op.f("uq_space_hub_id_name")),
    )
    op.create_index(op.f("ix_space_hub_id"), "space", ["hub_id"], unique=False)
    op.create_index(op.f("ix_space_room_id"), "space", ["room_id"], unique=False)
    op.create_table(
        "tariff",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("hub_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("hour_cents", sa.Integer(), nullable=True),
        sa.Column("half_day_cents", sa.Integer(), nullable=True),
        sa.Column("day_cents", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "hour_cents >= 0 and half_day_cents >= 0 and day_cents >= 0", name=op.f("ck_tariff_not_negative")
        ),
        sa.ForeignKeyConstraint(["hub_id"], ["hub.id"], name=op.f("fk_tariff_hub_id_hub"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tariff")),
        sa.UniqueConstraint("hub_id", "kind", name=op.f("uq_tariff_hub_id_kind")),
    )
    op.create_table(
        "blocking",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("hub_id", sa.Integer(), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_blocking_order")),
        sa.ForeignKeyConstraint(["hub_id"], ["hub.id"], name=op.f("fk_blocking_hub_id_hub"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["space_id"], ["space.id"], name=op.f("fk_blocking_space_id_space"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_blocking")),
    )
    op.create_index(op.f("ix_blocking_hub_id"), "blocking", ["hub_id"], unique=False)
    op.create_index(op.f("ix_blocking_space_id"), "blocking", ["space_id"], unique=False)
    op.create_table(
        "booking",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("hub_id", sa.Integer(), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("price_cents", sa.Integer(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "status in ('requested', 'held', 'confirmed', 'checked_in', 'completed', 'no_show', 'cancelled', 'declined', 'expired')",
            name=op.f("ck_booking_known_status"),
        ),
        sa.CheckConstraint("price_cents >= 0", name=op.f("ck_booking_price")),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_booking_order")),
        sa.ForeignKeyConstraint(["hub_id"], ["hub.id"], name=op.f("fk_booking_hub_id_hub")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_booking_member_id_member")),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"], name=op.f("fk_booking_space_id_space")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booking")),
    )
    op.create_index("ix_booking_hub_starts", "booking", ["hub_id", "starts_at"], unique=False)
    op.create_index("ix_booking_member_ends", "booking", ["member_id", "ends_at"], unique=False)
    op.create_index(op.f("ix_booking_space_id"), "booking", ["space_id"], unique=False)
    op.create_table(
        "booking_rules",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("hub_id", sa.Integer(), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=True),
        sa.Column("grid_minutes", sa.Integer(), nullable=True),
        sa.Column("min_minutes", sa.Integer(), nullable=True),
        sa.Column("max_minutes", sa.Integer(), nullable=True),
        sa.Column("notice_minutes", sa.Integer(), nullable=True),
        sa.Column("horizon_days", sa.Integer(), nullable=True),
        sa.Column("max_active", sa.Integer(), nullable=True),
        sa.Column("cancel_deadline_minutes", sa.Integer(), nullable=True),
        sa.CheckConstraint("grid_minutes in (5, 10, 15, 20, 30, 60)", name=op.f("ck_booking_rules_grid")),
        sa.CheckConstraint("horizon_days between 1 and 730", name=op.f("ck_booking_rules_horizon")),
        sa.CheckConstraint("max_active >= 0", name=op.f("ck_booking_rules_max_active")),
        sa.CheckConstraint("min_minutes <= max_minutes", name=op.f("ck_booking_rules_shortest_longest")),
        sa.CheckConstraint("min_minutes > 0 and max_minutes > 0", name=op.f("ck_booking_rules_lengths")),
        sa.CheckConstraint(
            "notice_minutes >= 0 and cancel_deadline_minutes >= 0", name=op.f("ck_booking_rules_deadlines")
        ),
        sa.ForeignKeyConstraint(["hub_id"], ["hub.id"], name=op.f("fk_booking_rules_hub_id_hub"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["space_id"], ["space.id"], name=op.f("fk_booking_rules_space_id_space"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booking_rules")),
        sa.UniqueConstraint("space_id", name=op.f("uq_booking_rules_space_id")),
    )
    op.create_index(op.f("ix_booking_rules_hub_id"), "booking_rules", ["hub_id"], unique=False)
    op.create_index(
        "uq_booking_rules_hub",
        "booking_rules",
        ["hub_id"],
        unique=True,
        postgresql_where=sa.text("space_id is null"),
        sqlite_where=sa.text("space_id is null"),
    )
    op.create_table(
        "booking_event",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("booking_id", sa.Uuid(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("happened_at", UtcDateTime(), nullable=False),
        sa.Column("from_status", sa.String(length=12), nullable=True),
        sa.Column("to_status", sa.String(length=12), nullable=False),
        sa.Column("why", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["member.id"], name=op.f("fk_booking_event_actor_id_member"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["booking_id"],
            ["booking.id"],
            name=op.f("fk_booking_event_booking_id_booking"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booking_event")),
    )
    op.create_index(op.f("ix_booking_event_booking_id"), "booking_event", ["booking_id"], unique=False)
    op.create_table(
        "occupancy",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("hub_id", sa.Integer(), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("booking_id", sa.Uuid(), nullable=True),
        sa.Column("blocking_id", sa.Integer(), nullable=True),
        sa.Column("expires_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("ends_at - starts_at <= interval '1 day'", name=op.f("ck_occupancy_at_most_a_day")).ddl_if(
            "postgresql"
        ),
        sa.CheckConstraint("(booking_id is null) <> (blocking_id is null)", name=op.f("ck_occupancy_one_reason")),
        sa.CheckConstraint(
            "julianday(ends_at) - julianday(starts_at) < 1.000001", name=op.f("ck_occupancy_at_most_a_day")
        ).ddl_if("sqlite"),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_occupancy_order")),
        sa.ForeignKeyConstraint(
            ["blocking_id"],
            ["blocking.id"],
            name=op.f("fk_occupancy_blocking_id_blocking"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["booking.id"], name=op.f("fk_occupancy_booking_id_booking"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["hub_id"], ["hub.id"], name=op.f("fk_occupancy_hub_id_hub")),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"], name=op.f("fk_occupancy_space_id_space")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_occupancy")),
    )
    op.create_index(op.f("ix_occupancy_blocking_id"), "occupancy", ["blocking_id"], unique=False)
    op.create_index(op.f("ix_occupancy_booking_id"), "occupancy", ["booking_id"], unique=False)
    op.create_index("ix_occupancy_hub_starts", "occupancy", ["hub_id", "starts_at"], unique=False)
    if op.get_bind().dialect.name == "sqlite":
        op.create_index("ix_occupancy_space_starts", "occupancy", ["space_id", "starts_at"], unique=False)
    guard.create(op.get_bind())
    stamps.create(op.get_bind(), ("space", "booking_rules", "tariff", "closure"))


def downgrade() -> None:
    raise SystemExit("Below the first schema there is nothing; restore a backup instead.")

"""What calendars, mail and the scheduler need: feeds, outside calendars, reminders, figures of days, retention.

Revision: 0003, after 0002
"""

import sqlalchemy as sa
from alembic import op

from core.db import UtcDateTime
from core.sqlite import change_table

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# Written by hand: the same on both databases, and SQLite rebuilds no table for it.
COLUMNS = (
    "booking ADD COLUMN sequence INTEGER NOT NULL DEFAULT 0",
    "hub ADD COLUMN marks_no_shows BOOLEAN NOT NULL DEFAULT false",
    "job_lease ADD COLUMN done INTEGER NOT NULL DEFAULT 0",
    "job_lease ADD COLUMN failures INTEGER NOT NULL DEFAULT 0",
    "member ADD COLUMN remind_day_before BOOLEAN NOT NULL DEFAULT true",
    "member ADD COLUMN remind_hours_before INTEGER CONSTRAINT ck_member_remind_hours_before"
    " CHECK (remind_hours_before between 1 and 48)",
    "member ADD COLUMN muted JSON NOT NULL DEFAULT '[]'",
    "member ADD COLUMN last_seen_on DATE",
)
MOMENTS = (
    ("booking", "anonymised_at"),
    ("job_lease", "succeeded_at"),
    ("member", "warned_at"),
    ("outbox_mail", "failed_at"),
    ("outbox_mail", "stale_at"),
)


def upgrade() -> None:
    for column in COLUMNS:
        op.execute(f"ALTER TABLE {column}")
    for table, moment in MOMENTS:
        op.add_column(table, sa.Column(moment, UtcDateTime(), nullable=True))
    _bookings_change()
    _bookings_become_nobodys()
    _feeds()
    _outside_calendars()
    _figures()


def _bookings_change() -> None:
    long_ago = sa.text("'2026-01-01 00:00:00+00'" if _is_postgresql() else "'2026-01-01 00:00:00.000000'")
    op.add_column("booking", sa.Column("changed_at", UtcDateTime(), nullable=False, server_default=long_ago))
    last = "SELECT max(happened_at) FROM booking_event WHERE booking_event.booking_id = booking.id"
    op.execute(f"UPDATE booking SET changed_at = coalesce(({last}), created_at)")  # noqa: S608


def _bookings_become_nobodys() -> None:
    before = "member_id is not null or origin <> 'member'"
    after = f"{before} or anonymised_at is not null"
    if _is_postgresql():
        op.drop_constraint(op.f("ck_booking_somebodys"), "booking")
        op.create_check_constraint(op.f("ck_booking_somebodys"), "booking", after)
    else:
        change_table(op.get_bind(), "booking", {before: after})


def _feeds() -> None:
    op.create_table(
        "feed",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("digest", sa.String(64), nullable=False),
        _to("member_id", "member.id"),
        _to("hub_id", "hub.id", nullable=True),
        _to("space_id", "space.id", nullable=True),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("window_days", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.UniqueConstraint("digest"),
        sa.CheckConstraint("space_id is null or hub_id is not null", name=op.f("ck_feed_space_in_hub")),
        sa.CheckConstraint("window_days between 1 and 400", name=op.f("ck_feed_window")),
    )


def _outside_calendars() -> None:
    op.create_table(
        "outside_calendar",
        sa.Column("id", sa.Integer(), primary_key=True),
        _to("hub_id", "hub.id"),
        _to("space_id", "space.id"),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("etag", sa.String(200), nullable=False),
        sa.Column("last_modified", sa.String(80), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False, index=True),
        sa.Column("tried_at", UtcDateTime(), nullable=True),
        sa.Column("succeeded_at", UtcDateTime(), nullable=True),
        sa.Column("error", sa.String(40), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.CheckConstraint("(url is null) <> (content is null)", name=op.f("ck_outside_calendar_one_source")),
    )
    op.create_table(
        "outside_busy",
        sa.Column("id", sa.Integer(), primary_key=True),
        _to("calendar_id", "outside_calendar.id", index=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_outside_busy_order")),
    )
    op.create_index("ix_outside_busy_calendar_starts", "outside_busy", ["calendar_id", "starts_at"])
    _blockings_refer_to_them()
    op.create_index("ix_blocking_calendar_id", "blocking", ["calendar_id"])


def _blockings_refer_to_them() -> None:
    name = "fk_blocking_calendar_id_outside_calendar"
    op.execute("ALTER TABLE blocking ADD COLUMN calendar_id INTEGER")
    if _is_postgresql():
        op.create_foreign_key(name, "blocking", "outside_calendar", ["calendar_id"], ["id"], ondelete="CASCADE")
    else:
        key = f"CONSTRAINT {name} FOREIGN KEY(calendar_id) REFERENCES outside_calendar (id) ON DELETE CASCADE"
        change_table(op.get_bind(), "blocking", {"calendar_id INTEGER": f"calendar_id INTEGER, {key}"})


def _figures() -> None:
    op.create_table(
        "daily_figure",
        _to("hub_id", "hub.id", primary_key=True),
        sa.Column("kind", sa.String(20), primary_key=True),
        sa.Column("day", sa.Date(), primary_key=True, index=True),
        sa.Column("hour", sa.Integer(), primary_key=True, autoincrement=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in FIGURES),
        sa.CheckConstraint("hour between 0 and 23", name=op.f("ck_daily_figure_hour")),
        sa.CheckConstraint(
            "offered_minutes >= 0 and booked_minutes >= 0 and attended_minutes >= 0",
            name=op.f("ck_daily_figure_minutes"),
        ),
    )
    op.create_table(
        "people_figure",
        _to("hub_id", "hub.id", primary_key=True),
        sa.Column("kind", sa.String(20), primary_key=True),
        sa.Column("period", sa.String(5), primary_key=True),
        sa.Column("first_day", sa.Date(), primary_key=True),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.CheckConstraint("period in ('day', 'week', 'month')", name=op.f("ck_people_figure_known_period")),
        sa.CheckConstraint("people >= 0", name=op.f("ck_people_figure_people")),
    )
    op.create_table(
        "counted_day",
        _to("hub_id", "hub.id", primary_key=True),
        sa.Column("day", sa.Date(), primary_key=True),
        sa.Column("counted_at", UtcDateTime(), nullable=False),
    )


FIGURES = (
    "offered_minutes",
    "booked_minutes",
    "attended_minutes",
    "bookings",
    "people",
    "cancellations",
    "no_shows",
)


def _to(
    name: str, target: str, *, nullable: bool = False, primary_key: bool = False, index: bool = True
) -> sa.Column[int]:
    key = sa.ForeignKey(target, ondelete="CASCADE")
    if primary_key:
        return sa.Column(name, sa.Integer(), key, primary_key=True)
    return sa.Column(name, sa.Integer(), key, nullable=nullable, index=index)


def _is_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def downgrade() -> None:
    raise SystemExit("There is no way back below this schema; restore a backup instead.")

"""Time: who has which space when. `occupancy` alone says that a space is taken; the rest is its history."""

import uuid
from datetime import datetime

from sqlalchemy import (
    BindParameter,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    String,
    Uuid,
    and_,
    case,
    false,
    or_,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from bookings.rules import HELD_FOR, OCCUPYING, STATUSES, TAKING
from core.clock import now
from core.db import Base, BigId, UtcDateTime
from core.identifiers import new_id, new_uid

Moment = datetime | BindParameter[datetime]
"""A moment, or the parameter of a query that is written once."""
IN_GROUP = text("group_id IS NOT NULL")


class Booking(Base):
    """A claim to a space from–until (without turnaround), kept as history whatever becomes of it.

    It is a member's, or of a guest without an account: a walk-in, somebody who has called (a host booked for them), or
    who booked at the door. `checked_out_at` is when they left before the end; `note` is for the hosts only.
    For calendars, `sequence` counts the changes of time, place or validity, and `changed_at` is the last change of all.
    While it is confirmed, at `release_at` it is released unless somebody has checked in; set for members only, who are
    reminded before.
    What is held until an e-mail address is confirmed is nobody's yet (`bookings.unconfirmed`).
    What is held waits until it is paid, or for what `held_for` says (`rules.HELD_FOR`); that stays when it was in vain.
    What `is_confidential` (its space was when it was booked) is told as `bookings.confiding` says.
    Since `anonymised_at` nobody knows whose it was. One of a series (`bookings.series`) stands for one of its dates:
    `series_at` is the moment that this date has by the pattern of the series, wherever the booking itself has gone; it
    has its `series_own` time or place when its member has moved it by itself, and then later changes of the whole leave
    it alone. Each date has one booking, so one that was cancelled never comes back.
    What was booked together as a group (`bookings.groups`) shares its `group_id`. `guest_name` is who is to sit there:
    a guest's own name, or whom its member has booked it for; how to reach them says `GuestContact`.
    """

    __tablename__ = "booking"
    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="order"),
        CheckConstraint(f"status in {tuple(STATUSES)}", name="known_status"),
        CheckConstraint("price_cents >= 0", name="price"),
        CheckConstraint("not is_confidential or (title = '' and note = '')", name="nothing_told"),
        CheckConstraint(
            "member_id is not null or origin <> 'member' or anonymised_at is not null or held_for = 'address'",
            name="somebodys",
        ),
        CheckConstraint("origin in ('member', 'host', 'walk_in', 'door')", name="known_origin"),
        CheckConstraint(f"held_for in {tuple(HELD_FOR)}", name="known_held_for"),
        Index("ix_booking_member_ends", "member_id", "ends_at"),
        Index("ix_booking_hub_starts", "hub_id", "starts_at"),
        Index("uq_booking_series_date", "series_id", "series_at", unique=True),
        Index("ix_booking_group_id", "group_id", postgresql_where=IN_GROUP, sqlite_where=IN_GROUP),
    )

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    hub_id: Mapped[int] = mapped_column(ForeignKey("hub.id"))
    space_id: Mapped[int] = mapped_column(ForeignKey("space.id"), index=True)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    status: Mapped[str] = mapped_column(String(12))
    title: Mapped[str] = mapped_column(String(120), default="")
    price_cents: Mapped[int] = mapped_column(default=0)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    origin: Mapped[str] = mapped_column(String(10), default="member")
    guest_name: Mapped[str] = mapped_column(String(80), default="")
    pickup_code: Mapped[str | None] = mapped_column(String(8))
    note: Mapped[str] = mapped_column(String(300), default="")
    checked_in_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    checked_out_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sequence: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    anonymised_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    series_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("series.id"))
    series_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    series_own: Mapped[bool] = mapped_column(default=False, server_default=false())
    group_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    release_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    held_for: Mapped[str] = mapped_column(String(10), default="", server_default="")
    is_confidential: Mapped[bool] = mapped_column(default=False, server_default=false())

    @property
    def runs_out_at(self) -> datetime | None:
        """When it ends by itself (`rules.Status.runs_out`), if it does; `runs_out` says so in a query."""
        return self.release_at if self.status == "confirmed" else self.expires_at

    @classmethod
    def runs_out(cls) -> ColumnElement[datetime | None]:
        return case((cls.status == "confirmed", cls.release_at), else_=cls.expires_at)

    @property
    def stamp(self) -> str:
        """Where and when, as a form carries it along to find out that the booking was changed meanwhile."""
        return f"{self.space_id} {self.starts_at.isoformat()} {self.ends_at.isoformat()}"

    @property
    def is_proposal(self) -> bool:
        """Whether the waiting list holds it, or held it in vain, for somebody who has not taken it."""
        return self.held_for == TAKING

    @property
    def is_occupying(self) -> bool:
        return self.status in OCCUPYING

    @classmethod
    def holds(cls, moment: Moment) -> ColumnElement[bool]:
        """In a query: it takes its place, and has not run out at the moment, whether or not that is written down."""
        until = cls.runs_out()
        return and_(cls.status.in_(OCCUPYING), or_(until.is_(None), until > moment))

    @classmethod
    def is_coming(cls, moment: Moment) -> ColumnElement[bool]:
        """In a query: it holds, and is running or coming."""
        return and_(cls.ends_at > moment, cls.holds(moment))


class Blocking(Base):
    """A space cannot be booked from–until: broken, private use, busy in an outside calendar.

    Those of one repetition share their `series`; those of an outside calendar (kind "calendar") its `calendar_id`.
    Calendars know it by its `uid`.
    """

    __tablename__ = "blocking"
    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="order"),
        CheckConstraint("kind in ('private', 'fault', 'calendar')", name="known_kind"),
        Index("uq_blocking_uid", "uid", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    hub_id: Mapped[int] = mapped_column(ForeignKey("hub.id", ondelete="CASCADE"), index=True)
    space_id: Mapped[int] = mapped_column(ForeignKey("space.id", ondelete="CASCADE"), index=True)
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    kind: Mapped[str] = mapped_column(String(10), default="private")
    series: Mapped[str | None] = mapped_column(String(32), index=True)
    calendar_id: Mapped[int | None] = mapped_column(ForeignKey("outside_calendar.id", ondelete="CASCADE"), index=True)
    uid: Mapped[str] = mapped_column(String(40), default=new_uid)


class Impact(Base):
    """A booking that had to give way to a closure, a blocking or new hours, and what became of it, for undoing it.

    `operation` names what was done at once; `from_space_id` is where the booking was.
    """

    __tablename__ = "impact"
    __table_args__ = (CheckConstraint("outcome in ('moved', 'cancelled')", name="known_outcome"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    operation: Mapped[str] = mapped_column(String(32), index=True)
    hub_id: Mapped[int] = mapped_column(ForeignKey("hub.id", ondelete="CASCADE"), index=True)
    booking_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("booking.id", ondelete="CASCADE"), index=True)
    outcome: Mapped[str] = mapped_column(String(10))
    from_space_id: Mapped[int] = mapped_column(ForeignKey("space.id", ondelete="CASCADE"))
    from_status: Mapped[str] = mapped_column(String(12))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class Occupancy(Base):
    """A space is taken in [starts_at, ends_at), turnaround included, by a booking or a blocking.

    No two rows of a space overlap: an exclusion constraint (PostgreSQL) or triggers (SQLite), both named
    `occupancy_no_overlap`, made by the migration. A row is at most a day long (what is longer takes several), so that
    a look at one day reads two days of the index and never the history. `expires_at` copies the booking's
    `runs_out_at`: after it the row no longer counts.
    """

    __tablename__ = "occupancy"
    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="order"),
        CheckConstraint("(booking_id is null) <> (blocking_id is null)", name="one_reason"),
        CheckConstraint("ends_at - starts_at <= interval '1 day'", name="at_most_a_day").ddl_if("postgresql"),
        CheckConstraint("julianday(ends_at) - julianday(starts_at) < 1.000001", name="at_most_a_day").ddl_if("sqlite"),
        Index("ix_occupancy_space_starts", "space_id", "starts_at", info={"only_on": "sqlite"}),  # for the triggers
        Index("ix_occupancy_hub_starts", "hub_id", "starts_at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    hub_id: Mapped[int] = mapped_column(ForeignKey("hub.id"))
    space_id: Mapped[int] = mapped_column(ForeignKey("space.id"))
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    booking_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("booking.id", ondelete="CASCADE"), index=True)
    blocking_id: Mapped[int | None] = mapped_column(ForeignKey("blocking.id", ondelete="CASCADE"), index=True)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @classmethod
    def holds(cls, moment: Moment) -> ColumnElement[bool]:
        """In a query: the row counts at the moment; a hold that has run out does not."""
        return or_(cls.expires_at.is_(None), cls.expires_at > moment)


class QuestionAnswer(Base):
    """What somebody has answered to a question of the hub when they booked. It tells of the person, and goes when the
    booking becomes nobody's."""

    __tablename__ = "answer"

    booking_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("booking.id", ondelete="CASCADE"), primary_key=True)
    question_id: Mapped[int] = mapped_column(
        ForeignKey("question.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    text: Mapped[str] = mapped_column(String(200))


class GuestContact(Base):
    """How somebody without an account is reached about the booking that is for them, as long as it is to come: a mail
    address to which it is told (`is_told`: they know of it), a telephone number for the hosts. Deleted after the
    visit."""

    __tablename__ = "guest_contact"
    __table_args__ = (CheckConstraint("email <> '' or telephone <> ''", name="something"),)

    booking_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("booking.id", ondelete="CASCADE"), primary_key=True)
    email: Mapped[str] = mapped_column(String(254), default="")
    telephone: Mapped[str] = mapped_column(String(40), default="")
    is_told: Mapped[bool] = mapped_column(default=False)


class BookingEvent(Base):
    """The audit row of one step: who, when, from which status, to which, why."""

    __tablename__ = "booking_event"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    booking_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("booking.id", ondelete="CASCADE"), index=True)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"))
    happened_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    from_status: Mapped[str | None] = mapped_column(String(12))
    to_status: Mapped[str] = mapped_column(String(12))
    why: Mapped[str] = mapped_column(String(200), default="")

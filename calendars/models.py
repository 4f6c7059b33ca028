"""The addresses at which calendar programs read bookings, and the calendars of others that we read."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.clock import now
from core.db import Base, UtcDateTime


class Feed(Base):
    """A secret address, kept as a digest: a member's own bookings, or those of a hub or a space that they host.

    Without the row the address is dead; renewed, it has another digest.
    """

    __tablename__ = "feed"
    __table_args__ = (
        CheckConstraint("space_id is null or hub_id is not null", name="space_in_hub"),
        CheckConstraint("window_days between 1 and 400", name="window"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), index=True)
    hub_id: Mapped[int | None] = mapped_column(ForeignKey("hub.id", ondelete="CASCADE"), index=True)
    space_id: Mapped[int | None] = mapped_column(ForeignKey("space.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(80), default="")
    window_days: Mapped[int] = mapped_column(default=90)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class OutsideCalendar(Base):
    """A calendar whose busy times block a space: fetched from `url`, or uploaded (`content`).

    `succeeded_at` is when it was last read well; `failures` is how often in a row it could not be read since, and
    `error` the code of the reason. `warnings` are those of the last good reading (`reading.warnings`). `told_at` is
    when hosts were told that it fails. `etag` and `last_modified` are the source's own words for what we have.
    """

    __tablename__ = "outside_calendar"
    __table_args__ = (
        CheckConstraint("(url is null) <> (content is null)", name="one_source"),
        Index("ix_outside_calendar_due_at", "due_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    hub_id: Mapped[int] = mapped_column(ForeignKey("hub.id", ondelete="CASCADE"), index=True)
    space_id: Mapped[int] = mapped_column(ForeignKey("space.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    url: Mapped[str | None] = mapped_column(Text)
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    etag: Mapped[str] = mapped_column(String(200), default="")
    last_modified: Mapped[str] = mapped_column(String(80), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    tried_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    succeeded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    error: Mapped[str] = mapped_column(String(40), default="")
    failures: Mapped[int] = mapped_column(default=0)
    warnings: Mapped[str] = mapped_column(String(240), default="", server_default="")
    told_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class OutsideBusy(Base):
    """A time that an outside calendar says is busy, without its title: nobody here needs to know that."""

    __tablename__ = "outside_busy"
    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="order"),
        Index("ix_outside_busy_calendar_starts", "calendar_id", "starts_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    calendar_id: Mapped[int] = mapped_column(ForeignKey("outside_calendar.id", ondelete="CASCADE"))
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)

"""What several bookings have in common that were made at once and repeat."""

import uuid
from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from bookings.series.rules import Repetition, Unit, days_of
from core.clock import now
from core.db import Base, UtcDateTime
from core.identifiers import new_id


class Series(Base):
    """How a member's bookings repeat, in numbers only: whose they are, where and what for say the bookings themselves.

    `first_on` is the day from which the dates are reckoned; `starts_minute` and `ends_minute` are minutes of the hub's
    wall clock, whatever the clock change does, `ends_minute` perhaps beyond midnight. They are its pattern, by which
    calendars know its dates; `sequence` counts how often it was changed as a whole, `changed_at` when last.
    `left_out` are dates that it never got, with the code of why: [["2026-12-25", "outside-opening-hours"]].
    """

    __tablename__ = "series"
    __table_args__ = (
        CheckConstraint("every between 1 and 99", name="every"),
        CheckConstraint("unit in ('day', 'week', 'month')", name="known_unit"),
        CheckConstraint("(until is null) <> (count is null)", name="one_end"),
        CheckConstraint("count between 1 and 366", name="count"),
        CheckConstraint("0 <= starts_minute and starts_minute < ends_minute", name="order"),
    )

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    hub_id: Mapped[int] = mapped_column(ForeignKey("hub.id"), index=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), index=True)
    every: Mapped[int]
    unit: Mapped[Unit] = mapped_column(String(5))
    days: Mapped[str] = mapped_column(String(20), default="")
    nth: Mapped[int | None]
    until: Mapped[date | None]
    count: Mapped[int | None]
    first_on: Mapped[date]
    starts_minute: Mapped[int]
    ends_minute: Mapped[int]
    left_out: Mapped[list[list[str]]] = mapped_column(JSON, default=list)
    sequence: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    @property
    def repetition(self) -> Repetition:
        return Repetition(
            every=self.every,
            unit=self.unit,
            days=days_of(self.days),
            nth=self.nth,
            until=self.until,
            count=self.count,
        )

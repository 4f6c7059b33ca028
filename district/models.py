"""The figures of a day, written once it is over. No person is in them."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from core.clock import now
from core.db import Base, UtcDateTime


class DailyFigure(Base):
    """One local hour of a day in a hub, for one kind of space; minutes are summed over the spaces.

    `hour` is that of the clock: on the day of 25 hours the repeated one has twice the minutes, on that of 23 one is
    missing. `bookings`, `cancellations` and `no_shows` count in the hour in which they begin or would have begun;
    `people` were there, or booked, at some time in the hour.
    """

    __tablename__ = "daily_figure"
    __table_args__ = (
        CheckConstraint("hour between 0 and 23", name="hour"),
        CheckConstraint("offered_minutes >= 0 and booked_minutes >= 0 and attended_minutes >= 0", name="minutes"),
        Index("ix_daily_figure_day", "day"),
    )

    hub_id: Mapped[int] = mapped_column(ForeignKey("hub.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    hour: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    offered_minutes: Mapped[int]
    booked_minutes: Mapped[int]
    attended_minutes: Mapped[int]
    bookings: Mapped[int]
    people: Mapped[int]
    cancellations: Mapped[int]
    no_shows: Mapped[int]


class PeopleFigure(Base):
    """How many different people a hub had in a day, a week or a month that begins on `first_day`; `kind` "" is all.

    Days cannot be added up to weeks, since the same person may come on several; of guests
    without a name so many count in weeks and months as were there at once. Besides kinds of space `kind` may be an
    hour of the week ("1:09": Tuesdays from 9): in a month of whole weeks (`district.periods.Month`).
    """

    __tablename__ = "people_figure"
    __table_args__ = (
        CheckConstraint("period in ('day', 'week', 'month')", name="known_period"),
        CheckConstraint("people >= 0", name="people"),
    )

    hub_id: Mapped[int] = mapped_column(ForeignKey("hub.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    period: Mapped[str] = mapped_column(String(5), primary_key=True)
    first_day: Mapped[date] = mapped_column(primary_key=True)
    people: Mapped[int]


class CountedDay(Base):
    """A day of a hub that is counted: its figures are there, also when they are none."""

    __tablename__ = "counted_day"

    hub_id: Mapped[int] = mapped_column(ForeignKey("hub.id", ondelete="CASCADE"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    counted_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

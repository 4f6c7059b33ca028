"""Who waits for what."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ColumnElement, ForeignKey, Index, String, Uuid, and_
from sqlalchemy.orm import Mapped, mapped_column

from core.clock import now
from core.db import Base, UtcDateTime, where
from core.identifiers import new_id

WISH = ("member_id", "hub_id", "kind", "starts_at", "ends_at")


class WaitingEntry(Base):
    """A member waits for any place of a kind, or (`space_id`) for a certain one, at a time, by order of `joined_at`.

    With a `choice` (`bookings.cover.written`) it is booked for them as soon as it is free, as they have chosen to pay.
    `booking_id` is the proposal that they have not answered yet; who has let one pass (`passed_at`) waits no longer.
    What is taken, left or given up leaves no row.
    """

    __tablename__ = "waiting_entry"
    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="order"),
        CheckConstraint("booking_id is null or passed_at is null", name="one_state"),
        Index("ix_waiting_entry_hub_starts", "hub_id", "starts_at"),
        Index("uq_waiting_entry_booking_id", "booking_id", unique=True),
        Index("uq_waiting_entry_any", *WISH, unique=True, **where("space_id is null")),
        Index("uq_waiting_entry_space", *WISH, "space_id", unique=True, **where("space_id is not null")),
    )

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    hub_id: Mapped[int] = mapped_column(ForeignKey("hub.id", ondelete="CASCADE"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(20))
    space_id: Mapped[int | None] = mapped_column(ForeignKey("space.id", ondelete="CASCADE"), index=True)
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    joined_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    choice: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    booking_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("booking.id", ondelete="CASCADE"))
    passed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def takes_at_once(self) -> bool:
        """Whether it is booked for them at once."""
        return self.choice is not None

    @classmethod
    def waits(cls, moment: datetime) -> ColumnElement[bool]:
        """In a query: nothing is proposed to them, and the time is still to come."""
        return and_(cls.booking_id.is_(None), cls.passed_at.is_(None), cls.starts_at > moment)

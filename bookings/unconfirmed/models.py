"""Who has booked by name and e-mail address alone, as long as their place is held."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from core.clock import now
from core.db import Base, UtcDateTime


class UnconfirmedBooking(Base):
    """What somebody typed who has no account, or has not said that they have one. The booking itself is nobody's.

    One for each address: the index lets nobody hold a second place with the same one. `choice` is written by
    `bookings.cover.written`. `mailed_at` is when the link was sent last. It goes when the booking is confirmed, or no
    longer held.
    """

    __tablename__ = "unconfirmed_booking"
    __table_args__ = (Index("uq_unconfirmed_booking_email", "email", unique=True),)

    booking_id: Mapped[uuid.UUID] = mapped_column(Uuid, ForeignKey("booking.id", ondelete="CASCADE"), primary_key=True)
    email: Mapped[str] = mapped_column(String(254))
    name: Mapped[str] = mapped_column(String(120))
    locale: Mapped[str] = mapped_column(String(5))
    title: Mapped[str] = mapped_column(String(120), default="")
    choice: Mapped[dict[str, Any]] = mapped_column(JSON)
    mailed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

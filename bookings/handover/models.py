"""What is known of the hand-over of a locker's booking, and its codes, which are kept as digests."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.clock import now
from core.db import Base, UtcDateTime


class Handover(Base):
    """A booking of a locker that was given codes, or whose locker was not emptied in time. `recipient`: for whom it is,
    if whoever has the booking wanted to say so. That something was put in is the booking's check-in; that it was taken
    out in time its check-out, after the end `collected_at`. `overdue_told_at`: when its member was told."""

    __tablename__ = "handover"

    booking_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("booking.id", ondelete="CASCADE"), primary_key=True)
    hub_id: Mapped[int] = mapped_column(ForeignKey("hub.id"), index=True)
    recipient: Mapped[str] = mapped_column(String(80), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    collected_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    overdue_told_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class HandoverCode(Base):
    """One of the two codes of a hand-over, as a keyed digest of hub and code: so no two of a hub are alike, and a dump
    of the database gives none away."""

    __tablename__ = "handover_code"
    __table_args__ = (
        UniqueConstraint("booking_id", "purpose"),
        CheckConstraint("purpose in ('deposit', 'collection')", name="known_purpose"),
    )

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    booking_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("handover.booking_id", ondelete="CASCADE"))
    purpose: Mapped[str] = mapped_column(String(10))

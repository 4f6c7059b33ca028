"""What somebody declared: a withdrawal, as it was typed, and what became of it."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from core.clock import now
from core.db import Base, UtcDateTime
from core.identifiers import new_id
from payments.withdrawals.rules import LONGEST_CODE, LONGEST_EMAIL, LONGEST_NAME, OUTCOMES


class Withdrawal(Base):
    """`code`, `name` and `email` are what was declared, and stay. `booking_id` is what it was found to be about, or
    None; `outcome` says what became of it, `settled_at` since when. It outlives an account, as the law asks for proof,
    and is deleted by its own rule of retention."""

    __tablename__ = "withdrawal"
    __table_args__ = (
        CheckConstraint(f"outcome in {OUTCOMES}", name="known_outcome"),
        CheckConstraint("(outcome = 'open') = (settled_at is null)", name="settled"),
    )

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    code: Mapped[str] = mapped_column(String(LONGEST_CODE))
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    email: Mapped[str] = mapped_column(String(LONGEST_EMAIL))
    received_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now, index=True)
    booking_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("booking.id", ondelete="SET NULL"), index=True)
    outcome: Mapped[str] = mapped_column(String(12), default="open")
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

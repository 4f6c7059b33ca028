"""What somebody declared: a withdrawal, as it was typed, and what became of it."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from core.clock import now
from core.db import Base, UtcDateTime
from core.identifiers import new_id
from payments.withdrawals.rules import LONGEST_CODE, LONGEST_EMAIL, LONGEST_NAME, LONGEST_REASON, OUTCOMES


class Withdrawal(Base):
    """`code`, `name` and `email` are what was declared, in which language (`locale`), and stay. `booking_id` is what it
    was found to be about, or None; `outcome` says what became of it, `settled_at` since when. `operator_id` is whose
    people said so (None: an admin), `fee_root_id` the chain of fees it was about, `back_cents` what goes back, `reason`
    why it was refused. It outlives an account, as the law asks for proof, and is deleted by its own rule of retention.
    """

    __tablename__ = "withdrawal"
    __table_args__ = (
        CheckConstraint(f"outcome in {OUTCOMES}", name="known_outcome"),
        CheckConstraint("(outcome = 'open') = (settled_at is null)", name="settled"),
    )

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    code: Mapped[str] = mapped_column(String(LONGEST_CODE))
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    email: Mapped[str] = mapped_column(String(LONGEST_EMAIL))
    locale: Mapped[str] = mapped_column(String(2), default="de")
    received_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now, index=True)
    booking_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("booking.id", ondelete="SET NULL"), index=True)
    outcome: Mapped[str] = mapped_column(String(12), default="open")
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    operator_id: Mapped[int | None] = mapped_column(ForeignKey("operator.id"), index=True)
    fee_root_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    back_cents: Mapped[int | None]
    reason: Mapped[str] = mapped_column(String(LONGEST_REASON), default="")
    settled_by: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"))

"""What people did about an open item, other than noting the money."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from core.clock import now
from core.db import Base, BigId, UtcDateTime
from payments.open_items.rules import LONGEST_REASON


class ItemEvent(Base):
    """A reminder was sent (`number` 1 or 2), or so many cents were written off, and why. `root_id` is that of the chain
    of fees, so that a booking that was moved is not reminded from the beginning. `actor_id` is empty for the job."""

    __tablename__ = "open_item_event"
    __table_args__ = (
        UniqueConstraint("root_id", "kind", "number"),
        CheckConstraint("kind in ('reminded', 'written_off')", name="known_kind"),
        CheckConstraint("(kind = 'written_off') = (cents > 0)", name="cents"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    root_id: Mapped[uuid.UUID] = mapped_column(Uuid)
    operator_id: Mapped[int] = mapped_column(ForeignKey("operator.id"), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    number: Mapped[int]
    cents: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str] = mapped_column(String(LONGEST_REASON), default="")
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"))
    happened_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now, index=True)

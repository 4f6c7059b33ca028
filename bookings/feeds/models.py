"""The secret addresses at which calendar programs read bookings."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
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

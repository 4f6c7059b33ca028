"""What hosts tell those who have booked: how to get in, the Wi-Fi, the number of a locker's lock. Encrypted."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from core.clock import now
from core.db import Base, UtcDateTime, where


class EntryNote(Base):
    """How one gets into the hub (`space_id` empty), or into one of its spaces. `sealed` is text that only the vault
    opens (core.vault)."""

    __tablename__ = "entry_note"
    __table_args__ = (Index("uq_entry_note_hub", "hub_id", unique=True, **where("space_id is null")),)

    id: Mapped[int] = mapped_column(primary_key=True)
    hub_id: Mapped[int] = mapped_column(ForeignKey("hub.id", ondelete="CASCADE"), index=True)
    space_id: Mapped[int | None] = mapped_column(ForeignKey("space.id", ondelete="CASCADE"), unique=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now, onupdate=now)

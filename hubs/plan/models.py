"""Pictures and floor plans. An uploaded picture is kept only as what we made of it, never as it came."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from core.clock import now
from core.db import Base, UtcDateTime


class Picture(Base):
    """A picture of a hub (`photo`) or the drawing under its floor plan (`plan`); `digest` is that of `content`."""

    __tablename__ = "picture"
    __table_args__ = (
        CheckConstraint("purpose in ('photo', 'plan')", name="known_purpose"),
        CheckConstraint("width > 0 and height > 0", name="size"),
        Index("ix_picture_hub_position", "hub_id", "position"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    hub_id: Mapped[int] = mapped_column(ForeignKey("hub.id", ondelete="CASCADE"))
    purpose: Mapped[str] = mapped_column(String(10))
    media_type: Mapped[str] = mapped_column(String(40))
    digest: Mapped[str] = mapped_column(String(64))
    width: Mapped[int]
    height: Mapped[int]
    alt_de: Mapped[str] = mapped_column(String(200), default="")
    alt_en: Mapped[str] = mapped_column(String(200), default="")
    position: Mapped[int] = mapped_column(default=0)
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class FloorPlan(Base):
    """A hub's plan: a grid of `columns` × `rows` fields, on a picture or blank."""

    __tablename__ = "floor_plan"
    __table_args__ = (CheckConstraint("columns between 4 and 60 and rows between 4 and 60", name="size"),)

    hub_id: Mapped[int] = mapped_column(ForeignKey("hub.id", ondelete="CASCADE"), primary_key=True)
    columns: Mapped[int]
    rows: Mapped[int]
    picture_id: Mapped[int | None] = mapped_column(ForeignKey("picture.id", ondelete="SET NULL"), index=True)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now, onupdate=now)


class FloorPlanItem(Base):
    """Where a space is on its hub's plan, in fields of the grid."""

    __tablename__ = "floor_plan_item"
    __table_args__ = (CheckConstraint("x >= 0 and y >= 0 and width > 0 and height > 0", name="size"),)

    space_id: Mapped[int] = mapped_column(ForeignKey("space.id", ondelete="CASCADE"), primary_key=True)
    hub_id: Mapped[int] = mapped_column(ForeignKey("hub.id", ondelete="CASCADE"), index=True)
    x: Mapped[int]
    y: Mapped[int]
    width: Mapped[int] = mapped_column(default=1)
    height: Mapped[int] = mapped_column(default=1)

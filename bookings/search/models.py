"""What people looked for in vain: a journal that searches add to, and its sums, which say where a hub is missing.

Neither knows who searched, nor what was typed where it was no place.
"""

from datetime import date
from typing import NamedTuple

from sqlalchemy import CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, BigId

NOTHING, FULL, UNKNOWN = "nothing", "full", "unknown"
"""No hub has such a place; hubs have, but none is free; the place was not recognised."""


class Unmet(NamedTuple):
    """What is noted of a search: a name of ours of the place, the day and kind that were looked for, the outcome."""

    place: str
    day: date
    kind: str
    outcome: str


class UnmetNote(Base):
    """One search that was not met, until the night sums it up. `place` is a name of ours, "" for the whole district,
    for a bare position and for what was not recognised; `day` is the day that was looked for, or, of what was not
    recognised, on which it was typed."""

    __tablename__ = "journal_unmet"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    place: Mapped[str] = mapped_column(String(300))
    day: Mapped[date]
    kind: Mapped[str] = mapped_column(String(20))
    outcome: Mapped[str] = mapped_column(String(10))


class UnmetSearch(Base):
    """How many searches by place, day and kind were not met."""

    __tablename__ = "unmet_search"
    __table_args__ = (
        CheckConstraint("outcome in ('nothing', 'full', 'unknown')", name="known_outcome"),
        CheckConstraint("searches > 0", name="searches"),
        Index("uq_unmet_search", "place", "day", "kind", "outcome", unique=True),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    place: Mapped[str] = mapped_column(String(300))
    day: Mapped[date]
    kind: Mapped[str] = mapped_column(String(20))
    outcome: Mapped[str] = mapped_column(String(10))
    searches: Mapped[int]

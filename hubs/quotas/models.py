"""How much of a week one member may book at a hub."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base
from hubs.quotas.rules import ANY_KIND, MOST_OF, UNITS, QuotaFacts
from hubs.rules import KINDS
from hubs.tariffs import GROUPS, NO_GROUP


class Quota(Base):
    """At most so many hours, days or bookings a week (`most`; 0: without a limit) of one kind of space or (ANY_KIND) of
    all together, for everybody (NO_GROUP) or for a group of members. Which one holds says `hubs.quotas.rules`."""

    __tablename__ = "quota"
    __table_args__ = (
        CheckConstraint(f"unit in {UNITS}", name="known_unit"),
        CheckConstraint(f"kind in {(ANY_KIND, *KINDS)}", name="known_kind"),
        CheckConstraint(f'"group" in {(NO_GROUP, *GROUPS)}', name="known_group"),
        CheckConstraint(f"most between 0 and {max(MOST_OF.values())}", name="most"),
        Index("uq_quota", "hub_id", "kind", "group", "unit", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    hub_id: Mapped[int] = mapped_column(ForeignKey("hub.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(20), default=ANY_KIND)
    group: Mapped[str] = mapped_column(String(12), default=NO_GROUP)
    unit: Mapped[str] = mapped_column(String(10))
    most: Mapped[int]

    @property
    def facts(self) -> QuotaFacts:
        return QuotaFacts(self.unit, self.most, self.kind, self.group)

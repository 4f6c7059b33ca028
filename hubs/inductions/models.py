"""Inductions of a hub, the spaces that need them, who may give them, who asked for one, and who has one."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.clock import now
from core.db import Base, UtcDateTime, where
from hubs.inductions.rules import REASONS, VALIDITIES, InductionFacts, Validity


class Induction(Base):
    """What people must have been shown before they use certain spaces of a hub. `text` says what it is and how one
    gets it.

    `valid`: it never ends, for so many `months`, or for everybody until `until_date` (included); for people under 18 at
    most `months_minor`. Unused for `lapses_after_months` it lapses (None: never). See `hubs.inductions.rules`.
    """

    __tablename__ = "induction"
    __table_args__ = (
        UniqueConstraint("hub_id", "name"),
        UniqueConstraint("id", "hub_id"),
        CheckConstraint(f"valid in {VALIDITIES}", name="known_validity"),
        CheckConstraint("(valid = 'months') = (months is not null)", name="months"),
        CheckConstraint("(valid = 'until') = (until_date is not null)", name="until"),
        CheckConstraint("months between 1 and 120 and months_minor between 1 and 120", name="lengths"),
        CheckConstraint("lapses_after_months between 1 and 12", name="lapse"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    hub_id: Mapped[int] = mapped_column(ForeignKey("hub.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    text: Mapped[str] = mapped_column(Text, default="")
    valid: Mapped[str] = mapped_column(String(8), default="never")
    months: Mapped[int | None]
    months_minor: Mapped[int] = mapped_column(default=6)
    until_date: Mapped[date | None]
    lapses_after_months: Mapped[int | None]

    @property
    def facts(self) -> InductionFacts:
        return InductionFacts(self.id, self.name, self.lapses_after_months)

    @property
    def validity(self) -> Validity:
        return Validity(self.months, self.until_date, self.months_minor)


class SpaceInduction(Base):
    """A space needs an induction of its hub; it may need several."""

    __tablename__ = "space_induction"
    __table_args__ = (
        ForeignKeyConstraint(["induction_id", "hub_id"], ["induction.id", "induction.hub_id"], ondelete="CASCADE"),
    )

    space_id: Mapped[int] = mapped_column(ForeignKey("space.id", ondelete="CASCADE"), primary_key=True)
    induction_id: Mapped[int] = mapped_column(primary_key=True, index=True)
    hub_id: Mapped[int]


class InductionGrant(Base):
    """A trainer has shown a member how it is done: valid until `ends_at` (None: without an end), unless revoked.

    At most one of an induction and a member is open; giving it again renews that. Nobody gives it to themselves.
    `ending_told_at`: when its member was told that it ends soon. There is no room for notes about people.
    """

    __tablename__ = "induction_grant"
    __table_args__ = (
        Index("uq_induction_grant_open", "induction_id", "member_id", unique=True, **where("revoked_at is null")),
        CheckConstraint("granted_by <> member_id", name="nobody_grants_themselves"),
        CheckConstraint("(revoked_at is null) = (reason is null)", name="revoked_for_a_reason"),
        CheckConstraint(f"reason in {tuple(REASONS)}", name="known_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    induction_id: Mapped[int] = mapped_column(ForeignKey("induction.id", ondelete="CASCADE"), index=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), index=True)
    granted_by: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"))
    granted_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reason: Mapped[str | None] = mapped_column(String(10))
    ending_told_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class InductionTrainer(Base):
    """A member may give this induction, also who is no host."""

    __tablename__ = "induction_trainer"

    induction_id: Mapped[int] = mapped_column(ForeignKey("induction.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), primary_key=True, index=True)


class InductionWish(Base):
    """A member has asked for an induction: so trainers find somebody who has never booked at the hub."""

    __tablename__ = "induction_wish"

    induction_id: Mapped[int] = mapped_column(ForeignKey("induction.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), primary_key=True, index=True)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

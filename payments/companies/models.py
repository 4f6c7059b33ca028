"""Companies, their people, and the days of a month that they pay for. A day beyond the last the database refuses, as
with passes (`payments.passes.models`)."""

import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.clock import now
from core.db import Base, UtcDateTime, where


class Company(Base):
    """An employer who gets one invoice a month from an operator. `vat_id` and `address` stand on the invoice."""

    __tablename__ = "company"
    __table_args__ = (UniqueConstraint("operator_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    operator_id: Mapped[int] = mapped_column(ForeignKey("operator.id"), index=True)
    name: Mapped[str] = mapped_column(String(160))
    address: Mapped[str] = mapped_column(Text)
    email: Mapped[str] = mapped_column(String(254))
    vat_id: Mapped[str | None] = mapped_column(String(20))
    is_active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class CompanyMember(Base):
    """Somebody whom a company pays for (`person`), or who sees its days and invoices (`manager`), or has been invited
    by mail (`digest` of the link's secret) and has not answered yet. `email` is where the invitation went, until it is
    accepted; who has left without having joined has declined it."""

    __tablename__ = "company_member"
    __table_args__ = (
        CheckConstraint("role in ('person', 'manager')", name="known_role"),
        CheckConstraint("member_id is not null or digest is not null", name="somebody"),
        Index("uq_company_member_once", "company_id", "member_id", "role", unique=True, **where("left_at is null")),
        Index("uq_company_member_digest", "digest", unique=True, **where("digest is not null")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    company_id: Mapped[int] = mapped_column(ForeignKey("company.id"), index=True)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), index=True)
    email: Mapped[str | None] = mapped_column(String(254))
    digest: Mapped[str | None] = mapped_column(String(64))
    role: Mapped[str] = mapped_column(String(10), default="person")
    cost_centre: Mapped[str] = mapped_column(String(40), default="")
    invited_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    joined_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    left_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Contingent(Base):
    """So many days (`size`) a company pays for in each month from `valid_from` through `valid_until` (both months'
    first days). Changed numbers are another row."""

    __tablename__ = "contingent"
    __table_args__ = (
        UniqueConstraint("id", "size"),
        UniqueConstraint("company_id", "valid_from"),
        CheckConstraint("size between 0 and 10000", name="size"),
        CheckConstraint("valid_until is null or valid_from <= valid_until", name="order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    company_id: Mapped[int] = mapped_column(ForeignKey("company.id"))
    size: Mapped[int]
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]

    def holds_in(self, month: date) -> bool:
        """Whether it is the one of a month (its first day)."""
        return self.valid_from <= month and (self.valid_until is None or month <= self.valid_until)


class ContingentUse(Base):
    """One day of a month's contingent, used by a booking. The company pays `value_cents`, the booking's own price."""

    __tablename__ = "contingent_use"
    __table_args__ = (
        ForeignKeyConstraint(
            ["contingent_id", "contingent_size"],
            ["contingent.id", "contingent.size"],
            name="fk_contingent_use_contingent",
        ),
        CheckConstraint("slot between 1 and contingent_size", name="slot"),
        Index(
            "uq_contingent_use_slot", "contingent_id", "month", "slot", unique=True, **where("given_back_at is null")
        ),
        Index("uq_contingent_use_booking", "booking_id", unique=True, **where("given_back_at is null")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    contingent_id: Mapped[int] = mapped_column(ForeignKey("contingent.id"), index=True)
    contingent_size: Mapped[int]
    month: Mapped[date]
    slot: Mapped[int]
    booking_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("booking.id"), index=True)
    cost_centre: Mapped[str] = mapped_column(String(40), default="")
    value_cents: Mapped[int]
    used_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    given_back_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

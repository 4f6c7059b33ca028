"""Passes that members buy, and their visits. That no visit is used twice, and none beyond the last, the database holds
by declaration: visits are numbered, a number is used once, and the largest is the pass's size."""

import uuid
from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from core.clock import now
from core.db import Base, UtcDateTime, where
from core.identifiers import new_id
from payments.passes.rules import PASS_KINDS, SCOPES

VOUCHERS = ("single", "multi")


class PassProduct(Base):
    """A pass that an operator sells: for one of its hubs (`hub_id`), all of them, or the whole district.

    `size` is the number of visits (None: as many as wanted while it holds, for `month`), `valid_days` how long it holds
    from the day on which it begins, `kinds` the kinds of space it covers. `group`: for a group of members only.
    """

    __tablename__ = "pass_product"
    __table_args__ = (
        CheckConstraint(f"kind in {PASS_KINDS}", name="known_kind"),
        CheckConstraint(f"scope in {SCOPES}", name="known_scope"),
        CheckConstraint("(scope = 'hub') = (hub_id is not null)", name="scope_of_hub"),
        CheckConstraint("(kind = 'month') = (size is null)", name="month_without_size"),
        CheckConstraint("size between 1 and 100", name="size"),
        CheckConstraint("price_cents > 0 and valid_days between 1 and 1100", name="price_and_time"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    operator_id: Mapped[int] = mapped_column(ForeignKey("operator.id"), index=True)
    hub_id: Mapped[int | None] = mapped_column(ForeignKey("hub.id"), index=True)
    name_de: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(80), default="")
    kind: Mapped[str] = mapped_column(String(10))
    size: Mapped[int | None]
    price_cents: Mapped[int]
    valid_days: Mapped[int]
    scope: Mapped[str] = mapped_column(String(10), default="operator")
    kinds: Mapped[list[str]] = mapped_column(JSON, default=lambda: ["desk"])
    group: Mapped[str | None] = mapped_column(String(12))
    is_sold: Mapped[bool] = mapped_column(default=True)
    position: Mapped[int] = mapped_column(default=0)


class Pass(Base):
    """A pass that somebody has bought, or is about to (`held` until it is paid). It holds from `valid_from` through
    `valid_until`, both days included, and ends by itself. `voucher`: VAT is due at the sale (single-purpose), or at
    each use by the hub that is used (multi-purpose, § 3 Abs. 15 UStG). `use_value_cents`: what one visit is worth,
    rounded down."""

    __tablename__ = "pass"
    __table_args__ = (
        UniqueConstraint("id", "size"),
        CheckConstraint(f"kind in {PASS_KINDS}", name="known_kind"),
        CheckConstraint(f"scope in {SCOPES}", name="known_scope"),
        CheckConstraint(f"voucher in {VOUCHERS}", name="known_voucher"),
        CheckConstraint("status in ('held', 'active', 'cancelled')", name="known_status"),
        CheckConstraint("valid_from <= valid_until", name="order"),
        CheckConstraint("size between 1 and 100", name="size"),
        Index("ix_pass_member", "member_id", "valid_until"),
    )

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    product_id: Mapped[int] = mapped_column(ForeignKey("pass_product.id"), index=True)
    operator_id: Mapped[int] = mapped_column(ForeignKey("operator.id"), index=True)
    hub_id: Mapped[int | None] = mapped_column(ForeignKey("hub.id"))
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"))
    kind: Mapped[str] = mapped_column(String(10))
    size: Mapped[int | None]
    price_cents: Mapped[int]
    use_value_cents: Mapped[int]
    scope: Mapped[str] = mapped_column(String(10))
    kinds: Mapped[list[str]] = mapped_column(JSON)
    voucher: Mapped[str] = mapped_column(String(10))
    valid_from: Mapped[date]
    valid_until: Mapped[date]
    status: Mapped[str] = mapped_column(String(10), default="held")
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    @property
    def is_active(self) -> bool:
        return self.status == "active"

    @property
    def parts(self) -> int:
        """In how many parts its price falls: its visits, or the days of a month pass."""
        return self.size or (self.valid_until - self.valid_from).days + 1


class PassUse(Base):
    """One visit of a pass: the booking that used it, at which hub and operator. `value_cents` is its part of the price:
    what it is worth when operators settle with one another, and, for a multi-purpose voucher, what is taxed there. Of
    a month pass it is final when the month is settled. Of what was booked in confidence the booking is let go (then
    `fee_id` says what it was used for, and `used_on` only the month)."""

    __tablename__ = "pass_use"
    __table_args__ = (
        ForeignKeyConstraint(["pass_id", "pass_size"], ["pass.id", "pass.size"], name="fk_pass_use_pass"),
        CheckConstraint("slot >= 1 and (pass_size is null or slot <= pass_size)", name="slot"),
        CheckConstraint("(booking_id is null) <> (fee_id is null)", name="one_thing"),
        Index("uq_pass_use_slot", "pass_id", "slot", unique=True, **where("given_back_at is null")),
        Index("uq_pass_use_booking", "booking_id", unique=True, **where("given_back_at is null")),
        Index("ix_pass_use_operator", "operator_id", "used_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    pass_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("pass.id"), index=True)
    pass_size: Mapped[int | None]
    slot: Mapped[int]
    booking_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("booking.id"), index=True)
    fee_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("fee.id"), index=True)
    hub_id: Mapped[int] = mapped_column(ForeignKey("hub.id"))
    operator_id: Mapped[int] = mapped_column(ForeignKey("operator.id"))
    value_cents: Mapped[int]
    used_on: Mapped[date]
    used_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    given_back_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Settlement(Base):
    """What one operator owes another for a month's visits with passes that the first has sold. Written once."""

    __tablename__ = "settlement"
    __table_args__ = (
        UniqueConstraint("from_operator_id", "to_operator_id", "month"),
        CheckConstraint("from_operator_id <> to_operator_id", name="two"),
        CheckConstraint("uses >= 0 and amount_cents >= 0", name="not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    from_operator_id: Mapped[int] = mapped_column(ForeignKey("operator.id"))
    to_operator_id: Mapped[int] = mapped_column(ForeignKey("operator.id"), index=True)
    month: Mapped[date]
    uses: Mapped[int]
    amount_cents: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    paid_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

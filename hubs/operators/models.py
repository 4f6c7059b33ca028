"""Operators, how what they sell is taxed, and which members belong to which of their groups."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.clock import now
from core.db import Base, UtcDateTime
from hubs.operators.rules import OperatorFacts, Vat, VatRuleFacts


class Operator(Base):
    """Who lets the spaces of some hubs and takes the money, as it stands on invoices.

    While it does not take money here (`takes_money`) prices are shown and nobody collects them in this software.
    `ways` are words of `rules.WAYS`; on_site is one of them only after the hint about tills was accepted. `prefix`
    begins the numbers of its invoices. `stripe_account` is its account's id, never a key. `texts_stamp` is renewed when
    one of its texts of law is published, None before the first.
    """

    __tablename__ = "operator"
    __table_args__ = (
        CheckConstraint(
            "not takes_money or tax_number is not null or vat_id is not null", name="tax_number_to_take_money"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    legal_name: Mapped[str] = mapped_column(String(160))
    address: Mapped[str] = mapped_column(Text, default="")
    email: Mapped[str | None] = mapped_column(String(254))
    phone: Mapped[str | None] = mapped_column(String(40))
    tax_number: Mapped[str | None] = mapped_column(String(40))
    vat_id: Mapped[str | None] = mapped_column(String(20))
    register_entry: Mapped[str | None] = mapped_column(String(120))
    iban: Mapped[str | None] = mapped_column(String(34))
    bic: Mapped[str | None] = mapped_column(String(11))
    prefix: Mapped[str] = mapped_column(String(8), unique=True)
    stripe_account: Mapped[str | None] = mapped_column(String(40))
    takes_money: Mapped[bool] = mapped_column(default=False)
    ways: Mapped[list[str]] = mapped_column(JSON, default=list)
    till_hint_accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    delayed_methods: Mapped[bool] = mapped_column(default=False)
    trial_day: Mapped[bool] = mapped_column(default=False)
    sells_passes_district_wide: Mapped[bool] = mapped_column(default=False)
    datev_consultant: Mapped[str | None] = mapped_column(String(7))
    datev_client: Mapped[str | None] = mapped_column(String(7))
    texts_stamp: Mapped[str | None] = mapped_column(String(32))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    @property
    def facts(self) -> OperatorFacts:
        return OperatorFacts(
            self.id,
            self.slug,
            self.legal_name,
            takes_money=self.takes_money,
            ways=tuple(self.ways),
            trial_day=self.trial_day,
            delayed_methods=self.delayed_methods,
            stripe_account=self.stripe_account,
            sells_passes_district_wide=self.sells_passes_district_wide,
            texts_stamp=self.texts_stamp,
        )


class VatRule(Base):
    """How a product of an operator is taxed from a day on, until the next rule begins. `rate` in percent."""

    __tablename__ = "vat_rule"
    __table_args__ = (
        UniqueConstraint("operator_id", "product", "valid_from"),
        CheckConstraint("product in ('space', 'pass', 'offer')", name="known_product"),
        CheckConstraint(
            "(treatment = 'standard' and rate = 19) or (treatment = 'reduced' and rate = 7)"
            " or (treatment in ('small', 'exempt', 'outside') and rate = 0)",
            name="rate_of_treatment",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    operator_id: Mapped[int] = mapped_column(ForeignKey("operator.id", ondelete="CASCADE"))
    product: Mapped[str] = mapped_column(String(10))
    valid_from: Mapped[date]
    treatment: Mapped[str] = mapped_column(String(10))
    rate: Mapped[int]
    reason: Mapped[str] = mapped_column(Text, default="")

    @property
    def facts(self) -> VatRuleFacts:
        return VatRuleFacts(self.product, self.valid_from, Vat(self.treatment, self.rate, self.reason))


class MemberGroup(Base):
    """A member belongs to a group for whom an operator has prices of their own, until a day or for ever."""

    __tablename__ = "member_group"
    __table_args__ = (CheckConstraint("\"group\" in ('residents', 'clubs', 'staff', 'reduced')", name="known_group"),)

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), primary_key=True)
    operator_id: Mapped[int] = mapped_column(
        ForeignKey("operator.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    group: Mapped[str] = mapped_column(String(12))
    valid_until: Mapped[date | None]
    set_by: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"))
    set_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

"""Money that people owe and have paid: fees, payments (attempts to pay), refunds, disputes, and what Stripe told us.

All amounts are gross cents of the euro. What a fee costs is frozen when it is made: another price is another fee.
"""

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    Uuid,
    and_,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column

from core.clock import now
from core.db import Base, BigId, UtcDateTime, where
from core.identifiers import new_id
from payments.rules import COVERS, LIVE, REFUND_STEPS, STEPS, WAYS, Money

LIVE_STATUSES = tuple(sorted(LIVE))


class Fee(Base):
    """What one booking or one pass costs, and what covers it. Never rewritten: a move that costs more or less makes a
    new fee of the same `root_id` (the first one's id), and this one is `superseded_at` then.

    `buyer` is who gets the invoice (name, email; for businesses company, address, vat_id), until the account ends.
    `tiers` and `cancel_deadline_minutes`: how much of it is given back until when, as
    `hubs.refund_tiers` reads them. `service_on` is the local day
    whose VAT holds. `consent_at`: the buyer wanted the service to begin before the time for withdrawal is over, and
    `consent_text` is what they agreed to, as they read it.
    `reference` (ISO 11649) is what a bank transfer is known by. One that `is_confidential` is told as the use of a room
    in a month, without where and when, and loses its booking when that becomes nobody's (`payments.confided`).
    """

    __tablename__ = "fee"
    __table_args__ = (
        CheckConstraint(
            "(booking_id is null) <> (pass_id is null) or (is_confidential and pass_id is null)", name="one_thing"
        ),
        CheckConstraint("gross_cents >= 0", name="gross"),
        CheckConstraint(f"covered_by in {COVERS}", name="known_cover"),
        CheckConstraint(
            "vat_treatment in ('standard', 'reduced', 'small', 'exempt', 'outside') and vat_rate between 0 and 99",
            name="vat",
        ),
        Index("uq_fee_booking_current", "booking_id", unique=True, **where("superseded_at is null")),
        Index("uq_fee_pass_current", "pass_id", unique=True, **where("superseded_at is null")),
        Index("ix_fee_operator_created", "operator_id", "created_at"),
    )

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    root_id: Mapped[uuid.UUID] = mapped_column(Uuid, index=True)
    operator_id: Mapped[int] = mapped_column(ForeignKey("operator.id"))
    hub_id: Mapped[int | None] = mapped_column(ForeignKey("hub.id"), index=True)
    booking_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("booking.id"), index=True)
    pass_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("pass.id"), index=True)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"), index=True)
    buyer: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    is_business: Mapped[bool] = mapped_column(default=False)
    gross_cents: Mapped[int]
    vat_treatment: Mapped[str] = mapped_column(String(10))
    vat_rate: Mapped[int]
    vat_reason: Mapped[str] = mapped_column(Text, default="")
    tiers: Mapped[list[list[int]] | None] = mapped_column(JSON)
    cancel_deadline_minutes: Mapped[int] = mapped_column(default=0)
    consent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    consent_text: Mapped[str | None] = mapped_column(Text)
    covered_by: Mapped[str] = mapped_column(String(10))
    service_on: Mapped[date]
    reference: Mapped[str | None] = mapped_column(String(25), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    superseded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    is_confidential: Mapped[bool] = mapped_column(default=False, server_default=false())

    @property
    def number(self) -> str:
        """By which a confidential one is known in lists of money, in place of a name: the end of its id."""
        return self.id.hex[-8:].upper()


class Payment(Base):
    """One attempt to pay a fee. Its id is Stripe's idempotency key and metadata; `session_params` are what Stripe was
    asked with, frozen, so that asking again is the same question.

    A fee has one live payment at most (`one_live_payment`): open, processing, or paid and not given back whole; a
    second charge is therefore written down together with its refund. `noted_by` is the host who has seen the money on
    site or on the bank's list.
    """

    __tablename__ = "payment"
    __table_args__ = (
        CheckConstraint(f"way in {WAYS}", name="known_way"),
        CheckConstraint(f"status in {tuple(STEPS)}", name="known_status"),
        CheckConstraint("amount_cents > 0", name="amount"),
        CheckConstraint("refunded_cents between 0 and amount_cents", name="refunded"),
        CheckConstraint("refunded_cents = 0 or status = 'paid'", name="refunded_of_paid"),
        CheckConstraint("(paid_at is not null) = (status = 'paid')", name="paid_at"),
        CheckConstraint("currency = 'EUR'", name="euros"),
        Index(
            "one_live_payment",
            "fee_id",
            unique=True,
            **where(f"status in {LIVE_STATUSES} and refunded_cents < amount_cents"),
        ),
        Index("uq_payment_session", "session_id", unique=True, **where("session_id is not null")),
        Index("uq_payment_intent", "intent_id", unique=True, **where("intent_id is not null")),
        Index("ix_payment_status", "status", "changed_at"),
    )

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    fee_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("fee.id"), index=True)
    way: Mapped[str] = mapped_column(String(10))
    status: Mapped[str] = mapped_column(String(10), default="open")
    amount_cents: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3), default="EUR")
    refunded_cents: Mapped[int] = mapped_column(default=0)
    account: Mapped[str | None] = mapped_column(String(40))
    session_id: Mapped[str | None] = mapped_column(String(255))
    session_params: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    session_url: Mapped[str | None] = mapped_column(Text)
    session_expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    intent_id: Mapped[str | None] = mapped_column(String(255))
    livemode: Mapped[bool | None]
    paid_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    noted_by: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"))
    note: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    @property
    def money(self) -> Money:
        return Money(self.status, self.amount_cents, self.refunded_cents)

    @classmethod
    def is_live(cls) -> ColumnElement[bool]:
        """In a query: open, processing, or paid and not given back whole."""
        return and_(cls.status.in_(LIVE_STATUSES), cls.refunded_cents < cls.amount_cents)

    @property
    def counts(self) -> bool:
        """`is_live` of what was read."""
        return self.status in LIVE and self.refunded_cents < self.amount_cents


class Refund(Base):
    """Money that goes back. Its id is Stripe's idempotency key; the sum of what is given back is held by
    `payment.refunded_cents`, which one conditional UPDATE raises. `why` is a word of `payments.refund_words`."""

    __tablename__ = "refund"
    __table_args__ = (
        CheckConstraint("amount_cents > 0", name="amount"),
        CheckConstraint(f"status in {tuple(REFUND_STEPS)}", name="known_status"),
        Index("uq_refund_provider", "provider_id", unique=True, **where("provider_id is not null")),
        Index("ix_refund_status", "status", "changed_at"),
    )

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    payment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("payment.id"), index=True)
    amount_cents: Mapped[int]
    why: Mapped[str] = mapped_column(String(20))
    status: Mapped[str] = mapped_column(String(10), default="wanted")
    provider_id: Mapped[str | None] = mapped_column(String(255))
    key_used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    tries: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(String(200), default="")
    noted_by: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class Dispute(Base):
    """A cardholder has asked their bank for the money. While it is open nothing is given back by us."""

    __tablename__ = "dispute"
    __table_args__ = (
        UniqueConstraint("provider_id"),
        CheckConstraint("status in ('open', 'won', 'lost')", name="known_status"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    provider_id: Mapped[str] = mapped_column(String(255))
    payment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("payment.id"), index=True)
    amount_cents: Mapped[int]
    status: Mapped[str] = mapped_column(String(10), default="open")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    @property
    def is_open(self) -> bool:
        return self.status == "open"


class StripeEvent(Base):
    """That Stripe has told something, once. What it says is never kept (names, addresses) nor believed: it is looked
    up, by the ids of what it is about (`named` is the payment or refund of ours). `applied_at` is empty until that was
    done; `error` says what stood in the way."""

    __tablename__ = "stripe_event"
    __table_args__ = (Index("ix_stripe_event_waiting", "received_at", **where("applied_at is null")),)

    id: Mapped[str] = mapped_column(String(255), primary_key=True)
    type: Mapped[str] = mapped_column(String(80))
    object_id: Mapped[str] = mapped_column(String(255))
    named: Mapped[str | None] = mapped_column(String(64))
    intent: Mapped[str | None] = mapped_column(String(255))
    account: Mapped[str | None] = mapped_column(String(40))
    livemode: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    applied_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    tries: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(String(200), default="")


class TrialUse(Base):
    """A member's free first day at an operator: one for each, as long as it was not given back."""

    __tablename__ = "trial_use"
    __table_args__ = (
        Index("uq_trial_use_once", "operator_id", "member_id", unique=True, **where("given_back_at is null")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    operator_id: Mapped[int] = mapped_column(ForeignKey("operator.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), index=True)
    booking_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("booking.id"), unique=True)
    used_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    given_back_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Difference(Base):
    """What does not agree between us, our own books and Stripe, for somebody to look at: `kind` is a word of
    `payments.words`, `about` the id of what it is about. Closed by a person, or when it agrees again."""

    __tablename__ = "payment_difference"
    __table_args__ = (Index("uq_payment_difference_open", "kind", "about", unique=True, **where("closed_at is null")),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    operator_id: Mapped[int | None] = mapped_column(ForeignKey("operator.id"), index=True)
    kind: Mapped[str] = mapped_column(String(30))
    about: Mapped[str] = mapped_column(String(255))
    expected: Mapped[str] = mapped_column(String(200), default="")
    found: Mapped[str] = mapped_column(String(200), default="")
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    told_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"))

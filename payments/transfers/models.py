"""What came in on an operator's bank account, as a file of the bank's said, until somebody has dealt with it."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.clock import now
from core.db import Base, BigId, UtcDateTime, where
from payments.transfers.camt import LONGEST_NAME, LONGEST_TEXT, BankEntry

KEEP_DAYS = 180
"""Long enough to know an entry again that stands in two files."""


class ReceivedTransfer(Base):
    """An entry that may be for an open item. `key` is the same when the bank's next file has it again. Who sent it,
    and what they wrote, is forgotten when it is dealt with: `outcome` "noted" (as paid) or "set_aside"."""

    __tablename__ = "received_transfer"
    __table_args__ = (
        UniqueConstraint("operator_id", "key"),
        CheckConstraint("outcome in ('waiting', 'noted', 'set_aside')", name="known_outcome"),
        CheckConstraint("amount_cents >= 0", name="amount"),
        Index("ix_received_transfer_waiting", "operator_id", **where("outcome = 'waiting'")),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    operator_id: Mapped[int] = mapped_column(ForeignKey("operator.id"))
    key: Mapped[str] = mapped_column(String(64))
    amount_cents: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    booked_on: Mapped[date]
    text: Mapped[str] = mapped_column(String(LONGEST_TEXT), default="")
    reference: Mapped[str] = mapped_column(String(LONGEST_TEXT), default="")
    debtor: Mapped[str] = mapped_column(String(LONGEST_NAME), default="")
    debtor_account: Mapped[str] = mapped_column(String(40), default="")
    outcome: Mapped[str] = mapped_column(String(10), default="waiting")
    read_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now, index=True)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    settled_by: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"))

    @property
    def entry(self) -> BankEntry:
        """As the bank's file had it."""
        return BankEntry(
            key=self.key,
            amount_cents=self.amount_cents,
            currency=self.currency,
            booked_on=self.booked_on,
            text=self.text,
            reference=self.reference,
            debtor=self.debtor,
            debtor_account=self.debtor_account,
        )

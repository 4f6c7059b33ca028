"""What operators have published of their texts of law, and who booked or bought knowing which of them."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.clock import now
from core.db import Base, BigId, UtcDateTime, where
from payments.terms.rules import HOWS
from payments.terms.shipped import KINDS


class TermsText(Base):
    """One version of one text of an operator, in German and (or empty) English, as Markdown. It holds from
    `valid_from` until a later version does. The database keeps it as it is (`payments.terms.frozen`); `sha256` is of
    both languages (`rules.digest`)."""

    __tablename__ = "terms_text"
    __table_args__ = (
        UniqueConstraint("operator_id", "kind", "version"),
        CheckConstraint(f"kind in {KINDS}", name="known_kind"),
        CheckConstraint("version >= 1", name="version"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    operator_id: Mapped[int] = mapped_column(ForeignKey("operator.id"))
    kind: Mapped[str] = mapped_column(String(12))
    version: Mapped[int]
    text_de: Mapped[str] = mapped_column(Text)
    text_en: Mapped[str] = mapped_column(Text, default="")
    sha256: Mapped[str] = mapped_column(String(64))
    valid_from: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    published_by: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"))

    def text(self, locale: str) -> str:
        """In this language; in German where it is in no other."""
        return self.text_en if locale == "en" and self.text_en else self.text_de

    def language(self, locale: str) -> str:
        """In which language `text` is."""
        return "en" if locale == "en" and self.text_en else "de"


class Acceptance(Base):
    """A booking was made, or a pass bought, under this text. Whose it was is known as long as the booking or the pass
    says so: this row has nothing about people. `how`: see `rules.HOWS`."""

    __tablename__ = "acceptance"
    __table_args__ = (
        CheckConstraint("(booking_id is null) <> (pass_id is null)", name="one_thing"),
        CheckConstraint(f"how in {HOWS}", name="known_how"),
        Index("uq_acceptance_booking", "booking_id", "text_id", unique=True, **where("booking_id is not null")),
        Index("uq_acceptance_pass", "pass_id", "text_id", unique=True, **where("pass_id is not null")),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    text_id: Mapped[int] = mapped_column(ForeignKey("terms_text.id"), index=True)
    booking_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("booking.id", ondelete="CASCADE"))
    pass_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("pass.id", ondelete="CASCADE"))
    how: Mapped[str] = mapped_column(String(8))
    accepted_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now, index=True)

"""Publishing texts, and writing down what was agreed to. Flush and never commit."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, insert, select

from bookings.cover import Cover
from bookings.models import Booking
from core.clock import now
from core.db import db
from core.text import one_line
from core.tokens import new_secret
from hubs.operators.models import Operator
from members.models import Member
from payments.quoting import PriceQuote
from payments.terms import queries, rules
from payments.terms.models import Acceptance, TermsText
from payments.terms.rules import TermsAgreed
from payments.terms.shipped import KINDS

STAMP_SIGNS = 32
SENTENCES = frozenset({"early_start"})
"""Stands beside a box to tick."""


def publish(*, operator: Operator, kind: str, text_de: str, text_en: str = "", by: Member | None) -> TermsText | None:
    """This text holds from now on, as the next version of its kind; earlier ones stay to be read. None when it is the
    one that holds already.

    TextEmpty, TextHasGap, TextTooLong; ValueError for a kind that is none.
    """
    if kind not in KINDS:
        raise ValueError(f"no such text: {kind}")
    as_kept = one_line if kind in SENTENCES else _as_kept
    text_de, text_en = as_kept(text_de), as_kept(text_en)
    rules.check_text(text_de, text_en)
    _lock(operator)
    digest, moment = rules.digest(text_de, text_en), now()
    before = queries.version(operator.id, kind, None, moment)
    if before is not None and before.sha256 == digest:
        return None
    last = select(func.max(TermsText.version)).where(TermsText.operator_id == operator.id, TermsText.kind == kind)
    published = TermsText(
        operator_id=operator.id,
        kind=kind,
        version=(db.session.scalar(last) or 0) + 1,
        text_de=text_de,
        text_en=text_en,
        sha256=digest,
        valid_from=moment,
        published_by=by.id if by else None,
    )
    db.session.add(published)
    operator.texts_stamp = new_secret()[:STAMP_SIGNS]
    db.session.flush()
    return published


def _as_kept(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").strip().split("\n"))


def _lock(operator: Operator) -> None:
    """Two who publish at once get two versions, one after the other."""
    db.session.execute(select(Operator.id).where(Operator.id == operator.id).with_for_update())


def booked(_sender: object, bookings: Sequence[Booking], covers: Sequence[Cover], **_more: object) -> None:
    """Under which texts these bookings were made: a receiver of `bookings.signals.booked`. One statement, none where
    there is nothing to write."""
    agreed = [(one, _agreed_of(cover.basis)) for one, cover in zip(bookings, covers, strict=True)]
    _write([("booking_id", one.id, each) for one, each in agreed if each is not None])


def bought(*, pass_id: UUID, agreed: TermsAgreed | None) -> None:
    """Under which texts a pass was bought."""
    _write([("pass_id", pass_id, agreed)] if agreed else [])


def _agreed_of(basis: object) -> TermsAgreed | None:
    if isinstance(basis, PriceQuote):
        return basis.agreed_to
    return basis if isinstance(basis, TermsAgreed) else None


def _write(agreed: Sequence[tuple[str, UUID, TermsAgreed]]) -> None:
    empty = {"booking_id": None, "pass_id": None, "accepted_at": now()}
    rows = [{**empty, of: key, "text_id": text_id, "how": each.how} for of, key, each in agreed for text_id in each.ids]
    if rows:
        db.session.connection().execute(insert(Acceptance), rows)

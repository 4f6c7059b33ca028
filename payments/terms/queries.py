"""Which texts operators have published. What holds is kept in memory as long as the operator's stamp stays, so that
booking asks the database nothing for it."""

from collections import OrderedDict
from collections.abc import Collection, Sequence
from datetime import datetime
from threading import Lock

from sqlalchemy import select, union

from bookings.models import Booking
from core.db import db
from hubs.operators.models import Operator
from hubs.operators.rules import OperatorFacts
from payments.passes.models import Pass
from payments.terms import rules
from payments.terms.models import Acceptance, TermsText
from payments.terms.rules import TextFacts
from payments.terms.shipped import LOCALES, template

KEPT = 512


def in_force(operator: OperatorFacts, moment: datetime) -> dict[str, TextFacts]:
    """By kind, what the operator's texts are at that moment. No query for an operator that has published none, nor
    when they are in memory."""
    return rules.in_force(_texts_of(operator), moment) if operator.texts_stamp else {}


def early_sentence(operator: OperatorFacts, locale: str, moment: datetime) -> str:
    """What one agrees to who wants the service to begin before the time for withdrawal is over: the operator's own
    sentence, or the one that is shipped."""
    own = in_force(operator, moment).get("early_start")
    return (own.sentence[locale if locale in LOCALES else "de"] if own else template("early_start", locale)).strip()


def language_of(operator: OperatorFacts, sentence: str) -> str:
    """In which language somebody has read this consent; "" for words that are none of the operator's, nor shipped ones.
    What was published stays, so that it can still be told years later."""
    own = _texts_of(operator) if operator.texts_stamp else ()
    versions = [one.sentence for one in own if one.kind == "early_start"]
    versions.append({locale: template("early_start", locale) for locale in LOCALES})
    known = (locale for locale in LOCALES if any(words[locale].strip() == sentence for words in versions))
    return next(known, "")  # German first: what has no English words is read in German by all


def language_of_consent(operator_id: int, sentence: str) -> str:
    """The same where the operator is known by its id alone; no query without a consent."""
    return language_of(db.session.get_one(Operator, operator_id).facts, sentence) if sentence else ""


def accepted(member_id: int, text_ids: Collection[int]) -> set[int]:
    """Which of these versions the member has accepted with something that they booked or bought. One query."""
    of_bookings = (
        select(Acceptance.text_id)
        .join(Booking, Booking.id == Acceptance.booking_id)
        .where(Booking.member_id == member_id, Acceptance.text_id.in_(text_ids), Acceptance.how != "program")
    )
    of_passes = (
        select(Acceptance.text_id)
        .join(Pass, Pass.id == Acceptance.pass_id)
        .where(Pass.member_id == member_id, Acceptance.text_id.in_(text_ids), Acceptance.how != "program")
    )
    return set(db.session.scalars(union(of_bookings, of_passes)))


def versions(operator_id: int) -> dict[str, list[TermsText]]:
    """All that the operator has published, by kind, the latest first."""
    query = select(TermsText).where(TermsText.operator_id == operator_id).order_by(TermsText.version.desc())
    found: dict[str, list[TermsText]] = {}
    for one in db.session.scalars(query):
        found.setdefault(one.kind, []).append(one)
    return found


def version(operator_id: int, kind: str, number: int | None, moment: datetime) -> TermsText | None:
    """A version of the operator's text, or (None) the one that holds at that moment."""
    query = select(TermsText).where(TermsText.operator_id == operator_id, TermsText.kind == kind)
    if number is not None:
        return db.session.scalars(query.where(TermsText.version == number)).one_or_none()
    query = query.where(TermsText.valid_from <= moment)
    return db.session.scalars(query.order_by(TermsText.valid_from.desc(), TermsText.version.desc()).limit(1)).first()


class _Kept:
    """The texts of the operators that were asked for last, by stamp; a stamp is never used for two states."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._texts: OrderedDict[str, Sequence[TextFacts]] = OrderedDict()

    def get(self, stamp: str) -> Sequence[TextFacts] | None:
        with self._lock:
            if stamp in self._texts:
                self._texts.move_to_end(stamp)
            return self._texts.get(stamp)

    def put(self, stamp: str, texts: Sequence[TextFacts]) -> None:
        with self._lock:
            self._texts[stamp] = texts
            while len(self._texts) > KEPT:
                self._texts.popitem(last=False)


_kept = _Kept()


def _texts_of(operator: OperatorFacts) -> Sequence[TextFacts]:
    stamp = operator.texts_stamp or ""
    found = _kept.get(stamp)
    if found is None:
        found = _read(operator.id)
        _kept.put(stamp, found)
    return found


def _read(operator_id: int) -> list[TextFacts]:
    columns = (TermsText.id, TermsText.kind, TermsText.version, TermsText.valid_from)
    query = select(*columns).where(TermsText.operator_id == operator_id)
    rows = db.session.execute(query.where(TermsText.kind != "early_start"))
    found = [TextFacts(*row) for row in rows]
    sentences = select(TermsText).where(TermsText.operator_id == operator_id, TermsText.kind == "early_start")
    for one in db.session.scalars(sentences):
        words = {locale: one.text(locale) for locale in LOCALES}
        found.append(TextFacts(one.id, one.kind, one.version, one.valid_from, words))
    return found

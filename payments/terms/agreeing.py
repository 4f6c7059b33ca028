"""What somebody agrees to who books or buys: asked by pages before, and by whoever writes it down. Only reads."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bookings.cover import Choice
from core.clock import now
from hubs.operators.rules import OperatorFacts
from members.models import Member
from payments.terms import queries, rules
from payments.terms.rules import BY_PROGRAM, TermsAgreed, TermsShown, TextFacts


@dataclass(frozen=True, slots=True)
class TermsAsked:
    """Under which texts one books here; `needs_box`: some version of them is new to this person. `notice`: of the right
    to withdraw, which matters where something is paid."""

    operator: OperatorFacts
    texts: tuple[TextFacts, ...]
    needs_box: bool
    notice: TextFacts | None = None

    @property
    def ids(self) -> str:
        """As a form carries them along."""
        return ",".join(str(one.id) for one in self.texts)


def asked_of(operator: OperatorFacts, member: Member | None, *, of_visitor: bool = False) -> TermsAsked | None:
    """What a page has to say and to ask; None where the operator has published nothing. `of_visitor`: also somebody
    without an account may order on it, of whom nobody knows what they have accepted before."""
    found = queries.in_force(operator, now())
    texts, notice = rules.agreed_to(found), found.get("withdrawal")
    if not texts and notice is None:
        return None
    ids = {one.id for one in texts}
    if member is None:
        needs_box = of_visitor and bool(ids)
    else:
        needs_box = bool(ids) and bool(ids - queries.accepted(member.id, ids))
    return TermsAsked(operator, tuple(texts), needs_box, notice)


def agreement(operator: OperatorFacts, member: Member | None, choice: Choice) -> TermsAgreed | None:
    """What is to be written down for who chose so; None where there is nothing to agree to, for guests (whoever lets
    them in tells them; who books without an account as yet, has agreed like anybody), and where no page of ours has
    asked.

    TermsChanged, TermsNotAccepted.
    """
    shown = shown_in(choice)
    if (member is None and not choice.by_visitor) or not (shown or BY_PROGRAM in choice.terms):
        return None
    ids = tuple(one.id for one in rules.agreed_to(queries.in_force(operator, now())))
    if shown is None:
        return TermsAgreed(ids, "program") if ids else None
    if not ids and not shown.ids:
        return None
    known = queries.accepted(member.id, ids) if member is not None and ids and not shown.ticked else set()
    how = rules.check_agreed(ids, shown, known)
    return TermsAgreed(ids, how)


def shown_in(choice: Choice) -> TermsShown | None:
    """What the page had shown where this was chosen."""
    return next((one for one in choice.terms if isinstance(one, TermsShown)), None)


def written(choice: Choice) -> list[Any]:
    """Under which texts somebody has chosen so, as JSON."""
    return [list(one) if isinstance(one, TermsShown) else one for one in choice.terms]


def read(written: Sequence[Any]) -> tuple[object, ...]:
    """What was `written`."""
    return tuple(BY_PROGRAM if one == BY_PROGRAM else TermsShown(tuple(one[0]), *one[1:]) for one in written)


def sentence_of(operator: OperatorFacts, member: Member | None, choice: Choice) -> str | None:
    """The words by which they consented to begin early, in the language in which they read them; None for who did
    not."""
    if not choice.starts_early:
        return None
    shown = shown_in(choice)
    locale = shown.locale if shown else (member.locale if member is not None else None) or "de"
    return queries.early_sentence(operator, locale, now())

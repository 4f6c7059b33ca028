"""Selling passes, and taking them back. Flushes and never commits."""

from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select

from bookings.cover import NO_CHOICE, Choice
from core.clock import now, today
from core.db import db
from core.formats import DEFAULT_ZONE
from core.identifiers import new_id
from hubs.operators import queries as operator_queries
from hubs.operators.models import Operator
from hubs.operators.rules import Vat, VatRuleFacts
from members.models import Member
from payments import payment_actions, queries, refund_actions, signals
from payments.cover import HOLD
from payments.ending_actions import successor
from payments.errors import TooLittleToPayOnline, WayNotOffered
from payments.models import Fee
from payments.passes import mails, pass_actions, rules
from payments.passes.errors import PassChanged, PassNotForYou, PassNotSold, PassStepNotAllowed
from payments.passes.models import Pass, PassProduct, PassUse
from payments.rules import SMALLEST_ONLINE_CENTS
from payments.terms import actions as terms_actions
from payments.terms import agreeing
from payments.transfers import references
from payments.ways import ways_to_pay

UNPAID = timedelta(days=30)
"""So long a pass waits for a bank transfer, or for money at the hub."""
REFERENCE_PREFIX = "LR"


def sell(
    *,
    product: PassProduct,
    member: Member,
    agreed_cents: int,
    choice: Choice = NO_CHOICE,
    begins_on: date | None = None,
    at_hub: bool = False,
) -> Fee:
    """The member owes the pass from now on, and has it when it is paid (`signals.paid`): the fee, with its `pass_id`.

    `agreed_cents` is the price that the buyer has seen; `begins_on` today without one. What is bought `at_hub`, face
    to face, or as a business, is no distance contract: nobody can withdraw from it (§ 312g BGB).

    PassNotSold, PassNotForYou, PassChanged, PassBeginsOutside, WayNotOffered, TooLittleToPayOnline, TermsChanged,
    TermsNotAccepted.
    """
    operator, day = db.session.get_one(Operator, product.operator_id), today(DEFAULT_ZONE)
    first = begins_on or day
    _check(product, operator, member, day, first)
    if product.price_cents != agreed_cents:
        raise PassChanged(price_cents=product.price_cents)
    way = _way(operator, product.price_cents, choice)
    agreed = agreeing.agreement(operator.facts, member, choice)
    bought = _pass(product, operator, member, first, _waits_until(way))
    db.session.add(bought)
    db.session.flush()
    fee = _fee(bought, operator, member, way, choice)
    db.session.add(fee)
    db.session.flush()
    terms_actions.bought(pass_id=bought.id, agreed=agreed)
    mails.bought(bought, product, fee, operator, member, can_withdraw=not (at_hub or choice.is_business))
    return fee


def _check(product: PassProduct, operator: Operator, member: Member, day: date, first: date) -> None:
    if not product.is_sold or not operator.takes_money:
        raise PassNotSold
    if product.scope == "district" and not operator.sells_passes_district_wide:
        raise PassNotSold
    if product.group and operator_queries.group_of(member.id, operator.id, day) != product.group:
        raise PassNotForYou
    rules.check_first_day(first, day)


def _way(operator: Operator, cents: int, choice: Choice) -> str:
    offered = ways_to_pay(operator.facts, cents)
    if choice.way == "online" and "online" in operator.ways and cents < SMALLEST_ONLINE_CENTS:
        raise TooLittleToPayOnline(smallest_cents=SMALLEST_ONLINE_CENTS)
    if not offered or (choice.way and choice.way not in offered):
        raise WayNotOffered
    return choice.way or offered[0]


def _waits_until(way: str) -> datetime:
    return now() + (HOLD if way == "online" else UNPAID)


def _pass(product: PassProduct, operator: Operator, member: Member, first: date, waits_until: datetime) -> Pass:
    last = rules.last_day(first, product.valid_days)
    facts = _vat_rules(operator)
    return Pass(
        id=new_id(),
        product_id=product.id,
        operator_id=operator.id,
        hub_id=product.hub_id,
        member_id=member.id,
        kind=product.kind,
        size=product.size,
        price_cents=product.price_cents,
        use_value_cents=rules.use_value_cents(product.price_cents, product.size, product.valid_days),
        scope=product.scope,
        kinds=list(product.kinds),
        voucher=rules.voucher(facts, product.scope, today(DEFAULT_ZONE), last),
        valid_from=first,
        valid_until=last,
        expires_at=waits_until,
        created_at=now(),
    )


def _fee(bought: Pass, operator: Operator, member: Member, way: str, choice: Choice) -> Fee:
    key, day = new_id(), today(DEFAULT_ZONE)
    vat: Vat = rules.vat_of_sale(_vat_rules(operator), bought.voucher, day)
    return Fee(
        id=key,
        root_id=key,
        operator_id=operator.id,
        hub_id=bought.hub_id,
        pass_id=bought.id,
        member_id=member.id,
        buyer={"name": member.name, "email": member.email},
        is_business=choice.is_business,
        gross_cents=bought.price_cents,
        vat_treatment=vat.treatment,
        vat_rate=vat.rate,
        vat_reason=vat.reason,
        consent_at=now() if choice.starts_early else None,
        consent_text=agreeing.sentence_of(operator.facts, member, choice),
        covered_by=way,
        service_on=day,
        reference=references.random(REFERENCE_PREFIX) if way == "transfer" else None,
        created_at=now(),
    )


def _vat_rules(operator: Operator) -> list[VatRuleFacts]:
    return [row.facts for row in operator_queries.vat_rules_of(operator.id)]


def give_up(*, pass_id: UUID) -> None:
    """Its buyer does not want it any more, before it was paid. PassStepNotAllowed when it is paid, or may be at this
    moment."""
    pass_actions.lock_fee(pass_id)
    account = queries.account_of_pass(pass_id)
    if pass_actions.locked(pass_id).status != "held" or account is None:
        raise PassStepNotAllowed
    if account.kept_cents or (account.live is not None and account.live.status == "processing"):
        raise PassStepNotAllowed
    pass_actions.drop(pass_id=pass_id)


def take_back(*, pass_id: UUID, why: str = "withdrawn", kept_cents: int | None = None) -> int:
    """End a pass that was paid, such as after a withdrawal: what was not used of it goes back, or all but `kept_cents`;
    how many cents.

    Bookings that used it keep their place. PassStepNotAllowed when it is not active.
    """
    pass_actions.lock_fee(pass_id)
    found = pass_actions.locked(pass_id)
    account = queries.account_of_pass(pass_id)
    if found.status != "active" or account is None:
        raise PassStepNotAllowed
    counted = select(func.count()).where(PassUse.pass_id == pass_id, PassUse.given_back_at.is_(None))
    used = int(db.session.scalar(counted) or 0)
    span = (found.valid_from, found.valid_until)
    kept = rules.used_cents(found.price_cents, found.size, used, span, today(DEFAULT_ZONE))
    kept = kept if kept_cents is None else kept_cents
    found.status = "cancelled"
    payment_actions.cancel_open([account.fee.id])
    payment_actions.supersede([account.fee])
    rest = successor(account.fee, gross_cents=kept) if kept else None
    if rest is not None:
        db.session.add(rest)
    db.session.flush()
    back = max(0, account.kept_cents - kept)
    refund_actions.want_from(payments=account.payments, cents=back, why=why)
    signals.superseded.send(changes=[(account.fee, rest)])
    signals.pass_changed.send(passes=[found])
    return back

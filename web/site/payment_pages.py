"""What the pages of paying show, put together from the history of a fee, its booking and its operator."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from bookings import queries as booking_queries
from bookings.queries import BookingView
from core.arguments import read_uuid
from core.clock import now
from core.security import allow_form_to
from core.text import one_line
from hubs.operators import queries as operator_queries
from hubs.operators.models import Operator
from hubs.operators.rules import Vat
from payments import histories, queries, rules
from payments.giving_back import GivenBack, given_back
from payments.histories import FeeHistory
from payments.invoices import drafting
from payments.passes import words as pass_words
from payments.passes.queries import OwnPass, own_pass
from payments.queries import Account
from payments.stripe.possible import page_origin
from payments.transfers import references
from payments.transfers.errors import NoGiroCode
from payments.transfers.girocode import GiroCode, girocode


class PaymentSummary(NamedTuple):
    """How the money of a booking stands, for its card: `state` is a key of `payment_words.STATES`."""

    fee_id: UUID
    state: str
    due_cents: int
    way: str
    can_pay: bool

    @property
    def must_pay_now(self) -> bool:
        """The place is held until then only."""
        return self.state == "held"

    @property
    def is_on_site(self) -> bool:
        return self.way == "on_site"


class TransferDetails(NamedTuple):
    """What one types into a banking app; `code` does it by itself."""

    recipient: str
    iban: str
    amount_cents: int
    reference: str
    code: GiroCode | None


@dataclass(frozen=True)
class PaymentPage:
    """A fee of the member's: what it is for, what was paid of it, and how one pays what is due. `view`: its booking,
    None for a pass, which then is `bought`."""

    history: FeeHistory
    operator: Operator
    view: BookingView | None
    bought: OwnPass | None = None

    @property
    def pass_name(self) -> str:
        return pass_words.name(self.bought.product) if self.bought else ""

    @property
    def state(self) -> str:
        """A key of `payment_words.STATES`."""
        if self.history.account is None:
            return self.history.way_back or "ended"
        return histories.state_of(self.history.account, self.view.status if self.view else "")

    @property
    def vat(self) -> Vat:
        fee = self.history.fee
        return Vat(fee.vat_treatment, fee.vat_rate, fee.vat_reason)

    @property
    def can_pay(self) -> bool:
        return self.state in histories.CAN_BE_PAID

    @property
    def can_pay_online(self) -> bool:
        """Whether it is offered here; also for what was to be paid another way."""
        offered = "online" in self.operator.ways and page_origin() is not None
        return self.can_pay and offered and self.history.due_cents >= rules.SMALLEST_ONLINE_CENTS

    @property
    def may_have_invoices(self) -> bool:
        """What is to be paid online gets its invoice with the money; what it has replaced may have had one."""
        first = self.history.fee.root_id == self.history.fee.id
        return not (self.is_online and first and self.history.paid is None)

    @property
    def is_online(self) -> bool:
        return self.history.fee.covered_by == "online"

    @property
    def is_by_transfer(self) -> bool:
        return self.history.fee.covered_by == "transfer"

    @property
    def covering(self) -> str | None:
        """What pays for it instead of money: a key of `payment_words.COVERED_BY`."""
        covered_by = self.history.fee.covered_by
        return covered_by if self.history.account and covered_by in rules.LENT else None

    @property
    def is_redeemed(self) -> bool:
        """Whether a multi-purpose voucher has paid, so that there can be an invoice all the same."""
        return self.history.account is not None and drafting.redeemed_by(self.history.fee) is not None

    @property
    def is_on_site(self) -> bool:
        return self.history.fee.covered_by == "on_site"

    @property
    def may_have_been_paid(self) -> bool:
        """Stripe may know more than we do: whoever paid at the last moment can have us look again."""
        return self.history.is_being_tried

    @property
    def waits_until(self) -> datetime | None:
        """Until when the place waits for the money, if it does."""
        return self.view.booking.expires_at if self.state == "held" and self.view else None

    @property
    def now(self) -> datetime:
        return now()

    @property
    def transfer(self) -> TransferDetails | None:
        """None when it is not to be paid by transfer, or the operator has no account here."""
        fee, operator = self.history.fee, self.operator
        if not self.can_pay or fee.covered_by != "transfer" or not fee.reference or not operator.iban:
            return None
        due, recipient = self.history.due_cents, one_line(operator.legal_name)
        try:
            code = girocode(recipient, operator.iban, due, fee.reference, operator.bic or "")
        except NoGiroCode:
            code = None
        return TransferDetails(recipient, _in_fours(operator.iban), due, references.shown(fee.reference), code)


def page_of(member_id: int, fee_id: str) -> PaymentPage | None:
    """The member's own fee; None for another's, an unknown or an impossible id.

    When it can be paid online the page's forms may lead to Stripe.
    """
    key = read_uuid(fee_id)
    history = histories.history_of(key) if key else None
    if history is None or history.fee.member_id != member_id:
        return None
    operator, booking_id = operator_queries.operator(history.fee.operator_id), history.fee.booking_id
    assert operator is not None
    view = booking_queries.booking_of(member_id, str(booking_id), now()) if booking_id else None
    page = PaymentPage(
        history, operator, view, own_pass(member_id, history.fee.pass_id) if history.fee.pass_id else None
    )
    if page.can_pay_online and (origin := page_origin()):
        allow_form_to(origin)
    return page


def summaries(views: list[BookingView]) -> dict[UUID, PaymentSummary]:
    """By booking, of those for which something is owed or was paid; two queries, none where all is free."""
    statuses = {view.booking.id: view.status for view in views if view.booking.price_cents}
    accounts = queries.accounts_of_bookings(statuses)
    return {key: _summary(one, statuses[key]) for key, one in accounts.items() if one.fee.covered_by != "none"}


def summary(view: BookingView) -> PaymentSummary | None:
    """The same for one, also when nothing is owed any more."""
    if not view.booking.price_cents:
        return None
    fee_id = histories.last_fee_of(view.booking.id)
    history = histories.history_of(fee_id) if fee_id else None
    if history is None or history.fee.covered_by == "none":  # nobody takes money here: then the price says it all
        return None
    if history.account is not None:
        return _summary(history.account, view.status)
    return PaymentSummary(history.fee.id, history.way_back or "ended", 0, history.fee.covered_by, can_pay=False)


def money_back(view: BookingView) -> GivenBack | None:
    """What cancelling now would do to the money of a booking; None when there is none."""
    account = queries.account_of_booking(view.booking.id) if view.booking.price_cents else None
    if account is None or account.fee.covered_by == "none":
        return None
    return given_back(account, view.booking, now())


def _summary(account: Account, status: str) -> PaymentSummary:
    state, fee = histories.state_of(account, status), account.fee
    return PaymentSummary(fee.id, state, account.due_cents, fee.covered_by, state in histories.CAN_BE_PAID)


def _in_fours(iban: str) -> str:
    plain = "".join(iban.split())
    return " ".join(plain[start : start + 4] for start in range(0, len(plain), 4))

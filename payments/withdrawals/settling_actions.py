"""What an operator's people make of a withdrawal: the money goes back and the place is free, or the right had ended,
or it was about nothing of theirs. Flush and never commit.

Each is said once, and the person who declared it hears of it by mail.
"""

from flask_babel import force_locale
from flask_babel import gettext as _

from bookings import actions as booking_actions
from bookings.rules import OCCUPYING
from bookings.slots import Booked
from core.clock import now
from core.text import is_blank, one_line
from hubs.operators.models import Operator
from hubs.setup import place_of, setup_of
from members.models import Member
from payments import payment_actions, queries
from payments.ending_actions import Ending, end
from payments.giving_back import WHOLE
from payments.passes import pass_actions, sale_actions
from payments.withdrawals import mails, rules
from payments.withdrawals.actions import settle
from payments.withdrawals.contracts import BookedContract, ContractFound, PassContract, contract_of
from payments.withdrawals.errors import NotTheirContract, NoWithdrawalReason
from payments.withdrawals.models import Withdrawal
from payments.withdrawals.rules import LONGEST_REASON

WHY, DEFAULT_LOCALE = "withdrawn", "de"


def accept(*, withdrawal: Withdrawal, found: ContractFound, back_cents: int, operator: Operator, by: Member) -> None:
    """So much goes back, the way it was paid; a booking that is still to come is cancelled, a pass ends.

    AmountOutside; WithdrawalSettled when somebody was first; NotTheirContract when its money has changed since it was
    looked at; StaleState.
    """
    payment_actions.lock_chains(fee_ids=[found.first.id])
    fresh = contract_of(found.first.id, withdrawal)
    if fresh is None or fresh.facts != found.facts or fresh.first.operator_id != operator.id:
        raise NotTheirContract
    rules.check_back(fresh.verdict, back_cents)
    kept = _kept_cents(fresh, back_cents)
    if isinstance(fresh.what, BookedContract):
        _end_booking(fresh.what, kept, fresh.member, by)
    else:
        _end_pass(fresh.what, kept)
    settle(
        withdrawal.id,
        "accepted",
        fresh.first.booking_id,
        operator_id=operator.id,
        fee_root_id=fresh.first.id,
        back_cents=back_cents,
        by=by,
    )
    mails.accepted(withdrawal, operator, back_cents)


def _kept_cents(found: ContractFound, back_cents: int) -> int:
    """What stays owed. Of what nobody has paid yet: what was used, as far as the law lets it be charged."""
    if found.facts.paid_cents:
        return found.facts.paid_cents - back_cents
    return found.facts.used_cents if found.verdict.kind == "partial" else 0


def _end_booking(what: BookedContract, kept: int, owner: Member | None, by: Member) -> None:
    booking = what.booking
    account = queries.account_of_booking(booking.id)
    if account is not None:
        end([Ending(account, 0 if kept else WHOLE, kept)], WHY)
    if booking.status in OCCUPYING and booking.starts_at > now():
        place = place_of(setup_of(what.hub), what.space)
        with force_locale(owner.locale if owner else DEFAULT_LOCALE):
            reason = _("You have withdrawn from the contract.")
        booking_actions.cancel_withdrawn(
            booked=Booked(booking, place), owner=owner, by=by, hub=what.hub, why=str(reason)
        )


def _end_pass(what: PassContract, kept: int) -> None:
    if what.row.status == "active":
        sale_actions.take_back(pass_id=what.row.id, why=WHY, kept_cents=kept)
    elif what.row.status == "held":
        pass_actions.drop(pass_id=what.row.id)


def refuse(*, withdrawal: Withdrawal, found: ContractFound, reason: str, operator: Operator, by: Member) -> None:
    """The right had ended; the person gets the reason in these words. NoWithdrawalReason, WithdrawalSettled."""
    if is_blank(reason):
        raise NoWithdrawalReason
    told = one_line(reason)[:LONGEST_REASON]
    settle(
        withdrawal.id,
        "refused",
        found.first.booking_id,
        operator_id=operator.id,
        fee_root_id=found.first.id,
        reason=told,
        by=by,
    )
    mails.refused(withdrawal, operator, told)


def say_unknown(*, withdrawal: Withdrawal, operator: Operator | None, by: Member) -> None:
    """Nothing was found that it could be about; the person is asked to write again. WithdrawalSettled."""
    settle(withdrawal.id, "unknown", operator_id=operator.id if operator else None, by=by)
    mails.unknown(withdrawal)

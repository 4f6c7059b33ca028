"""How long a withdrawal may come, and how long it is kept."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from core.clock import local
from payments.withdrawals.errors import AmountOutside

LONGEST_CODE, LONGEST_NAME, LONGEST_EMAIL, LONGEST_REASON = 60, 120, 254, 400
OUTCOMES = ("open", "accepted", "refused", "unknown")
"""Nobody has looked yet; the money goes back; the right had ended; nothing was found that it could be about."""
DAYS = 14
KEEP_YEARS = 3
"""After the year in which it came (§§ 195, 199 BGB): so long it may have to be proved."""


def last_day(contract_on: date) -> date:
    """Until when somebody may withdraw from a contract of this day (§ 355 Abs. 2, § 187 Abs. 1 BGB): the day itself is
    not counted. Where the notice was not given it is longer, which people decide."""
    return contract_on + timedelta(days=DAYS)


def is_in_time(contract_at: datetime, received_at: datetime, zone: str) -> bool:
    """Sent until the end of the last day is in time; days are those of the hub."""
    return local(received_at, zone).date() <= last_day(local(contract_at, zone).date())


class Contract(NamedTuple):
    """What the law looks at: `paid_cents` are what the operator has of it, `used_cents` what was used of it is worth
    until the withdrawal came, `is_used_up` whether that is all. `consented`: to begin before the time is over."""

    contract_at: datetime
    zone: str
    is_business: bool
    paid_cents: int
    used_cents: int
    is_used_up: bool
    consented: bool


class Verdict(NamedTuple):
    """`kind`: "full", "partial", or "ended" with `why` ("business", "too_late", "used"). `back_cents` is what the law
    gives back, `most_cents` all that was paid: the operator may give more than the law asks, and never less."""

    kind: str
    why: str
    back_cents: int
    most_cents: int
    last_day: date


def verdict(contract: Contract, received_at: datetime) -> Verdict:
    """What the law says of a withdrawal that came then: §§ 312g, 355, 356 Abs. 4, 357a Abs. 2 BGB."""
    paid = contract.paid_cents
    last = last_day(local(contract.contract_at, contract.zone).date())
    if (why := _why_ended(contract, received_at)) is not None:
        return Verdict("ended", why, 0, paid, last)
    used = contract.used_cents if contract.consented else 0
    return Verdict("partial" if used else "full", "", max(0, paid - used), paid, last)


def _why_ended(contract: Contract, received_at: datetime) -> str | None:
    """None while the right stands."""
    if contract.is_business:
        return "business"
    if not is_in_time(contract.contract_at, received_at, contract.zone):
        return "too_late"
    return "used" if contract.is_used_up and contract.consented else None


def used_share(cents: int, starts_at: datetime, ends_at: datetime, moment: datetime) -> int:
    """What is used of a price until a moment, in proportion to the time, in whole cents rounded down."""
    whole, gone = ends_at - starts_at, min(max(moment - starts_at, timedelta()), ends_at - starts_at)
    return cents * int(gone.total_seconds()) // int(whole.total_seconds())


def check_back(found: Verdict, cents: int) -> None:
    """AmountOutside unless it is between what the law gives back and all that was paid."""
    if not found.back_cents <= cents <= found.most_cents:
        raise AmountOutside(least_cents=found.back_cents, most_cents=found.most_cents)


def first_kept_year(moment: datetime) -> int:
    """What came in an earlier year is no longer needed."""
    return moment.year - KEEP_YEARS

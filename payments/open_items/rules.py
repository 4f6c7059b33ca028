"""Since when something is owed, who is reminded when, what may be noted. Plain functions of values."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from payments.errors import NothingDue, WayNotOffered
from payments.rules import OWED

REMINDED, WRITTEN_OFF = "reminded", "written_off"
REMIND_AFTER_DAYS = (7, 14)
"""Two friendly reminders; after them the item is left to a person."""
LEAST_PAUSE = timedelta(days=6)
"""Between two reminders, also when somebody has sent the first by hand."""
BY_HAND = ("on_site", "transfer")
"""What came by these ways goes back by hand, and a note of it can be taken back."""
LONGEST_REASON = 200
KEEP_YEARS = 8
"""Why something was written off is kept as long as the vouchers (§ 147 AO)."""


def since(covered_by: str, created_on: date, service_on: date) -> date:
    """Who pays at the hub owes nothing before the day of the visit; everybody else from the day of booking on."""
    return max(created_on, service_on) if covered_by == "on_site" else created_on


def next_reminder(owed_since: date, sent: int, last: datetime | None, moment: datetime, day: date) -> int | None:
    """The number of the reminder that is due on that day, 1 or 2; None when none is."""
    if sent >= len(REMIND_AFTER_DAYS) or day < owed_since + timedelta(days=REMIND_AFTER_DAYS[sent]):
        return None
    return None if last is not None and moment - last < LEAST_PAUSE else sent + 1


def check_note_on_site(
    ways: Collection[str], covered_by: str, due_cents: int, *, is_held: bool, is_confidential: bool = False
) -> None:
    """WayNotOffered where the operator takes nothing at the hub, and for what is confidential; NothingDue for what is
    paid, covered otherwise, or waits for a payment online."""
    if "on_site" not in ways or is_confidential:
        raise WayNotOffered
    if due_cents == 0 or covered_by not in OWED or is_held:
        raise NothingDue


def first_kept_year(moment: datetime) -> int:
    """Of what is older the time to keep it is over: it runs to the end of the year."""
    return moment.year - KEEP_YEARS

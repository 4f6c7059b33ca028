"""How long a withdrawal may come, and how long it is kept."""

from datetime import date, datetime, timedelta

from core.clock import local

LONGEST_CODE, LONGEST_NAME, LONGEST_EMAIL = 60, 120, 254
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


def first_kept_year(moment: datetime) -> int:
    """What came in an earlier year is no longer needed."""
    return moment.year - KEEP_YEARS

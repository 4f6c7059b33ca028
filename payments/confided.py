"""How money for what was booked in confidence is told: as the use of a room in a month, without where and when."""

from calendar import monthrange
from datetime import date

from babel.dates import format_date

from core.clock import now
from hubs.operators.rules import OperatorFacts
from hubs.setup import Place, Setup
from hubs.tariffs import TariffValues
from payments.rules import SMALLEST_ONLINE_CENTS
from payments.ways import ways_to_pay

ROOM_USE = {"de": "Raumnutzung {month}", "en": "Room use {month}"}
WAYS = ("online",)
"""By which no list with a name comes to the hub, nor to an account's statements."""


def room_use(day: date, locale: str) -> str:
    """Raumnutzung November 2026, in the language of an invoice, a mail, a page."""
    language = "de" if locale.startswith("de") else "en"
    return ROOM_USE[language].format(month=format_date(day, "LLLL yyyy", locale=language))


def whole_month(day: date) -> tuple[date, date]:
    """The first and the last day of its month: all that an invoice says of when."""
    return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])


def only_by_pass(setup: Setup, place: Place) -> bool:
    """Whether the place is confidential and costs something today, and paying online is not possible."""
    if not place.is_confidential or setup.prices_of(place, setup.day_of(now())) == TariffValues():
        return False
    return not ways_for(place, setup.operator, SMALLEST_ONLINE_CENTS)


def ways_for(place: Place, facts: OperatorFacts, gross_cents: int) -> list[str]:
    """The ways to pay so much to the operator for the place, the default first."""
    offered = ways_to_pay(facts, gross_cents)
    return [way for way in offered if way in WAYS] if place.is_confidential else offered

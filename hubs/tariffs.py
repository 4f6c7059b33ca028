"""Prices: which tariff holds for a place, a member's group and a day, and the cheapest way to cover a length.

Pure functions of values; money is int cents, gross.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil
from typing import NamedTuple

GROUPS = ("residents", "clubs", "staff", "reduced")
"""Groups of members for whom an operator may have prices of their own."""
NO_GROUP = ""
ALWAYS = date(1900, 1, 1)
"""`valid_from` of a tariff that has always held."""
HOUR, HALF_DAY, DAY, MONTH = 60, 5 * 60, 24 * 60, 31 * 24 * 60
LENGTHS = (MONTH, DAY, HALF_DAY, HOUR)
"""Minutes that the prices cover, the longest first."""


class TariffValues(NamedTuple):
    """Prices in cents, gross; None: not offered."""

    hour: int | None = None
    half_day: int | None = None
    day: int | None = None
    month: int | None = None


PRICE_FIELDS = ("hour_cents", "half_day_cents", "day_cents", "month_cents")
"""The names of the four prices in tables, files and forms, in the order of TariffValues."""


@dataclass(frozen=True, slots=True)
class TariffFacts:
    """Prices and what they hold for: a kind of space or one space, of a hub or of all hubs of an operator; a group of
    members or (NO_GROUP) everybody; from one day until another, both included."""

    values: TariffValues
    of_hub: bool
    kind: str | None = None
    space_id: int | None = None
    group: str = NO_GROUP
    valid_from: date = ALWAYS
    valid_until: date | None = None

    def holds(self, space_id: int | None, kind: str, group: str, day: date) -> bool:
        """Whether it holds on the day for this space of this kind (None: for any of the kind) and this group."""
        is_for = self.space_id == space_id if self.space_id is not None else self.kind == kind
        if not is_for or self.group not in (NO_GROUP, group):
            return False
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


def in_order(tariffs: Iterable[TariffFacts]) -> tuple[TariffFacts, ...]:
    """The most specific first: of a space before of a kind, of the hub before of the operator, of a group before of
    everybody, and among the rest the one that began last."""
    return tuple(sorted(tariffs, key=_how_specific, reverse=True))


def _how_specific(tariff: TariffFacts) -> tuple[bool, bool, bool, date]:
    return tariff.space_id is not None, tariff.of_hub, tariff.group != NO_GROUP, tariff.valid_from


def holding(
    tariffs: Sequence[TariffFacts], space_id: int | None, kind: str, group: str | None, day: date
) -> TariffValues:
    """The prices that hold, of tariffs that are `in_order`; nothing but None where nobody has set any: then it is free
    of charge."""
    for tariff in tariffs:
        if tariff.holds(space_id, kind, group or NO_GROUP, day):
            return tariff.values
    return TariffValues()


def price_cents(tariff: TariffValues, minutes: int) -> int:
    """The cheapest way to cover `minutes` with the hours, half days, days and months that the tariff offers.

    A started hour counts as an hour, a half day covers up to 5 hours, a day up to 24, a month up to 31 days; they may
    be combined (seven hours may be a half day and two hours). What is None is not offered; a tariff that offers
    nothing is free of charge. A longer booking never costs less than a shorter one.
    """
    offers = [(tariff.month, MONTH), (tariff.day, DAY), (tariff.half_day, HALF_DAY), (tariff.hour, HOUR)]
    return _cheapest([(price, covered) for price, covered in offers if price is not None], minutes)


class TariffPart(NamedTuple):
    """So many times one price of a tariff: `unit` is a field of TariffValues, `cents` is the price of one."""

    number: int
    unit: str
    cents: int


def parts(tariff: TariffValues, minutes: int) -> tuple[TariffPart, ...]:
    """Of what `price_cents` is made up, the longest first; of equal prices the one with the fewest parts."""
    offered = [
        (TariffPart(0, unit, cents), covered)
        for unit, cents, covered in zip(("month", "day", "half_day", "hour"), reversed(tariff), LENGTHS, strict=True)
        if cents is not None
    ]
    _cents, _number, found = _cheapest_parts(offered, minutes)
    return found


def _cheapest_parts(offered: Sequence[tuple[TariffPart, int]], minutes: int) -> tuple[int, int, tuple[TariffPart, ...]]:
    """Price, number of parts, parts."""
    if minutes <= 0 or not offered:
        return 0, 0, ()
    (part, covered), *smaller = offered
    most = ceil(minutes / covered)
    counts = range(most + 1) if smaller else [most]
    return min(
        _with(part._replace(number=number), _cheapest_parts(smaller, minutes - number * covered)) for number in counts
    )


def _with(part: TariffPart, rest: tuple[int, int, tuple[TariffPart, ...]]) -> tuple[int, int, tuple[TariffPart, ...]]:
    cents, number, others = rest
    return part.number * part.cents + cents, part.number + number, (part, *others) if part.number else others


def _cheapest(offers: list[tuple[int, int]], minutes: int) -> int:
    if minutes <= 0 or not offers:
        return 0
    (price, covered), *smaller = offers
    most = ceil(minutes / covered)
    if not smaller:
        return most * price
    return min(count * price + _cheapest(smaller, minutes - count * covered) for count in range(most + 1))

"""What was redeemed of multi-purpose vouchers, as values: the VAT of such a pass is due at each visit, by whoever is
visited, and not when it is sold (§ 3 Abs. 15 UStG)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from hubs.operators.rules import Vat
from payments.money import net_of


@dataclass(frozen=True, slots=True)
class Redemption:
    """Visits of one day at one VAT treatment and rate, with what they are worth gross."""

    day: date
    treatment: str
    rate: int
    visits: int
    gross_cents: int

    @property
    def vat(self) -> Vat:
        return Vat(self.treatment, self.rate)

    @property
    def net_cents(self) -> int:
        return net_of(self.gross_cents, self.rate)

    @property
    def vat_cents(self) -> int:
        return self.gross_cents - self.net_cents


def redeemed_by_rate(rows: Iterable[Redemption]) -> list[Redemption]:
    """All of each rate together, on the last of their days."""
    sums: dict[tuple[str, int], Redemption] = {}
    for row in rows:
        key, before = (row.treatment, row.rate), sums.get((row.treatment, row.rate))
        visits, cents = (before.visits, before.gross_cents) if before else (0, 0)
        day = max(row.day, before.day) if before else row.day
        sums[key] = replace(row, day=day, visits=row.visits + visits, gross_cents=row.gross_cents + cents)
    return [sums[key] for key in sorted(sums)]
